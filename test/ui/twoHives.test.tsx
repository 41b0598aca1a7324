import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { listenToKeys } from '../../src/commands/dispatch.ts'
import { commandOf } from '../../src/commands/registry.ts'
import * as save from '../../src/platform/save.ts'
import { closeDialog, openDialog, useDialogs } from '../../src/state/dialogs.ts'
import {
  activate,
  addDocument,
  discardDocument,
  toggleLock,
  useDocuments,
} from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { useNotices } from '../../src/state/notices.ts'
import { usePanel, usePanelTab } from '../../src/state/panel.ts'
import { setShown } from '../../src/state/settings.ts'
import { selectedKey } from '../../src/state/treeRows.ts'
import { comparisonOf, patchComparison, useTwoHives } from '../../src/state/twoHives.ts'
import type { CommandId } from '../../src/text/commands.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import type { DocId, KeyId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import { hiveFile, type PageEngine, stringData } from '../helpers/pageEngine.ts'
import { dirtyHive } from '../worker/recoveryHives.ts'
import '../helpers/wholePage.ts'

const number = (value: number) => Uint8Array.of(value, 0, 0, 0)

const hive = (limit: number, more: string) => ({
  name: 'ROOT',
  subkeys: [
    {
      name: 'Software',
      subkeys: [
        {
          name: 'Vendor',
          values: [
            { name: 'Bytes', type: 3, data: Uint8Array.of(1, 2, limit, 4, 5, 6, 7, 8, 9, 10) },
            { name: 'Limit', type: 4, data: number(limit) },
            { name: 'Text', type: 1, data: stringData(`the ${more} text`) },
          ],
        },
      ],
    },
    { name: `Zone ${more}`, values: [{ name: 'V', type: 1, data: stringData(more) }] },
  ],
})

let user: UserEvent
let engine: PageEngine
let left: DocId
let right: DocId

function Page() {
  const active = useDocuments((state) => state.active) ?? 0
  const tab = usePanelTab(active)
  return (
    <>
      {tab !== null && <BottomPanel key={active} doc={active} tab={tab} />}
      <Dialogs />
    </>
  )
}

beforeEach(async () => {
  usePanel.setState({ tabs: {}, opened: {}, changes: {}, enlarged: false })
  useTwoHives.setState({ all: [] })
  setShown('panel', false)
  ;({ doc: left, engine } = await openPage(hive(3, 'old')))
  const file = hiveFile('other', hive(4, 'new'))
  const info = await engine.open({ name: 'other', file, handle: null, logs: [] })
  act(() => addDocument(info, null))
  right = info.doc
  act(() => activate(left))
  user = userEvent.setup()
  render(<Page />)
  const end = listenToKeys()
  return end
})

const OUTLINE = [
  '1 Software\\Vendor 3 |  |  |  | ',
  '2 Bytes | Changed | REG_BINARY | 01 02 03 04 05 06 07 08 09 0a | 01 02 04 04 05 06 07 08 09 0a',
  '2 Limit | Changed | REG_DWORD | 0x00000003 (3) | 0x00000004 (4)',
  '2 Text | Changed | REG_SZ | the old text | the new text',
  '1 Zone new | Added |  |  | 1 key, 1 value',
  '1 Zone old | Removed |  | 1 key, 1 value | ',
]

function lines(): string[] {
  const rows = [...document.querySelectorAll<HTMLElement>('[role=row][data-index]')]
  return rows.map((row) => {
    const cells = [...row.children].map((one) => one.textContent ?? '')
    const count = row.querySelector('[role=rowheader] > :last-child')?.textContent ?? ''
    const [first = '', ...rest] = cells
    const name = /^\d+$/.test(count) ? `${first.slice(0, -count.length)} ${count}` : first
    return `${row.getAttribute('aria-level')} ${[name, ...rest].join(' | ')}`
  })
}

async function expectLines(...wanted: readonly string[]): Promise<void> {
  await waitFor(() => expect(lines()).toEqual(wanted))
}

/** Compares the two hives by the dialog, as it is offered. */
async function compare(): Promise<HTMLElement> {
  act(() => commandOf('tools.compare').run())
  const dialog = await screen.findByRole('dialog', { name: 'Compare' })
  await user.click(within(dialog).getByRole('button', { name: 'Compare' }))
  const grid = await screen.findByRole('treegrid', { name: 'Differences' })
  await waitFor(() => expect(useTwoHives.getState().all[0]?.running).toBe(false))
  await waitFor(() => expect(document.activeElement).toBe(grid))
  return grid
}

async function selectRow(name: string): Promise<void> {
  const header = await screen.findByRole('rowheader', { name: new RegExp(name) })
  await user.click(header)
}

function run(id: CommandId): void {
  expect(commandOf(id).when()).toBe(true)
  act(() => commandOf(id).run())
}

async function expectNotice(text: string | RegExp): Promise<void> {
  await waitFor(() => {
    const { notices } = useNotices.getState()
    expect(notices.map((one) => `${one.text} ${one.detail ?? ''}`).join('\n')).toMatch(text)
  })
}

function summary(): string {
  return screen.getByLabelText('Differences', { selector: 'section' }).textContent ?? ''
}

async function keyOf(doc: DocId, text: string): Promise<KeyId> {
  return (await engine.resolvePath({ doc, text })).key
}

function focusedRow(): string {
  const grid = screen.getByRole('treegrid', { name: 'Differences' })
  const id = grid.getAttribute('aria-activedescendant') ?? ''
  return document.getElementById(id)?.textContent ?? ''
}

describe('the list of differences', () => {
  it('is a treegrid of keys and values with places, levels and words, and takes the focus', async () => {
    const grid = await compare()
    await expectLines(...OUTLINE)
    expect(summary()).toContain('5 differences')
    expect(grid.getAttribute('aria-rowcount')).toBe('7')
    const headers = screen.getAllByRole('columnheader').map((one) => one.textContent)
    expect(headers).toEqual(['Name', 'Change', 'Type', 'Left: sample', 'Right: other'])
    const [first, second] = [...document.querySelectorAll('[role=row][data-index]')]
    expect(first?.getAttribute('aria-expanded')).toBe('true')
    expect(first?.getAttribute('aria-setsize')).toBe('3')
    expect(second?.getAttribute('aria-posinset')).toBe('1')
    expect(second?.getAttribute('aria-setsize')).toBe('3')
    expect(screen.getByRole('tab', { name: 'Differences', selected: true })).toBeTruthy()
    act(() => activate(right))
    await expectLines(...OUTLINE)
  })

  it('expands and collapses with Right and Left, which then go through cells and to the parent', async () => {
    await compare()
    await expectLines(...OUTLINE)
    await user.keyboard('{Home}{ArrowLeft}')
    await expectLines(...[OUTLINE[0], ...OUTLINE.slice(4)].map(String))
    await user.keyboard('{ArrowRight}')
    await expectLines(...OUTLINE)
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}')
    await waitFor(() => expect(focusedRow()).toBe('0x00000003 (3)'))
    await user.keyboard('{ArrowDown}')
    await waitFor(() => expect(focusedRow()).toBe('the old text'))
    await user.keyboard('{Home}')
    await waitFor(() => expect(focusedRow()).toBe('Text'))
    await user.keyboard('{ArrowLeft}{ArrowLeft}')
    await waitFor(() => expect(focusedRow()).toMatch(/^Software/))
    run('view.collapseDifferences')
    await expectLines(...[OUTLINE[0], ...OUTLINE.slice(4)].map(String))
    run('view.expandDifferences')
    await expectLines(...OUTLINE)
  })

  it('shows what is in a key that only one hive has when it is expanded', async () => {
    await compare()
    await expectLines(...OUTLINE)
    await user.keyboard('{End}{ArrowRight}')
    await expectLines(...OUTLINE, '2 V | Removed | REG_SZ | old | ')
    await user.keyboard('{ArrowDown}')
    await waitFor(() => expect(focusedRow()).toMatch(/^V/))
    run('edit.takeToRight')
    await expectNotice('comes with the key that it is in')
  })

  it('is filtered by kind, subject and text', async () => {
    await compare()
    await expectLines(...OUTLINE)
    await user.click(screen.getByRole('button', { name: /^Changed/ }))
    await expectLines(...OUTLINE.slice(4))
    expect(summary()).toContain('2 of 5 differences')
    expect(screen.getByRole('button', { name: /^Changed/ }).getAttribute('aria-pressed')).toBe(
      'false',
    )
    await user.click(screen.getByRole('button', { name: /^Changed/ }))
    await user.click(screen.getByRole('button', { name: 'Keys' }))
    await expectLines(...OUTLINE.slice(0, 4))
    await user.click(screen.getByRole('button', { name: 'Keys' }))
    run('view.filterDifferences')
    await user.keyboard('limit')
    await expectLines('1 Software\\Vendor 1 |  |  |  | ', String(OUTLINE[2]))
    await user.clear(screen.getByRole('searchbox', { name: 'Filter differences' }))
    await user.keyboard('no such thing')
    expect(await screen.findByText('No differences that the filters leave')).toBeTruthy()
  })

  it('F9 and Shift+F9 go from difference to difference, and say when there are no more', async () => {
    await compare()
    await expectLines(...OUTLINE)
    await user.keyboard('{Home}{F9}')
    await waitFor(() => expect(focusedRow()).toMatch(/^Bytes/))
    await user.keyboard('{F9}{F9}')
    await waitFor(() => expect(focusedRow()).toMatch(/^Text/))
    await user.keyboard('{Shift>}{F9}{/Shift}')
    await waitFor(() => expect(focusedRow()).toMatch(/^Limit/))
    await user.keyboard('{End}{F9}')
    await expectNotice('no more differences after')
  })

  it('F9 pressed twice before the first answer goes two differences on', async () => {
    await compare()
    await expectLines(...OUTLINE)
    await user.keyboard('{Home}')
    const release = engine.hold('nextDifference')
    await user.keyboard('{F9}{F9}')
    release()
    await waitFor(() => expect(focusedRow()).toMatch(/^Limit/))
  })

  it('keys pressed while a row is expanded act on the rows that it shows', async () => {
    await compare()
    await expectLines(...OUTLINE)
    await user.keyboard('{End}')
    const release = engine.hold('expandDifferences')
    await user.keyboard('{ArrowRight}{ArrowDown}')
    release()
    await waitFor(() => expect(focusedRow()).toMatch(/^V/))
  })

  it('keys pressed while the list is filtered act on the rows that are left', async () => {
    const grid = await compare()
    await expectLines(...OUTLINE)
    const release = engine.hold('filterComparison')
    await user.click(screen.getByRole('button', { name: /^Changed/ }))
    act(() => grid.focus())
    await user.keyboard('{End}')
    release()
    await expectLines(...OUTLINE.slice(4))
    await waitFor(() => expect(focusedRow()).toMatch(/^Zone old/))
  })

  it('a row that is gone to while more differences come stays focused', async () => {
    await compare()
    await expectLines(...OUTLINE)
    await user.keyboard('{Home}')
    const [comparison] = useTwoHives.getState().all
    if (comparison?.state == null) throw new Error('nothing was compared')
    act(() => patchComparison(comparison.id, { running: true }))
    const release = engine.hold('comparisonRows')
    const asked = () => engine.calls.filter((call) => call === 'comparisonRows').length
    const before = asked()
    const { id, state } = comparison
    act(() => engine.emit({ type: 'hives-compared', comparison: id, done: 0.5, state }))
    await waitFor(() => expect(asked()).toBeGreaterThan(before))
    await user.keyboard('{ArrowDown}')
    expect(focusedRow()).toMatch(/^Bytes/)
    const { pages } = comparisonOf(id)?.view ?? {}
    release()
    await waitFor(() => expect(comparisonOf(id)?.view.pages).not.toBe(pages))
    expect(focusedRow()).toMatch(/^Bytes/)
    expect(comparisonOf(id)?.view.focusIndex).toBe(1)
  })

  it('shows both sides of the selected one in full, with what differs marked', async () => {
    await compare()
    await selectRow('Text')
    const details = await screen.findByRole('region', { name: 'Both sides' })
    await waitFor(() => {
      const marks = [...details.querySelectorAll('mark')].map((one) => one.textContent)
      expect(marks.slice(0, 1)).toEqual(['old'])
      expect(marks).toContain('new')
    })
    await selectRow('Bytes')
    await waitFor(() => {
      const marks = [...details.querySelectorAll('mark')].map((one) => one.textContent)
      expect(marks).toEqual(['03', '04'])
    })
    expect(details.textContent).toContain('Differs from byte 0x2 on')
    await selectRow('Zone old')
    await waitFor(() => expect(details.textContent).toContain('Not there'))
  })

  it('closing it gives the values their room back, unless the panel was enlarged before', async () => {
    for (const enlarged of [false, true]) {
      act(() => usePanel.setState({ enlarged }))
      await compare()
      expect(usePanel.getState().enlarged).toBe(true)
      await user.click(screen.getByRole('button', { name: 'Close Differences' }))
      await waitFor(() => expect(useTwoHives.getState().all).toEqual([]))
      expect(usePanel.getState().enlarged).toBe(enlarged)
    }
  })

  it('Enter goes to the place in this hive, Shift+Enter in the other one, and the list stays', async () => {
    await compare()
    await selectRow('Limit')
    await user.keyboard('{Enter}')
    const here = await keyOf(left, 'Software\\Vendor')
    await waitFor(() => expect(selectedKey(left)).toBe(here))
    expect(usePanel.getState().enlarged).toBe(false)
    const grid = screen.getByRole('treegrid', { name: 'Differences' })
    act(() => grid.focus())
    await user.keyboard('{Shift>}{Enter}{/Shift}')
    await waitFor(() => expect(useDocuments.getState().active).toBe(right))
    const there = await keyOf(right, 'Software\\Vendor')
    await waitFor(() => expect(selectedKey(right)).toBe(there))
    await selectRow('Zone old')
    run('go.toRight')
    await expectNotice('other has no Zone old. The nearest key above it is selected.')
  })
})

describe('taking differences over', () => {
  it('of the selected rows is one step, which a notice offers to undo; the rows come back then', async () => {
    await compare()
    await selectRow('Limit')
    await user.keyboard('{Control>}{Shift>}{ArrowRight}{/Shift}{/Control}')
    await expectNotice('Took Limit over into other')
    await expectLines(
      ...OUTLINE.filter((line) => !line.includes('Limit')).map((line) =>
        line.replace('Vendor 3', 'Vendor 2'),
      ),
    )
    expect(summary()).toContain('4 differences · 1 taken over')
    // The next one is selected.
    expect(focusedRow()).toMatch(/^Text/)
    const start = (await engine.resolvePath({ doc: right, text: 'Software\\Vendor\\Limit' })).value
    const key = await keyOf(right, 'Software\\Vendor')
    const { data } = await engine.valueData({ doc: right, key, value: start ?? 0 })
    expect([...data]).toEqual([3, 0, 0, 0])
    await act(() => undo(right))
    await expectLines(...OUTLINE)
    run('edit.takeAllToLeft')
    await expectNotice('Took 5 differences over into sample')
    expect(await screen.findByText('All differences were taken over')).toBeTruthy()
  })

  it('says why it is not possible: a locked hive, or one that was edited since', async () => {
    await compare()
    await act(() => toggleLock(right))
    await selectRow('Limit')
    run('edit.takeToRight')
    await expectNotice(/locked|read-only/i)
    await act(() => toggleLock(right))
    const parent = await keyOf(left, 'Software')
    await act(() => runEdit(left, { kind: 'create-key', parent, name: 'Late' }))
    await waitFor(() => expect(summary()).toContain('sample was edited since'))
    await expectLines(...OUTLINE)
    run('edit.takeToRight')
    await expectNotice('Compare the hives again first')
    await user.click(screen.getByRole('button', { name: 'Compare again' }))
    await waitFor(() => expect(summary()).toContain('6 differences'))
    await waitFor(() => expect(lines()).toContain('1 Software 4 |  |  |  | '))
  })
})

describe('a comparison', () => {
  it('gives a patch, its inverse and the list as files', async () => {
    const files: [string, Blob][] = []
    const download = vi.spyOn(save, 'downloadBlob')
    download.mockImplementation((blob, name) => void files.push([name, blob]))
    await compare()
    await selectRow('Limit')
    run('file.exportPatchLeft')
    await waitFor(() => expect(files).toHaveLength(1))
    run('file.exportPatchRight')
    run('file.exportDifferencesCsv')
    run('file.exportDifferencesJson')
    await waitFor(() => expect(files).toHaveLength(4))
    expect(files.map(([name]) => name).sort()).toEqual([
      ...['other-to-sample.reg', 'sample-other-differences.csv'],
      ...['sample-other-differences.json', 'sample-to-other.reg'],
    ])
    const patch = files.find(([name]) => name === 'sample-to-other.reg')?.[1]
    const text = new TextDecoder('utf-16le').decode(await patch?.arrayBuffer())
    expect(text).toContain('"Limit"=dword:00000004')
    expect(text).toContain('[-HKEY_LOCAL_MACHINE\\sample\\Zone old]')
    download.mockRestore()
  })

  it('ends when its tab or one of its hives is closed', async () => {
    await compare()
    await user.click(screen.getByRole('button', { name: 'Close Differences' }))
    expect(useTwoHives.getState().all).toEqual([])
    expect(usePanel.getState().opened[right]).toEqual([])
    await compare()
    act(() => discardDocument(right))
    await waitFor(() => expect(useTwoHives.getState().all).toEqual([]))
    expect(usePanel.getState().opened[left]).toEqual([])
    expect(useNotices.getState().notices.filter(({ kind }) => kind === 'alert')).toEqual([])
  })

  it('is of a file that is not open, and of a key of each side; a key that is missing is named', async () => {
    act(() => openDialog({ type: 'compare', doc: left }))
    const dialog = await screen.findByRole('dialog', { name: 'Compare' })
    await user.selectOptions(
      within(dialog).getByRole('combobox', { name: 'Right' }),
      'A file that is not open…',
    )
    expect(within(dialog).getByRole('button', { name: 'Compare' }).hasAttribute('disabled')).toBe(
      true,
    )
    await user.upload(
      within(dialog).getByLabelText('Right file'),
      hiveFile('baseline', hive(9, 'base')),
    )
    const field = within(dialog).getByRole('textbox', { name: 'Left: only below this key' })
    await user.type(field, 'Nowhere')
    await user.click(within(dialog).getByRole('button', { name: 'Compare' }))
    expect(await within(dialog).findByRole('alert')).toHaveProperty(
      'textContent',
      'sample has no key Nowhere.',
    )
    await user.clear(field)
    await user.type(field, 'Software\\Vendor')
    await user.type(
      within(dialog).getByRole('textbox', { name: 'Right: only below this key' }),
      'Software\\Vendor',
    )
    await user.click(within(dialog).getByRole('button', { name: 'Compare' }))
    await waitFor(() => expect(lines()).toHaveLength(4))
    await selectRow('Limit')
    run('edit.takeToRight')
    await expectNotice('is not an open hive')
    run('edit.takeToLeft')
    await expectNotice('Took Limit over into sample')
    const { value } = await engine.resolvePath({ doc: left, text: 'Software\\Vendor\\Limit' })
    const key = await keyOf(left, 'Software\\Vendor')
    expect([...(await engine.valueData({ doc: left, key, value: value ?? 0 })).data]).toEqual([
      9, 0, 0, 0,
    ])
  })

  it('of one hive alone begins with the focus on what is chosen, since it cannot start yet', async () => {
    act(() => void discardDocument(right))
    act(() => commandOf('tools.compare').run())
    const dialog = await screen.findByRole('dialog', { name: 'Compare' })
    expect(within(dialog).getByRole('button', { name: 'Compare' })).toHaveProperty('disabled', true)
    const side = within(dialog).getByRole('combobox', { name: 'Left' })
    await waitFor(() => expect(document.activeElement).toBe(side))
    act(closeDialog)
  })

  it('offers a hive with its original when it was edited and is alone', async () => {
    act(() => discardDocument(right))
    const key = await keyOf(left, 'Software')
    await act(() => runEdit(left, { kind: 'create-key', parent: key, name: 'Fresh' }))
    await compare()
    await expectLines('1 Software\\Fresh | Added |  |  | 1 key, 0 values')
    run('edit.takeToLeft')
    await expectNotice('sample as opened is not an open hive')
    await user.keyboard('{Control>}{Shift>}{ArrowRight}{/Shift}{/Control}')
    await expectLines()
  })

  it('offers a hive with its transaction logs; what they would change is not taken over one by one', async () => {
    const { bytes, logs } = dirtyHive()
    const file = new File([bytes], 'dirty')
    const info = await engine.open({ name: 'dirty', file, handle: null, logs })
    act(() => {
      discardDocument(right)
      discardDocument(left)
      addDocument(info, null)
    })
    await waitFor(() => expect(useDocuments.getState().active).toBe(info.doc))
    if (useDialogs.getState().dialog !== null) act(closeDialog)
    await compare()
    await waitFor(() => expect(lines().length).toBeGreaterThan(0))
    expect(screen.getByRole('columnheader', { name: 'Right: dirty with its logs' })).toBeTruthy()
    run('edit.takeAllToLeft')
    await expectNotice(/log/i)
    expect(lines().length).toBeGreaterThan(0)
  })
})
