import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  listenToDocuments,
  openSample,
  receiveEvent,
  runEdit,
  useDocuments,
} from '../../src/state/documents.ts'
import { setEngine } from '../../src/state/engine.ts'
import { goTo } from '../../src/state/navigation.ts'
import { clearNotices } from '../../src/state/notices.ts'
import { paneListener } from '../../src/state/panes.ts'
import { selectedRow, treeView } from '../../src/state/treeRows.ts'
import { valuesView } from '../../src/state/valueRows.ts'
import { focusedValue } from '../../src/state/values.ts'
import { DetailsPane } from '../../src/ui/panels/DetailsPane.tsx'
import { ProblemsPanel } from '../../src/ui/panels/ProblemsPanel.tsx'
import type { CheckSummary, DocId, FindingRow } from '../../src/worker/protocol.ts'
import { fakeEngine } from '../helpers/fakeEngine.ts'
import { everyKindOfValue } from '../helpers/fakeHive.ts'

let doc: DocId

beforeEach(async () => {
  const big = { name: 'Big', type: 3, data: Uint8Array.from({ length: 5000 }, (_, at) => at & 255) }
  setEngine(
    fakeEngine({
      sample: {
        name: 'ROOT',
        keys: [
          { name: 'Kinds', values: [...everyKindOfValue(), big], className: 'Klass' },
          { name: 'Other' },
          {
            name: 'Upper',
            layer: { kind: 'supersede-local', inheritsClass: true } as const,
            values: [{ name: 'Gone', type: 0, data: new Uint8Array(), tombstone: true }],
          },
        ],
      },
    }),
  )
  listenToDocuments(paneListener)
  useDocuments.setState({ docs: [], active: null })
  clearNotices()
  await openSample()
  doc = useDocuments.getState().active ?? 0
  await vi.waitFor(() => expect(valuesView(doc).key).not.toBeNull())
})

/** The facts on show under a heading, by label. */
async function factsUnder(heading: string): Promise<Record<string, string>> {
  const title = await screen.findByRole('heading', { name: heading })
  const block = title.closest('section') as HTMLElement
  const names = within(block).queryAllByRole('term')
  const texts = within(block).queryAllByRole('definition')
  return Object.fromEntries(
    names.map((name, at) => [name.textContent, texts[at]?.textContent ?? '']),
  )
}

describe('details', () => {
  beforeEach(() => {
    render(<DetailsPane doc={doc} />)
  })

  it('tell what the selected key is', async () => {
    await act(() => goTo(doc, 'Kinds'))
    expect(await factsUnder('Key Kinds')).toMatchObject({
      'Last write': '2016-02-15 08:53:20.0000000 UTC',
      Values: '5',
      Subkeys: '0',
      Class: 'Klass',
      'File offset': '0x00001020',
    })
  })

  it('tell what a key and a value of a layer do with those below', async () => {
    await act(() => goTo(doc, 'Upper\\Gone'))
    expect((await factsUnder('Key Upper')).Layer).toMatch(
      /^Hides the values and attributes .* Its class is that of the key below\.$/,
    )
    expect((await factsUnder('Gone')).Layer).toContain('Tombstone')
    await act(() => goTo(doc, 'Kinds'))
    expect(await factsUnder('Key Kinds')).not.toHaveProperty('Layer')
  })

  it('tell a number with its readings and bytes', async () => {
    await act(() => goTo(doc, 'Kinds\\Dword'))
    await screen.findByText('2A 00 00 00', { exact: false })
    expect(await factsUnder('Dword')).toMatchObject({
      Type: 'REG_DWORD',
      Data: '0x0000002a (42)',
      Binary: '0010 1010',
      Size: '4 bytes',
    })
  })

  it('list the strings of a multi-string', async () => {
    await act(() => goTo(doc, 'Kinds\\List'))
    const items = await screen.findAllByRole('listitem')
    expect(items.map((item) => item.textContent)).toEqual(['nsiproxy', 'netio'])
  })

  it('show the head of long data and say so', async () => {
    await act(() => goTo(doc, 'Kinds\\Big'))
    await screen.findByText('First 4,096 of 5,000 bytes')
    expect(screen.getByText('0FF8')).toBeTruthy()
    expect(screen.queryByText('1000')).toBeNull()
  })

  it('follow an edit of the value', async () => {
    await act(() => goTo(doc, 'Kinds\\Dword'))
    const key = treeView(doc).selected ?? 0
    const value = focusedValue(doc)?.id ?? 0
    const data = Uint8Array.of(7, 0, 0, 0)
    await act(() => runEdit(doc, { kind: 'set-value', key, value, type: 4, data }))
    await screen.findByText('07 00 00 00', { exact: false })
  })
})

function summary(findings: readonly FindingRow[]): CheckSummary {
  const count = (severity: string) => findings.filter((one) => one.severity === severity).length
  return {
    revision: 1,
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    keys: 12,
    values: 34,
    findings,
  }
}

describe('problems', () => {
  beforeEach(() => {
    // There is no layout here: rows of 20 px in a panel of 200.
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(20)
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(200)
    render(<ProblemsPanel doc={doc} />)
  })

  it('show how far the check is', async () => {
    act(() => receiveEvent({ type: 'check-progress', doc, done: 0.42 }))
    expect(await screen.findByText('Checking the hive, 42 %')).toBeTruthy()
    expect(screen.getByRole('progressbar', { name: 'Checking the hive' })).toBeTruthy()
  })

  it('say that there are none', async () => {
    act(() => receiveEvent({ type: 'checked', doc, summary: summary([]) }))
    await screen.findByText('No problems found')
    expect(screen.getByText(/12 keys and 34 values checked/)).toBeTruthy()
  })

  it('list what was found in words, with the offset and a way to the key', async () => {
    const finding: FindingRow = {
      code: 'parent-wrong',
      severity: 'error',
      offset: 0x1a2b,
      path: 'Other',
      key: null,
      value: null,
      expected: 0x20,
      actual: 0x40,
    }
    act(() => receiveEvent({ type: 'checked', doc, summary: summary([finding]) }))
    const item = await screen.findByRole('listitem')
    expect(item.textContent).toContain('Error')
    expect(item.textContent).toContain('0x00001A2B')
    expect(item.textContent).not.toContain('parent-wrong')
    await userEvent.click(within(item).getByRole('button', { name: 'Other' }))
    await waitFor(() => expect(selectedRow(doc)?.name).toBe('Other'))
  })

  it('draw the ones in view of many, and say how many there are', async () => {
    const findings = Array.from(
      { length: 450 },
      (_, at): FindingRow => ({
        code: 'shared-cell',
        severity: 'warning',
        offset: at * 8,
        path: null,
        key: null,
        value: null,
        expected: null,
        actual: 0x20,
      }),
    )
    act(() => receiveEvent({ type: 'checked', doc, summary: summary(findings) }))
    const items = await screen.findAllByRole('listitem')
    expect(items.length).toBeLessThan(100)
    expect(items[0]?.getAttribute('aria-setsize')).toBe('450')
    expect(items[0]?.getAttribute('aria-posinset')).toBe('1')
  })
})
