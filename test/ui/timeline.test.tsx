import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { filetimeFromDate } from '../../src/bytes/filetime.ts'
import { commandOf } from '../../src/commands/registry.ts'
import * as save from '../../src/platform/save.ts'
import { runEdit } from '../../src/state/edits.ts'
import { useNotices } from '../../src/state/notices.ts'
import { usePanel, usePanelTab } from '../../src/state/panel.ts'
import { setShown, setTimes } from '../../src/state/settings.ts'
import { timelines } from '../../src/state/timeline.ts'
import { selectedKey } from '../../src/state/treeRows.ts'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'
import type { RawKey } from '../helpers/rawHive.ts'
import '../helpers/wholePage.ts'

const at = (text: string) => filetimeFromDate(Date.parse(text))
const key = (name: string, lastWrite: bigint, subkeys: RawKey[] = []): RawKey => {
  return { name, lastWrite, subkeys }
}

/** Written on three days of May 2024, before and after, and at times that cannot be right. */
const HIVE = key('ROOT', at('2023-01-15T00:00:00Z'), [
  key('Afternoon', at('2024-05-02T15:30:00Z')),
  key('Before', at('2024-05-01T23:59:59Z')),
  key('Future', (1n << 64n) - 1n),
  key('Morning', at('2024-05-02T08:00:10Z'), [key('Below', at('2024-05-02T08:00:20Z'))]),
  key('Never', 0n),
  key('Next', at('2024-05-03T00:00:00Z')),
  key('Old', 1n),
])

let user: UserEvent
let engine: PageEngine
let doc: DocId

function Panel() {
  const tab = usePanelTab(doc)
  return tab === null ? null : <BottomPanel doc={doc} tab={tab} />
}

beforeEach(async () => {
  usePanel.setState({ tabs: {}, opened: {}, changes: {} })
  setShown('panel', false)
  setTimes('utc')
  ;({ doc, engine } = await openPage(HIVE))
  user = userEvent.setup()
  render(<Panel />)
})

async function open(): Promise<HTMLElement> {
  act(() => commandOf('view.timeline').run())
  const bars = await screen.findByRole('listbox', { name: 'Keys by last write' })
  await idle()
  return bars
}

/** Waits until the picture and the list are those of the span on show. */
async function idle(): Promise<void> {
  await waitFor(() => {
    const { running, bins } = timelines.viewOf(doc)
    expect(running).toBe(false)
    expect(bins).not.toBeNull()
  })
}

async function expectKeys(...keys: string[]): Promise<void> {
  await waitFor(() => {
    const rows = [...document.querySelectorAll<HTMLElement>('[role=row][data-index]')]
    expect(rows.map((row) => row.children[1]?.textContent)).toEqual(keys)
  })
}

const summary = () => screen.getByLabelText('Timeline', { selector: 'section' }).textContent ?? ''
const bar = (name: RegExp) => screen.getByRole('option', { name })
const filled = () =>
  screen
    .getAllByRole('option')
    .map((one) => one.getAttribute('aria-label') ?? '')
    .filter((name) => !name.endsWith(' 0 keys'))

async function showDay(day: string): Promise<void> {
  await user.clear(screen.getByRole('textbox', { name: 'From' }))
  await user.type(screen.getByRole('textbox', { name: 'From' }), `${day}{Enter}`)
}

describe('the timeline', () => {
  it('lists all keys with a plausible time, and says apart how many have none', async () => {
    await open()
    await expectKeys(...['(root)', 'Before', 'Morning', 'Morning\\Below', 'Afternoon', 'Next'])
    expect(summary()).toContain('6 of 9 keys, each bar is 7 days')
    for (const [name, path] of [
      ['1 key without a time', 'Never'],
      ['1 key from before 1990', 'Old'],
      ['1 key from the future', 'Future'],
    ] as const) {
      await user.click(screen.getByRole('button', { name }))
      await expectKeys(path)
    }
    await user.click(screen.getByRole('button', { name: '1 key from the future' }))
    await expectKeys(...['(root)', 'Before', 'Morning', 'Morning\\Below', 'Afternoon', 'Next'])
  })

  it('a typed day shows what was written on that day, and the focus is in the list', async () => {
    await open()
    await showDay('2024-05-02')
    await expectKeys('Morning', 'Morning\\Below', 'Afternoon')
    expect(screen.getByRole('grid', { name: 'Last writes' })).toBe(document.activeElement)
    await waitFor(() =>
      expect(filled()).toEqual([
        '2024-05-02 08:00 up to 2024-05-02 08:15 UTC: 2 keys',
        '2024-05-02 15:30 up to 2024-05-02 15:45 UTC: 1 key',
      ]),
    )
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'To' }).value).toBe('2024-05-02')
  })

  it('a key pressed before the keys of a span are listed acts on them', async () => {
    await open()
    await expectKeys(...['(root)', 'Before', 'Morning', 'Morning\\Below', 'Afternoon', 'Next'])
    const release = engine.hold('timelineRows')
    await showDay('2024-05-02')
    await user.keyboard('{ArrowDown}')
    release()
    await expectKeys('Morning', 'Morning\\Below', 'Afternoon')
    await waitFor(() =>
      expect(screen.getByRole('row', { selected: true }).textContent).toContain('Below'),
    )
  })

  it('days are those of the clock when times are local, and the zone is written', async () => {
    const before = process.env.TZ
    process.env.TZ = 'Europe/Berlin'
    try {
      await open()
      act(() => setTimes('local'))
      await showDay('2024-05-02')
      await expectKeys('Before', 'Morning', 'Morning\\Below', 'Afternoon')
      await waitFor(() => expect(filled()[0]).toContain('2024-05-02 01:45'))
      expect(filled()[0]).toContain('UTC+02:00')
      expect(screen.getByRole('columnheader', { name: 'Last write (local)' })).toBeTruthy()
    } finally {
      process.env.TZ = before ?? ''
    }
  })

  it('typing an end too gives a longer span; what is not a time is reported at its field', async () => {
    await open()
    const from = screen.getByRole('textbox', { name: 'From' })
    await user.type(from, '2024-05-01')
    await user.type(screen.getByRole('textbox', { name: 'To' }), '2024-05-02{Enter}')
    await expectKeys('Before', 'Morning', 'Morning\\Below', 'Afternoon')
    await user.clear(from)
    await user.type(from, 'May{Enter}')
    expect(screen.getByRole('alert').textContent).toContain('This is not a time')
    expect(from.getAttribute('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(from)
    await user.clear(from)
    await user.type(from, '2024-06')
    await user.type(screen.getByRole('textbox', { name: 'To' }), '2024-05{Enter}')
    expect(screen.getByRole('alert').textContent).toBe('The end is before the beginning.')
  })

  it('a digit typed at the bars begins a time', async () => {
    const bars = await open()
    act(() => bars.focus())
    await user.keyboard('2024-05-03{Enter}')
    await expectKeys('Next')
  })

  it('the keyboard chooses bars, makes the span longer, moves it, and zooms to a minute', async () => {
    const bars = await open()
    act(() => bars.focus())
    await user.keyboard('{End}')
    await expectKeys('Before', 'Morning', 'Morning\\Below', 'Afternoon', 'Next')
    await user.keyboard('{Shift>}{Home}{/Shift}')
    await expectKeys('(root)', ...['Before', 'Morning', 'Morning\\Below', 'Afternoon', 'Next'])
    await user.keyboard('{End}{Enter}')
    await waitFor(() => expect(timelines.viewOf(doc).bins?.unit).toBe('hour'))
    await user.keyboard('{Escape}{ArrowRight}{Control>}{ArrowRight}{/Control}')
    const { chosen, window } = timelines.viewOf(doc)
    expect((chosen?.from ?? 0n) - (window?.from ?? 0n)).toBe(6n * 36_000_000_000n)
    await showDay('2024-05-02 08:00')
    await expectKeys('Morning', 'Morning\\Below')
    await waitFor(() =>
      expect(filled()).toEqual([
        '2024-05-02 08:00:10 UTC: 1 key',
        '2024-05-02 08:00:20 UTC: 1 key',
      ]),
    )
    act(() => bars.focus())
    await user.keyboard('{Backspace}')
    await waitFor(() => expect(timelines.viewOf(doc).bins?.unit).toBe('hour'))
    expect(timelines.viewOf(doc).view.total).toBe(2)
    await user.click(screen.getByRole('button', { name: 'All times' }))
    await expectKeys('(root)', ...['Before', 'Morning', 'Morning\\Below', 'Afternoon', 'Next'])
  })

  it('every bar can be read, and the chosen ones are selected', async () => {
    const bars = await open()
    expect(screen.getAllByRole('option').length).toBe(timelines.viewOf(doc).bins?.counts.length)
    expect(bars.getAttribute('aria-activedescendant')).toBe(screen.getAllByRole('option')[0]?.id)
    act(() => bars.focus())
    await user.keyboard('{End}')
    await waitFor(() => {
      const selected = screen.getAllByRole('option', { selected: true })
      expect(selected.map((one) => one.getAttribute('aria-label'))).toEqual([
        '2024-04-29 up to 2024-05-06 UTC: 5 keys',
      ])
    })
    expect(bars.getAttribute('aria-activedescendant')).toBe(bar(/^2024-04-29/).id)
  })

  it('dragging over the bars chooses their keys', async () => {
    const bars = await open()
    vi.spyOn(bars, 'getBoundingClientRect').mockReturnValue({ left: 0 } as DOMRect)
    bars.setPointerCapture = () => {}
    fireEvent.pointerDown(bars, { button: 0, clientX: 0 })
    await expectKeys('(root)')
    fireEvent.pointerUp(bars)
  })

  it('the same numbers come as a table, whose times lead to their parts', async () => {
    await open()
    await user.click(screen.getByRole('button', { name: 'Show as table' }))
    const table = await screen.findByRole('table')
    const last = within(table).getAllByRole('row').at(-1)
    expect(last?.textContent).toBe('2024-04-295')
    await user.click(within(table).getByRole('button', { name: '2024-04-29' }))
    await expectKeys('Before', 'Morning', 'Morning\\Below', 'Afternoon', 'Next')
    await waitFor(() => expect(timelines.viewOf(doc).bins?.unit).toBe('hour'))
  })

  it('the list is sorted by time and by key, both ways', async () => {
    await open()
    await showDay('2024-05-02')
    await user.click(screen.getByRole('button', { name: /Last write/ }))
    await expectKeys('Afternoon', 'Morning\\Below', 'Morning')
    await user.click(screen.getByRole('button', { name: 'Key' }))
    await expectKeys('Afternoon', 'Morning', 'Morning\\Below')
  })

  it('Enter goes to the key of a row', async () => {
    await open()
    await showDay('2024-05-02')
    await expectKeys('Morning', 'Morning\\Below', 'Afternoon')
    await user.keyboard('{ArrowDown}{Enter}')
    const below = (await engine.resolvePath({ doc, text: 'Morning\\Below' })).key
    await waitFor(() => expect(selectedKey(doc)).toBe(below))
  })

  it('says when the key of a row was deleted since', async () => {
    await open()
    await showDay('2024-05-03')
    await expectKeys('Next')
    const release = engine.hold('timeline')
    const { key } = await engine.resolvePath({ doc, text: 'Next' })
    await act(() => runEdit(doc, { kind: 'delete-key', key }))
    await user.keyboard('{Enter}')
    await waitFor(() =>
      expect(useNotices.getState().notices.at(-1)?.text).toBe('That key has been deleted.'),
    )
    release()
  })

  it('the listed keys are exported as CSV', async () => {
    const download = vi.spyOn(save, 'downloadBlob').mockImplementation(() => {})
    await open()
    await showDay('2024-05-03')
    await expectKeys('Next')
    await user.click(screen.getByRole('button', { name: 'Export as CSV' }))
    await waitFor(() => expect(download).toHaveBeenCalled())
    const [blob, name] = download.mock.calls[0] ?? []
    expect(name).toBe('sample-timeline.csv')
    expect((await blob?.text())?.split('\n')[1]).toContain('"Next"')
    download.mockRestore()
  })

  it('an edit is in it at once in a small hive, and the span on show stays', async () => {
    await open()
    await showDay('2024-05-02')
    await expectKeys('Morning', 'Morning\\Below', 'Afternoon')
    const morning = (await engine.resolvePath({ doc, text: 'Morning' })).key
    await act(() => runEdit(doc, { kind: 'delete-key', key: morning }))
    await expectKeys('Afternoon')
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'From' }).value).toBe('2024-05-02')
  })

  it('reading can be stopped, and begun again', async () => {
    const release = engine.hold('timeline')
    act(() => commandOf('view.timeline').run())
    await user.click(await screen.findByRole('button', { name: 'Cancel' }))
    release()
    await waitFor(() => expect(summary()).toContain('Stopped'))
    await user.click(screen.getByRole('button', { name: 'Read again' }))
    await expectKeys('(root)', ...['Before', 'Morning', 'Morning\\Below', 'Afternoon', 'Next'])
  })
})
