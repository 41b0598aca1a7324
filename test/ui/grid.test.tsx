import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { LAYER } from '../../src/regf/layout.ts'
import { loadColumns, useColumns } from '../../src/state/columns.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { undo } from '../../src/state/edits.ts'
import { goTo } from '../../src/state/navigation.ts'
import { resetLayout } from '../../src/state/settings.ts'
import { beginCreateValue, beginRenameValue } from '../../src/state/valueEdits.ts'
import { valuesView } from '../../src/state/valueRows.ts'
import { focusedValue } from '../../src/state/values.ts'
import type { CommandId } from '../../src/text/commands.ts'
import { hexOffset } from '../../src/text/findings.ts'
import { ValueGrid } from '../../src/ui/grid/ValueGrid.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { openPage } from '../helpers/openPage.ts'
import { everyKindOfValue, layeredHive, type PageEngine } from '../helpers/pageEngine.ts'

const MANY = Array.from({ length: 5000 }, (_, at) => ({
  name: `Value${10_000 + at}`,
  type: 4,
  data: Uint8Array.of(at & 0xff, at >> 8, 0, 0),
}))

const ODD = [
  { name: 'Empty', type: 3, data: new Uint8Array(0) },
  { name: 'Long', type: 4, data: new Uint8Array(6) },
  { name: 'Strange', type: 0xffff0012, data: Uint8Array.of(1) },
  { name: 'Unended', type: 1, data: Uint8Array.of(0x61, 0) },
]

const HIVE = layeredHive({
  name: 'ROOT',
  subkeys: [
    { name: 'Bare' },
    { name: 'Gone', layer: LAYER.TOMBSTONE },
    { name: 'Kinds', values: everyKindOfValue() },
    { name: 'Many', values: MANY },
    { name: 'Odd', values: ODD },
  ],
})

let engine: PageEngine
let doc: DocId
let user: UserEvent

beforeEach(async () => {
  resetLayout()
  user = userEvent.setup()
  ;({ engine, doc } = await openPage(HIVE))
  render(<ValueGrid doc={doc} />)
})

async function open(path: string, name: string): Promise<void> {
  await goTo(doc, path)
  await screen.findByRole('rowheader', { name })
}

function grid(): HTMLElement {
  return screen.getByRole('grid', { name: 'Values' })
}

function row(name: string): HTMLElement {
  return screen.getByRole('rowheader', { name }).closest('[role=row]') as HTMLElement
}

function active(): Element | null {
  const id = grid().getAttribute('aria-activedescendant')
  return id === null ? null : document.getElementById(id)
}

async function expectFocusRow(name: string): Promise<void> {
  await waitFor(() => expect(active()).toBe(row(name)))
  expect(document.activeElement).toBe(grid())
}

function selected(): (string | null | undefined)[] {
  return screen
    .getAllByRole('row', { selected: true })
    .map((one) => within(one).getByRole('rowheader').textContent)
}

describe('the grid for assistive technology', () => {
  it('the grid has four columns, one of them sorted', async () => {
    const headers = screen.getAllByRole('columnheader')
    expect(headers.map((header) => header.getAttribute('aria-label'))).toEqual([
      'Name',
      'Type',
      'Data',
      'Size',
    ])
    expect(headers.map((header) => header.getAttribute('aria-sort'))).toEqual([
      'ascending',
      'none',
      'none',
      'none',
    ])
  })

  it('the grid counts its rows with the header, and numbers them', async () => {
    await open('Kinds', 'Dword')
    expect(grid().getAttribute('aria-rowcount')).toBe('6')
    expect(row('(Default)').getAttribute('aria-rowindex')).toBe('2')
    expect(row('Text').getAttribute('aria-rowindex')).toBe('6')
  })

  it('the grid shows name, type, data and size of every kind of value', async () => {
    await open('Kinds', 'Dword')
    const cells = (name: string) =>
      within(row(name))
        .getAllByRole('gridcell')
        .map((cell) => cell.textContent)
    expect(cells('(Default)')).toEqual(['REG_SZ', '(value not set)', ''])
    expect(cells('Binary')).toEqual(['REG_BINARY', '9e 1e 07 80', '4'])
    expect(cells('Dword')).toEqual(['REG_DWORD', '0x0000002a (42)', '4'])
    expect(cells('List')).toEqual(['REG_MULTI_SZ', 'nsiproxy netio', '32'])
    expect(cells('Text')).toEqual(['REG_SZ', 'PNP_TDI', '16'])
    expect(within(row('Text')).getByRole('rowheader').textContent).toBe('Text')
  })

  it('the grid says what is unusual about stored data', async () => {
    await open('Odd', 'Long')
    expect(row('Empty').textContent).toContain('(zero-length binary value)')
    expect(row('Long').textContent).toContain('(invalid DWORD (32-bit) value)')
    expect(row('Strange').textContent).toContain('0xffff0012')
    expect(within(row('Unended')).getByText('no NUL').title).toContain('NUL')
  })

  it('the grid of a read-only hive is read-only', async () => {
    expect(grid().getAttribute('aria-readonly')).toBe('false')
  })
})

describe('the keyboard', () => {
  it('the grid selects a row when it gets the focus, and arrows move by rows', async () => {
    await open('Kinds', 'Dword')
    grid().focus()
    await expectFocusRow('(Default)')
    expect(selected()).toEqual(['(Default)'])
    await user.keyboard('{ArrowDown}{ArrowDown}')
    await expectFocusRow('Dword')
    await user.keyboard('{End}')
    await expectFocusRow('Text')
    await user.keyboard('{Home}{ArrowUp}')
    await expectFocusRow('(Default)')
  })

  it('Left and Right move into cells and back', async () => {
    await open('Kinds', 'Dword')
    grid().focus()
    await user.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}')
    await waitFor(() => expect(active()?.textContent).toBe('REG_BINARY'))
    await user.keyboard('{End}')
    await waitFor(() => expect(active()?.getAttribute('aria-colindex')).toBe('4'))
    await user.keyboard('{Home}{ArrowLeft}')
    await expectFocusRow('Binary')
  })

  it('keys extend the selection, toggle rows and select all', async () => {
    await open('Kinds', 'Dword')
    grid().focus()
    await user.keyboard('{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    await waitFor(() => expect(selected()).toEqual(['Binary', 'Dword', 'List']))
    await user.keyboard('{Control>}{ArrowUp} {/Control}')
    await waitFor(() => expect(selected()).toEqual(['Binary', 'List']))
    await user.keyboard('{Control>}a{/Control}')
    await waitFor(() => expect(selected()).toHaveLength(5))
  })

  it('End mounts the last of 5,000 values, and few rows are kept', async () => {
    await open('Many', 'Value10000')
    grid().focus()
    await user.keyboard('{Control>}{End}{/Control}')
    await expectFocusRow('Value14999')
    expect(row('Value14999').getAttribute('aria-rowindex')).toBe('5002')
    expect(screen.getAllByRole('row').length).toBeLessThan(120)
  })

  it('typed letters find values by their names', async () => {
    await open('Kinds', 'Dword')
    grid().focus()
    await user.keyboard('te')
    await expectFocusRow('Text')
  })

  it('the Menu key opens the context menu of the selection, or of the empty list', async () => {
    await open('Kinds', 'Dword')
    grid().focus()
    await user.keyboard('{Shift>}{F10}{/Shift}')
    expect(useDialogs.getState().menu?.kind).toBe('grid')
  })

  it('Ins opens the menu of new values', async () => {
    grid().focus()
    await user.keyboard('{Insert}')
    expect(useDialogs.getState().menu?.kind).toBe('grid-new')
  })
})

describe('sorting and columns', () => {
  it('a click on a header sorts, and another reverses', async () => {
    await open('Kinds', 'Dword')
    await user.click(screen.getByRole('button', { name: 'Size' }))
    const size = screen.getByRole('columnheader', { name: 'Size' })
    await waitFor(() => expect(size.getAttribute('aria-sort')).toBe('ascending'))
    expect(screen.getAllByRole('rowheader').at(-1)?.textContent).toContain('List')
    await user.click(screen.getByRole('button', { name: 'Size' }))
    await waitFor(() => expect(size.getAttribute('aria-sort')).toBe('descending'))
    await waitFor(() => expect(screen.getAllByRole('rowheader')[0]?.textContent).toContain('List'))
  })

  it('the headers are one tab stop: arrows move between them and Enter sorts', async () => {
    await open('Kinds', 'Dword')
    const button = (name: string) => screen.getByRole('button', { name })
    grid().focus()
    await user.tab()
    expect(document.activeElement).toBe(button('Name'))
    await user.keyboard('{ArrowRight}')
    expect(document.activeElement).toBe(button('Type'))
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}')
    expect(document.activeElement).toBe(button('Size'))
    await user.keyboard('{Enter}')
    const size = screen.getByRole('columnheader', { name: 'Size' })
    await waitFor(() => expect(size.getAttribute('aria-sort')).toBe('ascending'))
    await user.keyboard('{Home}')
    expect(document.activeElement).toBe(button('Name'))
    await user.keyboard('{ArrowDown}')
    expect(document.activeElement).toBe(grid())
    await user.tab()
    await user.tab()
    expect(grid().contains(document.activeElement)).toBe(false)
  })

  it('Shift with the arrows changes the width of a column, which is announced', async () => {
    const before = useColumns.getState().widths
    grid().focus()
    await user.tab()
    await user.keyboard('{Shift>}{ArrowRight}{ArrowRight}{ArrowLeft}{/Shift}')
    expect(useColumns.getState().widths.name).toBe(before.name + 16)
    expect(screen.getByRole('status').textContent).toBe(`Name: ${before.name + 16} pixels wide`)
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Name' }))
    // Data takes the remaining width, so widening it narrows Size.
    await user.keyboard('{ArrowRight}{ArrowRight}{Shift>}{ArrowLeft}{/Shift}')
    expect(useColumns.getState().widths.size).toBe(before.size + 16)
  })
})

describe('the choice of columns', () => {
  const titles = () =>
    screen.getAllByRole('columnheader').map((header) => header.getAttribute('aria-label'))
  const cells = (name: string) =>
    [...row(name).children].map((cell) => cell.getAttribute('data-cell'))
  const run = (id: CommandId) => act(() => commandOf(id).run())

  it('columns can be hidden and shown, and are the same on the next visit', async () => {
    await open('Kinds', 'Dword')
    run('view.columnOffset')
    run('view.columnType')
    expect(titles()).toEqual(['Name', 'Data', 'Size', 'File offset'])
    expect(cells('Dword')).toEqual(['name', 'data', 'size', 'offset'])
    expect(grid().getAttribute('aria-colcount')).toBe('4')
    const [value] =
      valuesView(doc)
        .pages.get(0)
        ?.filter(({ name }) => name === 'Dword') ?? []
    expect(row('Dword').lastElementChild?.textContent).toBe(hexOffset(value?.cell ?? 0))
    expect(loadColumns()).toEqual(useColumns.getState())
    run('view.resetColumns')
    expect(titles()).toEqual(['Name', 'Type', 'Data', 'Size'])
  })

  it('Ctrl with the arrows moves a column, and says its place', async () => {
    await open('Kinds', 'Dword')
    grid().focus()
    await user.tab()
    await user.keyboard('{End}{Control>}{ArrowLeft}{ArrowLeft}{/Control}')
    expect(titles()).toEqual(['Name', 'Size', 'Type', 'Data'])
    expect(cells('Dword')).toEqual(['name', 'size', 'type', 'data'])
    expect(document.activeElement?.textContent).toBe('Size')
    expect(screen.getByRole('status').textContent).toBe('Size: column 2 of 4')
    // Size now has its edge after it.
    expect(useColumns.getState().widths.size).toBe(70)
    await user.keyboard('{Shift>}{ArrowRight}{/Shift}')
    expect(useColumns.getState().widths.size).toBe(86)
  })

  it('values are sorted by where they are in the file, and as they are stored', async () => {
    await open('Kinds', 'Dword')
    run('view.columnOffset')
    await user.click(screen.getByRole('button', { name: 'File offset' }))
    const header = screen.getByRole('columnheader', { name: 'File offset' })
    await waitFor(() => expect(header.getAttribute('aria-sort')).toBe('ascending'))
    const offsets = () => (valuesView(doc).pages.get(0) ?? []).map(({ cell }) => cell)
    await eventually(() => expect(offsets()).toEqual([...offsets()].sort((a, b) => a - b)))
    run('view.storedOrder')
    await eventually(() => expect(valuesView(doc).order.column).toBe('stored'))
    expect(commandOf('view.storedOrder').checked?.()).toBe(true)
  })

  it('a header opens the menu of the columns', async () => {
    await open('Kinds', 'Dword')
    fireEvent.contextMenu(screen.getByRole('button', { name: 'Type' }), { button: 2 })
    expect(useDialogs.getState().menu?.kind).toBe('columns')
  })
})

it('a narrow list squeezes columns, except those the user has sized, until the layout is reset', async () => {
  const tracks = () => grid().style.getPropertyValue('--columns').split(' minmax')
  const fresh = tracks()
  expect(fresh[0]).toBe('minmax(8.125rem, 13.125rem)')
  grid().focus()
  await user.tab()
  await user.keyboard('{Shift>}{ArrowRight}{/Shift}')
  expect(tracks()).toEqual(['minmax(14.125rem, 14.125rem)', ...fresh.slice(1)])
  act(() => resetLayout())
  expect(tracks()).toEqual(fresh)
})

describe('the mouse', () => {
  it('clicks with Shift and Ctrl select as in other lists', async () => {
    await open('Kinds', 'Dword')
    await user.click(row('Binary'))
    await user.keyboard('{Shift>}')
    await user.click(row('List'))
    await user.keyboard('{/Shift}')
    await waitFor(() => expect(selected()).toEqual(['Binary', 'Dword', 'List']))
    await user.keyboard('{Control>}')
    await user.click(row('Dword'))
    await user.keyboard('{/Control}')
    await waitFor(() => expect(selected()).toEqual(['Binary', 'List']))
    expect(document.activeElement).toBe(grid())
  })

  it('a double click opens the editor', async () => {
    await open('Kinds', 'Dword')
    await user.dblClick(row('Dword'))
    const { dialog } = useDialogs.getState()
    expect(dialog).toMatchObject({ type: 'edit-value', value: { name: 'Dword' }, binary: false })
  })

  it('a right click on one of several selected rows keeps the selection', async () => {
    await open('Kinds', 'Dword')
    grid().focus()
    await user.keyboard('{Control>}a{/Control}')
    await waitFor(() => expect(selected()).toHaveLength(5))
    await user.pointer({ keys: '[MouseRight]', target: row('List') })
    expect(useDialogs.getState().menu?.kind).toBe('grid')
    expect(selected()).toHaveLength(5)
  })

  it('a right click below the rows opens the menu for a new value', async () => {
    await open('Kinds', 'Dword')
    await user.pointer({ keys: '[MouseRight]', target: grid() })
    expect(useDialogs.getState().menu?.kind).toBe('grid-empty')
  })
})

describe('naming in place', () => {
  it('a value is renamed in place, with a refusal shown beside the field', async () => {
    await open('Kinds', 'Dword')
    await user.click(row('Dword'))
    await beginRenameValue(doc)
    const field = await screen.findByRole('textbox', { name: 'Value name' })
    expect(document.activeElement).toBe(field)
    await user.keyboard('text{Enter}')
    await screen.findByRole('alert')
    await user.keyboard('Word{Enter}')
    await expectFocusRow('Word')
  })

  it('Enter creates a new value and Esc creates none', async () => {
    await open('Kinds', 'Dword')
    await beginCreateValue(doc, 1)
    await screen.findByDisplayValue('New Value #1')
    await user.keyboard('{Escape}')
    expect(engine.calls).not.toContain('edit')
    await beginCreateValue(doc, 4)
    await screen.findByDisplayValue('New Value #1')
    await user.keyboard('Fresh{Enter}')
    await expectFocusRow('Fresh')
    expect(focusedValue(doc)?.type).toBe(4)
    await undo(doc)
    await waitFor(() => expect(screen.queryByRole('rowheader', { name: 'Fresh' })).toBeNull())
  })
})

describe('a key without values', () => {
  it('a key without values says so under the default value and offers a new one', async () => {
    await goTo(doc, 'Bare')
    await eventually(() => expect(valuesView(doc).loading).toBe(false))
    await screen.findByText('No values in this key')
    expect(row('(Default)')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'New string value' }))
    await screen.findByRole('textbox', { name: 'Name of the new value' })
  })

  it('a tombstone offers no new value', async () => {
    await goTo(doc, 'Gone')
    await eventually(() => expect(valuesView(doc).loading).toBe(false))
    await screen.findByText('No values in this key')
    expect(screen.queryByRole('button', { name: 'New string value' })).toBeNull()
  })
})
