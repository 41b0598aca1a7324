import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { receiveEvent } from '../../src/state/documents.ts'
import { findAll } from '../../src/state/find.ts'
import { changeFind, openFind, resetFind, useFind } from '../../src/state/findForm.ts'
import { useFound } from '../../src/state/findNext.ts'
import { usePanel, usePanelTab } from '../../src/state/panel.ts'
import { searchesOf, useSearches } from '../../src/state/searches.ts'
import { setShown } from '../../src/state/settings.ts'
import { FindBar } from '../../src/ui/find/FindBar.tsx'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import { encodeString } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import '../helpers/wholePage.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'

let doc: DocId
let engine: PageEngine
let user: UserEvent

const LONG = 'a'.repeat(300)
const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Deep', subkeys: [{ name: 'down needle' }] },
    {
      name: 'Values',
      values: [
        { name: 'needle', type: 1, data: encodeString('pin') },
        { name: 'text', type: 2, data: encodeString(`${LONG} needle ${LONG}`) },
        { name: 'bytes', type: 3, data: Uint8Array.of(1, 2, 3, 0xca, 0xfe, 9) },
      ],
    },
  ],
}

/** The panel, while there is something in it. */
function Panel() {
  const tab = usePanelTab(doc)
  return tab === null ? null : <BottomPanel doc={doc} tab={tab} />
}

beforeEach(async () => {
  resetFind()
  usePanel.setState({ tabs: {} })
  useSearches.setState({ all: [] })
  useFound.setState({ at: null, said: null, waiting: null })
  setShown('panel', false)
  ;({ doc, engine } = await openPage(HIVE))
  user = userEvent.setup()
})

const grid = () => screen.getByRole('grid', { name: 'Search results' })
/** The rows of the results, without the header: the texts of their cells. */
const rows = () =>
  within(grid())
    .getAllByRole('row')
    .slice(1)
    .map((row) => [...row.children].map((cell) => cell.textContent))

async function list(text: string): Promise<void> {
  changeFind({ text })
  await act(() => findAll())
  await waitFor(() => expect(searchesOf(doc).at(-1)?.running).toBe(false))
}

describe('the results of a search', () => {
  it('mark what was found where it is: in the key, the name or the data', async () => {
    render(<Panel />)
    await list('needle')
    await waitFor(() => expect(rows()).toHaveLength(3))
    const around = 'a'.repeat(39)
    expect(rows()).toEqual([
      ['Deep\\down needle', '', 'Key name', '', ''],
      ['Values', 'needle', 'Value name', 'REG_SZ', 'pin'],
      ['Values', 'text', 'Data', 'REG_EXPAND_SZ', `…${around} needle ${around}…`],
    ])
    const marks = grid().querySelectorAll('mark')
    expect([...marks].map((mark) => mark.textContent)).toEqual(['needle', 'needle', 'needle'])
    expect(grid().getAttribute('aria-rowcount')).toBe('4')
  })

  it('show bytes in hexadecimal', async () => {
    render(<Panel />)
    changeFind({ kind: 'hex' })
    await list('ca ??')
    await waitFor(() => expect(rows()).toHaveLength(1))
    expect(rows()[0]).toEqual(['Values', 'bytes', 'Data', 'REG_BINARY', '01 02 03 ca fe 09'])
  })

  it('say what was searched for, and that nothing was found', async () => {
    render(<Panel />)
    changeFind({ places: ['key', 'data'], whole: true })
    await list('plum')
    expect(await screen.findByText('Nothing found')).toBeTruthy()
    expect(screen.getByText('in keys and data, whole strings')).toBeTruthy()
    expect(screen.getByRole('tab', { name: 'Search for plum, 0 hits' })).toBeTruthy()
  })

  it('show the progress of a search that takes long, and a button that stops it', async () => {
    render(<Panel />)
    const release = engine.hold('search')
    changeFind({ text: 'needle' })
    const listing = findAll()
    const id = searchesOf(doc)[0]?.id ?? 0
    act(() => receiveEvent({ type: 'search-progress', doc, search: id, done: 0.42, found: 2 }))
    await act(() => listing)
    const stop = await screen.findByRole('button', { name: 'Stop' })
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('0.42')
    await user.click(stop)
    release()
    expect(await screen.findByText('Stopped: there may be more.')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Search again' }))
    await waitFor(() => expect(rows()).toHaveLength(3))
  })

  it('have commands for the selected row, and for all of them', async () => {
    const written: string[] = []
    render(<Panel />)
    await list('needle')
    await waitFor(() => expect(rows()).toHaveLength(3))
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
      written.push(text)
    })
    await waitFor(() => expect(commandOf('edit.copyResult').when()).toBe(true))
    for (const id of ['edit.copyResultPath', 'edit.copyResult', 'edit.copyResults'] as const) {
      const before = written.length
      act(() => commandOf(id).run())
      await waitFor(() => expect(written).toHaveLength(before + 1))
    }
    const [path, row, all] = written
    expect(path).toMatch(/\\Deep\\down needle$/)
    expect(row).toBe(`${path}\t\tKey name\t\t`)
    expect(all?.split('\n')).toHaveLength(3)
    vi.restoreAllMocks()
  })
})

describe('Find', () => {
  it('keeps the focus in its field, and says at the field what is wrong', async () => {
    act(() => void openFind())
    render(<FindBar doc={doc} />)
    const field = screen.getByRole('textbox', { name: 'Find what' })
    expect(document.activeElement).toBe(field)
    await user.selectOptions(screen.getByRole('combobox', { name: 'Search for' }), 'Hex bytes')
    await user.type(field, 'ca fx{Enter}')
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('not a list of bytes')
    expect(field.getAttribute('aria-describedby')).toBe(alert.id)
    await user.type(field, '{Backspace}e')
    expect(screen.queryByRole('alert')).toBeNull()
    await user.type(field, '{Enter}')
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('1 of 1'))
  })

  it('brings back what was searched for earlier with Up and Down', async () => {
    act(() => void openFind())
    render(<FindBar doc={doc} />)
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Find what' })
    for (const text of ['one', 'two', 'one', 'three']) {
      await user.clear(field)
      await user.type(field, `${text}{Enter}`)
    }
    await user.clear(field)
    const seen: string[] = []
    for (const key of ['Up', 'Up', 'Up', 'Up', 'Down']) {
      await user.keyboard(`{Arrow${key}}`)
      seen.push(field.value)
    }
    expect(seen).toEqual(['three', 'one', 'two', 'two', 'one'])
  })

  it('shows how many filters are set, and clears them', async () => {
    render(<FindBar doc={doc} />)
    await user.click(screen.getByRole('button', { name: 'Filters' }))
    await user.click(screen.getByRole('checkbox', { name: 'REG_DWORD' }))
    await user.type(screen.getByRole('textbox', { name: 'At most (bytes)' }), '8')
    await user.click(await screen.findByRole('checkbox', { name: /^Only in ROOT and below$/ }))
    expect(screen.getByRole('button', { name: 'Filters (3)' })).toBeTruthy()
    expect(useFind.getState()).toMatchObject({ types: [4], mostSize: '8', below: { doc } })
    await user.click(screen.getByRole('button', { name: 'Clear filters' }))
    expect(useFind.getState()).toMatchObject({ types: [], mostSize: '', below: null })
  })
})
