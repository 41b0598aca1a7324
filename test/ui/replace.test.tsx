import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../src/commands/dispatch.ts'
import { commandOf } from '../../src/commands/registry.ts'
import { activate, addDocument, documentOf, toggleLock } from '../../src/state/documents.ts'
import { runEdit } from '../../src/state/edits.ts'
import { changeFind, resetFind, useFind } from '../../src/state/findForm.ts'
import { useFound } from '../../src/state/findNext.ts'
import { useNotices } from '../../src/state/notices.ts'
import { usePanel, usePanelTab } from '../../src/state/panel.ts'
import { openReplace } from '../../src/state/replacing.ts'
import { searchesOf, useSearches } from '../../src/state/searches.ts'
import { setShown } from '../../src/state/settings.ts'
import { treeView } from '../../src/state/treeRows.ts'
import { FindBar } from '../../src/ui/find/FindBar.tsx'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import { encodeString } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import '../helpers/wholePage.ts'
import { openPage } from '../helpers/openPage.ts'
import { hiveFile, type PageEngine } from '../helpers/pageEngine.ts'

const text = (name: string, data: string) => ({ name, type: 1, data: encodeString(data) })
const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Apps', values: [text('path', 'C:\\old\\a.exe'), text('old', 'x')] },
    { name: 'Tools', values: [text('path', 'D:\\old'), text('new', 'y'), text('old', 'z')] },
  ],
}

let doc: DocId
let engine: PageEngine
let user: UserEvent

function Page() {
  const tab = usePanelTab(doc)
  const isOpen = useFind((state) => state.open)
  return (
    <>
      {isOpen && <FindBar doc={doc} />}
      {tab !== null && <BottomPanel doc={doc} tab={tab} />}
    </>
  )
}

beforeEach(async () => {
  resetFind()
  usePanel.setState({ tabs: {} })
  useSearches.setState({ all: [] })
  useFound.setState({ at: null, deleted: null, said: null, waiting: null })
  setShown('panel', false)
  ;({ doc, engine } = await openPage(HIVE))
  user = userEvent.setup()
  render(<Page />)
})

const grid = () => screen.getByRole('grid', { name: 'Replacements' })
const rows = () => within(grid()).getAllByRole('row').slice(1)
/** The texts of each row, after `x` for one that is to be replaced. */
const lines = () =>
  rows().map((row) => {
    const box = within(row).getByRole<HTMLInputElement>('checkbox')
    const cells = [...row.children].slice(1).map((cell) => cell.textContent)
    return [box.checked ? 'x' : '-', ...cells].join(' | ')
  })
const replaceButton = (count: number) => screen.getByRole('button', { name: `Replace ${count}` })

async function preview(find = 'old', by = 'new'): Promise<void> {
  changeFind({ text: find })
  act(() => void openReplace())
  await user.type(screen.getByRole('textbox', { name: 'Replace with' }), by)
  await user.click(screen.getByRole('button', { name: 'Preview' }))
  await waitFor(() => expect(searchesOf(doc).at(-1)?.running).toBe(false))
  await waitFor(() => expect(rows()).toHaveLength(searchesOf(doc).at(-1)?.total ?? 0))
}

const ALL = [
  'x | Apps | path | Data | C:\\old\\a.exe | C:\\new\\a.exe',
  'x | Apps | old | Value name | old | new',
  'x | Tools | path | Data | D:\\old | D:\\new',
  '- | Tools | old | Value name | old | name existsnew',
]

describe('Replace', () => {
  it('lists what each name and text was and becomes, and why something cannot be replaced', async () => {
    await preview()
    expect(lines()).toEqual(ALL)
    expect(replaceButton(3)).toBeTruthy()
    expect(screen.getByText('1 cannot be replaced')).toBeTruthy()
    expect(screen.getByText('name exists').title).toContain('Another value')
    expect(documentOf(doc)?.state.unsaved).toBe(0)
  })

  it('replaces what is chosen as one step, which Undo takes back', async () => {
    await preview()
    await user.click(within(rows()[0] as HTMLElement).getByRole('checkbox'))
    expect(lines()[0]).toMatch(/^-/)
    await user.click(replaceButton(2))
    await waitFor(() => expect(documentOf(doc)?.state.unsaved).toBe(1))
    const said = useNotices.getState().notices.find((one) => one.text === 'Replaced in 2 places')
    expect(said?.action?.label).toBe('Undo')
    expect(await screen.findByText('Found before your last changes.')).toBeTruthy()
    expect(commandOf('edit.applyReplace').when()).toBe(false)
    act(() => said?.action?.run())
    await waitFor(() => expect(documentOf(doc)?.state.unsaved).toBe(0))
    await user.click(screen.getByRole('button', { name: 'Preview again' }))
    await waitFor(() => expect(lines()).toEqual(ALL))
  })

  it('is worked by keyboard: Space leaves the selected rows out, and all with the box of the header', async () => {
    await preview()
    act(() => grid().focus())
    await user.keyboard('{Home}{Shift>}{ArrowDown}{/Shift} ')
    expect(lines().map((line) => line[0])).toEqual(['-', '-', 'x', '-'])
    expect(screen.getByText('1 replacement chosen')).toBeTruthy()
    await user.keyboard(' ')
    expect(replaceButton(3)).toBeTruthy()
    await user.click(screen.getByRole('checkbox', { name: 'Replace everywhere' }))
    expect(replaceButton(0)).toBeTruthy()
    await user.click(within(rows()[2] as HTMLElement).getByRole('checkbox'))
    await user.click(replaceButton(1))
    await waitFor(() =>
      expect(useNotices.getState().notices.at(-1)?.text).toBe('Replaced in 1 place'),
    )
  })

  it('changes only the hive on screen, and says so when all were to be searched', async () => {
    const file = hiveFile('second', HIVE)
    addDocument(await engine.open({ name: 'second', file, handle: null, logs: [] }), null)
    activate(doc)
    changeFind({ everywhere: true })
    await preview()
    expect(screen.getByText('Text is replaced in the hive on screen only.')).toBeTruthy()
    expect(lines()).toEqual(ALL)
  })

  it('does nothing in a locked hive, and says why', async () => {
    await preview()
    await act(() => toggleLock(doc))
    await user.click(replaceButton(3))
    await waitFor(() =>
      expect(useNotices.getState().notices.at(-1)?.text).toMatch(/read-only|lock/i),
    )
    expect(documentOf(doc)?.state.unsaved).toBe(0)
  })

  it('does nothing after an edit: the preview has to be made again', async () => {
    await preview()
    const parent = treeView(doc).root
    await act(() => runEdit(doc, { kind: 'create-key', parent, name: 'other' }))
    expect(await screen.findByRole('button', { name: 'Preview again' })).toBeTruthy()
    act(() => runCommand(commandOf('edit.applyReplace')))
    expect(documentOf(doc)?.state.unsaved).toBe(1)
  })

  it('says at its field that the expression has no such group, and that bytes are not replaced', async () => {
    changeFind({ text: 'o(l)d', kind: 'regex' })
    act(() => void openReplace())
    const field = screen.getByRole('textbox', { name: 'Replace with' })
    await user.type(field, '$2{Enter}')
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('names a group that the expression does not have')
    expect(field.getAttribute('aria-describedby')).toBe(alert.id)
    await user.clear(field)
    await user.type(field, '$1{Enter}')
    await waitFor(() => expect(lines()[0]).toContain('C:\\l\\a.exe'))
    changeFind({ text: '00 01', kind: 'hex' })
    await user.click(screen.getByRole('button', { name: 'Preview' }))
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('Only text'))
  })
})
