import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import {
  activate,
  addDocument,
  discardDocument,
  toggleLock,
  useDocuments,
} from '../../src/state/documents.ts'
import { undo } from '../../src/state/edits.ts'
import { findAll } from '../../src/state/find.ts'
import { changeFind, resetFind } from '../../src/state/findForm.ts'
import { findNext, useFound } from '../../src/state/findNext.ts'
import { useNotices } from '../../src/state/notices.ts'
import { usePanel, usePanelTab } from '../../src/state/panel.ts'
import { type Search, searchesOf, useSearches } from '../../src/state/searches.ts'
import { stopSearch } from '../../src/state/searchRuns.ts'
import { setShown } from '../../src/state/settings.ts'
import { keyDetails } from '../../src/state/tree.ts'
import { FindBar } from '../../src/ui/find/FindBar.tsx'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import { encodeString } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import '../helpers/wholePage.ts'
import { openPage } from '../helpers/openPage.ts'
import { hiveFile, type PageEngine, type TestHive } from '../helpers/pageEngine.ts'

const text = (name: string, data: string) => ({ name, type: 1, data: encodeString(data) })
const FIRST = {
  name: 'ROOT',
  subkeys: [
    { name: 'App', values: [text('zip', 'C:\\tools'), text('bin', 'c:\\TOOLS\\bin')] },
    { name: 'Run', values: [text('one', 'C:\\tools\\one.exe'), text('two', 'D:\\two.exe')] },
  ],
}
const SECOND = {
  name: 'ROOT',
  subkeys: [{ name: 'Other', values: [text('path', 'C:\\tools')] }],
}

let doc: DocId
let engine: PageEngine
let user: UserEvent

function Panel() {
  const active = useDocuments((state) => state.active) ?? doc
  const tab = usePanelTab(active)
  return tab === null ? null : <BottomPanel doc={active} tab={tab} />
}

async function openSecond(hive: TestHive = SECOND): Promise<DocId> {
  const file = hiveFile('second', hive)
  const info = await engine.open({ name: 'second', file, handle: null, logs: [] })
  addDocument(info, null)
  activate(doc)
  return info.doc
}

beforeEach(async () => {
  resetFind()
  usePanel.setState({ tabs: {} })
  useSearches.setState({ all: [] })
  useFound.setState({ at: null, deleted: null, said: null, waiting: null })
  setShown('panel', false)
  ;({ doc, engine } = await openPage(FIRST))
  user = userEvent.setup()
})

const grid = () => screen.getByRole('grid', { name: 'Search results' })
const shown = () =>
  within(grid())
    .getAllByRole('row')
    .slice(1)
    .map((row) => [...row.children].slice(0, -3).map((cell) => cell.textContent))
const sorted = (name: string) =>
  within(grid()).getByRole('columnheader', { name }).getAttribute('aria-sort')

async function list(wanted = 'tools'): Promise<Search> {
  render(<Panel />)
  changeFind({ text: wanted })
  await act(() => findAll())
  await waitFor(() => expect(searchesOf(doc).at(-1)?.running).toBe(false))
  await waitFor(() => expect(grid()).toBeTruthy())
  const found = searchesOf(doc).at(-1) as Search
  await waitFor(() => expect(within(grid()).getAllByRole('row')).toHaveLength(found.total + 1))
  return found
}

const ALL = [
  ['App', 'zip'],
  ['App', 'bin'],
  ['Run', 'one'],
]

describe('the list of results', () => {
  it('is sorted by a click on a column, and the other way round by a second one', async () => {
    await list()
    expect(shown()).toEqual(ALL)
    expect(sorted('Key')).toBe('ascending')
    const name = within(grid()).getByRole('button', { name: 'Name' })
    await user.click(name)
    await waitFor(() =>
      expect(shown()).toEqual([
        ['App', 'bin'],
        ['Run', 'one'],
        ['App', 'zip'],
      ]),
    )
    expect(sorted('Name')).toBe('ascending')
    expect(sorted('Key')).toBe('none')
    await user.click(name)
    await waitFor(() => expect(shown()[0]).toEqual(['App', 'zip']))
    expect(sorted('Name')).toBe('descending')
  })

  it('takes keys that are pressed while it is being sorted for the sorted list', async () => {
    await list()
    await waitFor(() => expect(within(grid()).getAllByRole('row', { selected: true })).toBeTruthy())
    act(() => grid().focus())
    await user.keyboard('{End}')
    await waitFor(() => expect(grid().getAttribute('aria-activedescendant')).toMatch(/-2$/))
    const release = engine.hold('arrangeHits')
    await user.click(within(grid()).getByRole('button', { name: 'Name' }))
    act(() => grid().focus())
    await user.keyboard('{Home}')
    release()
    await waitFor(() => expect(grid().getAttribute('aria-activedescendant')).toMatch(/-0$/))
    expect(shown()[0]).toEqual(['App', 'bin'])
    const [selected] = within(grid()).getAllByRole('row', { selected: true })
    expect(selected?.textContent).toContain('bin')
  })

  it('takes keys that are pressed while it is being filtered for the rows that are left', async () => {
    await list()
    await user.click(screen.getByRole('searchbox', { name: 'Filter results' }))
    const release = engine.hold('arrangeHits')
    await user.keyboard('App')
    act(() => grid().focus())
    await user.keyboard('{End}')
    release()
    await waitFor(() => expect(shown()).toHaveLength(2))
    await waitFor(() => expect(grid().getAttribute('aria-activedescendant')).toMatch(/-1$/))
    const [selected] = within(grid()).getAllByRole('row', { selected: true })
    expect(selected?.id).toBe(grid().getAttribute('aria-activedescendant'))
  })

  it('is sorted with the keyboard, and keeps the focus on the same result', async () => {
    await list()
    await waitFor(() => expect(within(grid()).getAllByRole('row', { selected: true })).toBeTruthy())
    const [key] = within(grid()).getAllByRole('button')
    act(() => key?.focus())
    await user.keyboard('{ArrowRight}{Enter}')
    await waitFor(() => expect(shown()[0]).toEqual(['App', 'bin']))
    expect(document.activeElement?.textContent).toBe('Name')
    const [selected] = within(grid()).getAllByRole('row', { selected: true })
    expect(selected?.textContent).toContain('zip')
    expect(selected?.id).toBe(grid().getAttribute('aria-activedescendant'))
    await user.keyboard('{ArrowDown}')
    expect(document.activeElement).toBe(grid())
  })

  it('is filtered while the user types; Escape shows all results again', async () => {
    await list()
    await waitFor(() => expect(commandOf('edit.filterResults').when()).toBe(true))
    act(() => commandOf('edit.filterResults').run())
    const field = screen.getByRole('searchbox', { name: 'Filter results' })
    await waitFor(() => expect(document.activeElement).toBe(field))
    await user.keyboard('BIN')
    await waitFor(() => expect(shown()).toEqual([['App', 'bin']]))
    expect(screen.getByText('1 of 3 hits')).toBeTruthy()
    expect(grid().getAttribute('aria-rowcount')).toBe('2')
    await user.keyboard('xyz')
    expect(await screen.findByText('No result contains the filter text')).toBeTruthy()
    expect(commandOf('edit.deleteResults').when()).toBe(false)
    await user.keyboard('{Escape}')
    await waitFor(() => expect(shown()).toEqual(ALL))
  })

  it('deletes several values in different keys as one step, which one Undo takes back', async () => {
    await list()
    act(() => grid().focus())
    await user.keyboard('{Home}{Shift>}{End}{/Shift}{Delete}')
    await waitFor(() => expect(within(grid()).getAllByText('deleted')).toHaveLength(3))
    const said = useNotices.getState().notices.find(({ text }) => text === 'Deleted 3 values')
    expect(said?.action?.label).toBe('Undo')
    act(() => said?.action?.run())
    await waitFor(() => expect(shown()).toEqual(ALL))
  })

  it('deletes nothing in a locked hive, and says why', async () => {
    await list()
    await act(() => toggleLock(doc))
    act(() => grid().focus())
    await user.keyboard('{Home}{Delete}')
    await waitFor(() =>
      expect(useNotices.getState().notices.at(-1)?.text).toMatch(/locked|read-only/i),
    )
    expect(shown()).toEqual(ALL)
  })

  it('selects all of any number of results without fetching their rows', async () => {
    const many = Array.from({ length: 3000 }, (_, at) => text(`tools ${at}`, ''))
    const second = await openSecond({ name: 'ROOT', values: many })
    activate(second)
    render(<Panel />)
    changeFind({ text: 'tools' })
    await act(() => findAll())
    await waitFor(() => expect(searchesOf(second).at(-1)?.view.total).toBe(3000))
    const before = engine.calls.filter((call) => call === 'hits').length
    act(() => grid().focus())
    await user.keyboard('{Control>}a{/Control}')
    await waitFor(() => expect(searchesOf(second).at(-1)?.view.selection.size).toBe(3000))
    expect(engine.calls.filter((call) => call === 'hits').length).toBe(before)
  })
})

describe('a search in all open hives', () => {
  it('is a choice in Find while there are several hives', async () => {
    const { rerender } = render(<FindBar doc={doc} />)
    expect(screen.queryByRole('combobox', { name: 'Search in' })).toBeNull()
    await act(openSecond)
    rerender(<FindBar doc={doc} />)
    const choice = screen.getByRole('combobox', { name: 'Search in' })
    await user.selectOptions(choice, 'All open hives')
    await user.type(screen.getByRole('textbox', { name: 'Find what' }), 'tools')
    expect(screen.getByRole('textbox', { name: 'Find what' })).toBeTruthy()
  })

  it('lists the hits of all of them with their hive, in the panel of each', async () => {
    const second = await openSecond()
    changeFind({ everywhere: true })
    await list()
    expect(shown()).toEqual([
      ['sample', 'App', 'zip'],
      ['sample', 'App', 'bin'],
      ['sample', 'Run', 'one'],
      ['second', 'Other', 'path'],
    ])
    await user.click(within(grid()).getByRole('button', { name: 'Hive' }))
    await user.click(within(grid()).getByRole('button', { name: 'Hive' }))
    await waitFor(() => expect(shown()[0]).toEqual(['second', 'Other', 'path']))
    act(() => grid().focus())
    await user.keyboard('{Home}{Enter}')
    await waitFor(() => expect(useDocuments.getState().active).toBe(second))
    await waitFor(() => expect(keyDetails(second)?.path).toEqual(['Other']))
    expect(shown()).toHaveLength(4)
  })

  it('is stopped in all of them at once', async () => {
    await openSecond()
    changeFind({ everywhere: true, text: 'tools' })
    const release = engine.hold('search')
    const listing = findAll()
    stopSearch(searchesOf(doc).at(-1)?.id ?? 0)
    release()
    await act(() => listing)
    await waitFor(() => expect(searchesOf(doc).at(-1)?.running).toBe(false))
    expect(searchesOf(doc).at(-1)?.end).toBeNull()
    expect(engine.calls.filter((call) => call === 'search')).toHaveLength(1)
  })

  it('says which hives were edited since, and goes on without one that is closed', async () => {
    const second = await openSecond()
    changeFind({ everywhere: true })
    const { id } = await list()
    act(() => grid().focus())
    await user.keyboard('{End}{Delete}')
    expect(await screen.findByText('Found before your last changes to second.')).toBeTruthy()
    await act(() => undo(second))
    act(() => discardDocument(second))
    await waitFor(() => expect(shown()).toEqual(ALL))
    expect(searchesOf(doc).find((search) => search.id === id)?.total).toBe(3)
  })

  it('lets Find Next go from the last hit of a hive to the first one of the next', async () => {
    const second = await openSecond()
    changeFind({ everywhere: true, text: 'tools' })
    for (const said of ['1 of 4', '2 of 4', '3 of 4', '4 of 4', '1 of 4, continued']) {
      const { times } = useFound.getState()
      findNext(1)
      await waitFor(() => expect(useFound.getState().times).toBeGreaterThan(times))
      await waitFor(() => expect(useFound.getState().waiting).toBeNull())
      await waitFor(() => expect(useFound.getState().said).toContain(said))
      expect(useDocuments.getState().active).toBe(said === '4 of 4' ? second : doc)
    }
  })
})
