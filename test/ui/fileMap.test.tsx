import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { runEdit } from '../../src/state/edits.ts'
import { type FileMapView, fileMaps, partOf } from '../../src/state/fileMap.ts'
import { panelTab, usePanel, usePanelTab } from '../../src/state/panel.ts'
import { setShown } from '../../src/state/settings.ts'
import { useTechnicalWish } from '../../src/state/technical.ts'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import { bytesOf, type PageEngine } from '../helpers/pageEngine.ts'
import '../helpers/wholePage.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Alpha', values: [{ name: 'data', type: 3, data: new Uint8Array(6000) }] },
    { name: 'Beta' },
  ],
}

let user: UserEvent
let engine: PageEngine
let doc: DocId

function Panel() {
  const tab = usePanelTab(doc)
  return tab === null ? null : <BottomPanel doc={doc} tab={tab} />
}

async function start(hive: typeof HIVE | Uint8Array<ArrayBuffer> = HIVE): Promise<void> {
  ;({ doc, engine } = await openPage(hive))
  render(<Panel />)
}

beforeEach(() => {
  // Without a layout, every element has this size: 16 squares by 8.
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(16 * 14)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(8 * 14)
  usePanel.setState({ tabs: {}, opened: {}, changes: {} })
  setShown('panel', false)
  user = userEvent.setup()
})

async function open(): Promise<HTMLElement> {
  act(() => commandOf('view.fileMap').run())
  const squares = await screen.findByRole('slider', { name: 'File by offset' })
  await waitFor(() => {
    const { map, running, inside } = fileMaps.viewOf(doc)
    expect(running).toBe(false)
    expect(map?.uses.length).toBeLessThanOrEqual(128)
    expect(inside).not.toBeNull()
  })
  act(() => squares.focus())
  return squares
}

const value = () => screen.getByRole('slider').getAttribute('aria-valuetext')
const section = () => screen.getByLabelText('File Map', { selector: 'section' }).textContent ?? ''

describe('the map of the file', () => {
  it('draws the file in squares of one length, with a legend in words', async () => {
    await start()
    await open()
    const { map, result } = fileMaps.viewOf(doc)
    expect(map).toMatchObject({ from: 0, to: result?.bytes, unit: 128 })
    expect(value()).toBe('0x00000000 to 0x0000007F, Headers')
    expect(section()).toContain('each square is 128 bytes')
    const legend = within(screen.getByRole('list', { name: 'What the patterns mean' }))
    const words = legend.getAllByRole('listitem').map((item) => item.textContent)
    expect(words).toContain('Headers')
    expect(words.some((text) => /^Data6 KB$/.test(text ?? ''))).toBe(true)
    expect(words.some((text) => text?.startsWith('Free'))).toBe(true)
  })

  it('the keyboard goes from square to square and line to line, and says what each is used for', async () => {
    await start()
    await open()
    await user.keyboard('{ArrowRight}')
    expect(value()).toBe('0x00000080 to 0x000000FF, Headers')
    await user.keyboard('{ArrowDown}')
    expect(screen.getByRole('slider').getAttribute('aria-valuenow')).toBe('17')
    await user.keyboard('{ArrowUp}{Home}{ArrowUp}')
    expect(screen.getByRole('slider').getAttribute('aria-valuenow')).toBe('0')
    await user.keyboard('{End}')
    const { map } = fileMaps.viewOf(doc)
    expect(fileMaps.viewOf(doc).at).toBe((map?.uses.length ?? 0) - 1)
    await user.keyboard('{Home}{ArrowDown}{ArrowDown}')
    // The first bin: its header and the first cells.
    await waitFor(() => expect(section()).toContain('Headers 32 bytes'))
    const { inside } = fileMaps.viewOf(doc)
    expect(inside?.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(128)
  })

  it('the pointer chooses a square', async () => {
    await start()
    const squares = await open()
    vi.spyOn(squares, 'getBoundingClientRect').mockReturnValue({ left: 0, top: 0 } as DOMRect)
    fireEvent.pointerDown(squares, { button: 0, clientX: 2.5 * 14, clientY: 1.5 * 14 })
    expect(fileMaps.viewOf(doc).at).toBe(18)
    fireEvent.pointerMove(squares, { clientX: 0, clientY: 0 })
    expect(fileMaps.viewOf(doc).at).toBe(0)
  })

  it('the list has the ranges of one use in order, and is in step with the picture', async () => {
    await start()
    await open()
    const grid = screen.getByRole('grid', { name: 'Parts of the file' })
    const { ranges, map } = fileMaps.viewOf(doc)
    expect(ranges[0]).toMatchObject({ from: 0, use: 'header' })
    expect(ranges.at(-1)?.to).toBe(map?.to)
    expect(ranges.every(({ from }, index) => index === 0 || from === ranges[index - 1]?.to)).toBe(
      true,
    )
    act(() => grid.focus())
    await user.keyboard('{ArrowDown}')
    await waitFor(() => {
      const chosen = map && partOf(map, fileMaps.viewOf(doc).at)
      expect(chosen?.from).toBe(ranges[1]?.from)
    })
    await user.keyboard('{Enter}')
    await waitFor(() => expect(panelTab(doc)).toBe('technical'))
  })

  it('a square that is gone to while a closer map is read stays chosen', async () => {
    await start()
    await open()
    await user.keyboard('{ArrowDown}{ArrowDown}')
    const release = engine.hold('usageMap')
    await user.keyboard('+{ArrowRight}')
    const before = fileMaps.viewOf(doc)
    release()
    await waitFor(() => expect(fileMaps.viewOf(doc).map?.unit).toBeLessThan(128))
    const now = fileMaps.viewOf(doc)
    const placeOf = ({ map, at }: FileMapView) => map && partOf(map, at).from
    expect(placeOf(now)).toBe(placeOf(before))
  })

  it('zooming in shows smaller squares around the chosen one, down to eight bytes; out shows all again', async () => {
    await start()
    await open()
    await user.keyboard('{ArrowDown}{ArrowDown}')
    const place = 32 * 128
    for (let unit = 64; unit > 8; unit /= 2) {
      await user.keyboard('+')
      await waitFor(() => expect(fileMaps.viewOf(doc).map?.unit ?? 128).toBeLessThanOrEqual(unit))
      const { map, at } = fileMaps.viewOf(doc)
      expect(map && partOf(map, at).from).toBe(place)
    }
    await waitFor(() => expect(fileMaps.viewOf(doc).map?.unit).toBe(8))
    await user.keyboard('{Backspace}{Backspace}{Backspace}{Backspace}')
    await waitFor(() => expect(fileMaps.viewOf(doc).map).toMatchObject({ from: 0, unit: 128 }))
  })

  it('Enter shows the place in the technical view', async () => {
    await start()
    await open()
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}')
    expect(panelTab(doc)).toBe('technical')
    expect(useTechnicalWish.getState().wishes[doc]).toMatchObject({ at: 32 * 128 })
  })

  it('damage is drawn even where it is small', async () => {
    const bytes = bytesOf(HIVE).slice()
    // The size of the cell of a value, which is no multiple of eight then.
    const cell = bytes.findIndex((byte, at) => byte === 0x76 && bytes[at + 1] === 0x6b) - 4
    new DataView(bytes.buffer).setUint32(cell, 3, true)
    await start(bytes)
    await open()
    const damaged = fileMaps.viewOf(doc).ranges.find(({ use }) => use === 'unreadable')
    expect(damaged?.from).toBe(cell - (cell % 128))
    expect(section()).toContain('Damaged')
  })

  it('an edit is measured at once in a small hive, and the square stays chosen', async () => {
    await start()
    await open()
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}')
    const alpha = (await engine.resolvePath({ doc, text: 'Alpha' })).key
    const free = () => fileMaps.viewOf(doc).ranges.filter(({ use }) => use === 'free').length
    const before = free()
    await act(() => runEdit(doc, { kind: 'delete-key', key: alpha }))
    await waitFor(() => expect(free()).not.toBe(before))
    expect(fileMaps.viewOf(doc).at).toBe(33)
  })

  it('measuring can be stopped, and begun again', async () => {
    await start()
    const release = engine.hold('usage')
    act(() => commandOf('view.fileMap').run())
    await user.click(await screen.findByRole('button', { name: 'Cancel' }))
    release()
    await waitFor(() => expect(section()).toContain('Stopped'))
    await user.click(screen.getByRole('button', { name: 'Measure again' }))
    await waitFor(() => expect(fileMaps.viewOf(doc).map).not.toBeNull())
  })
})
