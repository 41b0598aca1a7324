import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { valuesBehind } from '../../src/state/actionQueue.ts'
import { runEdit } from '../../src/state/edits.ts'
import { useFocusPane } from '../../src/state/focus.ts'
import { usePanel, usePanelTab } from '../../src/state/panel.ts'
import { showTechnical } from '../../src/state/technical.ts'
import { selectKey } from '../../src/state/tree.ts'
import { selectedKey } from '../../src/state/treeRows.ts'
import { showKey } from '../../src/state/values.ts'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import type { DocId, KeyId } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { hiveOfEverything, type Places } from '../helpers/hives.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'

let user: UserEvent
let engine: PageEngine
let doc: DocId
let places: Places

function Panel() {
  const tab = usePanelTab(doc)
  return tab === null ? null : <BottomPanel doc={doc} tab={tab} />
}

beforeEach(async () => {
  usePanel.setState({ tabs: {}, opened: {}, enlarged: false, enlargedFor: null })
  places = hiveOfEverything()
  ;({ doc, engine } = await openPage(places.bytes))
  await engine.check({ doc })
  user = userEvent.setup()
  render(<Panel />)
})

async function openView(): Promise<void> {
  act(() => commandOf('view.technical').run())
  await rowNamed(/^Signature/)
}

function structure(): HTMLElement {
  const grid = document.querySelector<HTMLElement>('[role=grid][aria-label=Structure]')
  if (grid === null) throw new Error('no structure')
  return grid
}

/** Waits for a row of the structure, by its text. */
function rowNamed(text: RegExp): Promise<HTMLElement> {
  return waitFor(() => {
    const rows = [...structure().querySelectorAll<HTMLElement>('[data-index]')]
    const row = rows.find(({ textContent }) => text.test(textContent ?? ''))
    if (row === undefined) throw new Error(`no row ${text}`)
    return row
  })
}

function selectedRow(list: HTMLElement): string {
  return list.querySelector('[aria-selected=true]')?.textContent ?? ''
}

function path(): string {
  return screen.getByRole('navigation', { name: 'Place' }).textContent ?? ''
}

function offset(at: number): string {
  return `0x${at.toString(16).toUpperCase().padStart(8, '0')}`
}

async function keyOf(text: string): Promise<KeyId> {
  return (await engine.resolvePath({ doc, text })).key
}

describe('the technical view', () => {
  it('has the room of the values until it is closed or hidden, unless the panel was enlarged before', async () => {
    const isEnlarged = () => usePanel.getState().enlarged
    await openView()
    expect(isEnlarged()).toBe(true)
    await user.click(screen.getByRole('button', { name: 'Close Technical' }))
    expect(isEnlarged()).toBe(false)
    await openView()
    act(() => commandOf('view.technical').run())
    expect(isEnlarged()).toBe(false)
    // The user's own choice stays.
    act(() => commandOf('view.enlargePanel').run())
    await openView()
    act(() => commandOf('view.technical').run())
    expect(isEnlarged()).toBe(true)
    act(() => commandOf('view.enlargePanel').run())
    act(() => showTechnical(doc, 0))
    expect(isEnlarged()).toBe(true)
    act(() => commandOf('view.enlargePanel').run())
    act(() => commandOf('view.enlargePanel').run())
    act(() => commandOf('view.technical').run())
    expect(isEnlarged()).toBe(true)
  })

  it('names every field of the header, with its value and its place', async () => {
    await openView()
    expect(path()).toContain('Header')
    expect((await rowNamed(/^Signature/)).textContent).toBe('Signatureregf0x0000000072 65 67 66')
    expect((await rowNamed(/^Minor version/)).textContent).toContain('Minor version50x00000018')
    expect((await rowNamed(/^Checksum/)).textContent).not.toContain('should')
  })

  it('a reference leads to its cell, and Back leads back', async () => {
    await openView()
    const root = await rowNamed(/^Root key/)
    await user.click(within(root).getByRole('button', { name: /^Key ROOT/ }))
    await rowNamed(/^NameROOT/)
    expect(path()).toContain('Key 0x00001020')
    await user.click(screen.getByRole('button', { name: 'Back' }))
    await rowNamed(/^Primary sequence/)
  })

  it('by keyboard: Enter goes deeper and along references, Backspace goes up', async () => {
    await openView()
    await user.keyboard('{Backspace}')
    await rowNamed(/^Header/)
    await user.keyboard('{ArrowDown}{Enter}')
    await rowNamed(/^Bin header/)
    await user.keyboard('{ArrowDown}{Enter}')
    await rowNamed(/^NameROOT/)
    expect(document.activeElement).toBe(structure())
  })

  it('lists the cells of a bin with what they belong to', async () => {
    act(() => showTechnical(doc, places.nk('Witness')))
    await rowNamed(/^NameWitness/)
    await user.keyboard('{Backspace}')
    expect((await rowNamed(/^KeyWitness|^Key.*Witness/)).textContent).toContain('Witness')
    expect((await rowNamed(/^Data.*Witness, Mark/)).textContent).toContain('0x')
  })

  it('shows a place of the file: the field that it is in', async () => {
    const at = places.nk('Alpha') + 0x18
    act(() => showTechnical(doc, at))
    await rowNamed(/^NameAlpha/)
    expect(selectedRow(structure())).toContain('Volatile subkeys')
    expect(screen.getByText(/Belongs to/).parentElement?.textContent).toContain('Alpha')
    await user.click(screen.getByRole('button', { name: 'Go to Key' }))
    await waitFor(async () => expect(selectedKey(doc)).toBe(await keyOf('Alpha')))
  })

  it('a typed offset is gone to, and what is none is marked', async () => {
    await openView()
    const field = screen.getByRole('textbox', { name: 'Go to offset' })
    act(() => structure().focus())
    await user.keyboard('{Control>}g{/Control}')
    expect(document.activeElement).toBe(field)
    await user.type(field, 'here{Enter}')
    expect(field.getAttribute('aria-invalid')).toBe('true')
    await user.clear(field)
    await user.type(field, `0x${places.nk('Beta').toString(16)}{Enter}`)
    await rowNamed(/^NameBeta/)
  })

  it('the bytes lead back to the field that they are in', async () => {
    const record = places.nk('Beta')
    act(() => showTechnical(doc, record))
    await rowNamed(/^NameBeta/)
    const bytes = screen.getByRole('grid', { name: 'Bytes' })
    act(() => bytes.focus())
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}')
    expect(screen.getByText(/^Byte 0x/).textContent).toContain(offset(record + 4))
    await user.keyboard('{Enter}')
    await waitFor(() => expect(selectedRow(structure())).toContain('Last write'))
    expect(document.activeElement).toBe(structure())
  })

  it('says what refers to a cell, and goes there', async () => {
    act(() => showTechnical(doc, places.nk('Beta')))
    await rowNamed(/^NameBeta/)
    await user.click(await screen.findByRole('button', { name: /^Entry \d+ of subkey list$/ }))
    await rowNamed(/^Entries/)
    expect(selectedRow(structure())).toContain('Key Beta')
  })

  it('lists the cells that hold a value: its record, its data in segments, and the list that names it', async () => {
    await act(async () => {
      await selectKey(doc, await keyOf('Alpha'))
      await eventually(() => expect(valuesBehind(doc)).toBe(false))
      const { value } = await engine.resolvePath({ doc, text: 'Alpha\\Big' })
      await showKey(doc, await keyOf('Alpha'), value ?? 0)
      useFocusPane.setState({ pane: 'grid', last: 'grid' })
      commandOf('view.cells').run()
    })
    await rowNamed(/^Big data/)
    const rows = [...structure().querySelectorAll('[data-index]')].map(
      (row) => row.firstElementChild?.textContent,
    )
    const segments = ['Data segment', 'Data segment', 'Data segment']
    expect(rows).toEqual(['Value', 'Big data', 'Segment list', ...segments, 'Value list'])
    expect(path()).toContain('Cells of “Big”')
    await user.keyboard('{Enter}')
    await rowNamed(/^NameBig/)
    await user.keyboard('{Backspace}')
    await rowNamed(/^Big data/)
  })

  it('follows an edit', async () => {
    act(() => showTechnical(doc, places.nk('Beta')))
    await rowNamed(/^NameBeta/)
    const key = await keyOf('Beta')
    await act(() => runEdit(doc, { kind: 'rename-key', key, name: 'Bet4' }))
    await rowNamed(/^NameBet4/)
  })
})
