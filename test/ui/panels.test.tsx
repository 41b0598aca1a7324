import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { FINDINGS } from '../../src/regf/finding.ts'
import { LAYER, LAYER_INHERIT_CLASS, VALUE_FLAG } from '../../src/regf/layout.ts'
import { receiveEvent } from '../../src/state/documents.ts'
import { runEdit } from '../../src/state/edits.ts'
import { setEngine } from '../../src/state/engine.ts'
import { dropFindings } from '../../src/state/findings.ts'
import { goTo } from '../../src/state/navigation.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { setTimes } from '../../src/state/settings.ts'
import { selectedKey, selectedRow, treeView } from '../../src/state/treeRows.ts'
import { valueList, valuesView } from '../../src/state/valueRows.ts'
import { focusedValue } from '../../src/state/values.ts'
import { DetailsPane } from '../../src/ui/panels/DetailsPane.tsx'
import { ProblemsPanel } from '../../src/ui/panels/ProblemsPanel.tsx'
import type {
  CheckSummary,
  DocId,
  FindingRow,
  ReplyOf,
  RequestOf,
} from '../../src/worker/protocol.ts'
import { ResultList } from '../../src/worker/ResultList.ts'
import { deferred } from '../helpers/deferred.ts'
import { openPage } from '../helpers/openPage.ts'
import { everyKindOfValue, layeredHive, type PageEngine } from '../helpers/pageEngine.ts'

const BIG = { name: 'Big', type: 3, data: Uint8Array.from({ length: 5000 }, (_, at) => at & 255) }

/** One port, from 0xE000 to 0xE01F, on PCI bus 0. */
const RESOURCE_LIST = {
  name: 'Resources',
  type: 8,
  data: Uint8Array.of(
    ...[1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0],
    ...[1, 1, 1, 0, 0, 0xe0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0],
  ),
}

const HIVE = layeredHive({
  name: 'ROOT',
  subkeys: [
    { name: 'Kinds', values: [...everyKindOfValue(), BIG], className: 'Klass' },
    { name: 'Other' },
    { name: 'A', subkeys: [{ name: 'B' }] },
    { name: 'A\\B', values: [{ name: 'v\\w', type: 3, data: Uint8Array.of(1) }] },
    { name: 'x\r\u{e0041}' },
    {
      name: 'Upper',
      layer: LAYER.SUPERSEDE_LOCAL | LAYER_INHERIT_CLASS,
      values: [{ name: 'Gone', type: 0, data: new Uint8Array(), flags: VALUE_FLAG.TOMBSTONE }],
    },
    { name: 'Device', values: [RESOURCE_LIST] },
  ],
})

let doc: DocId
let engine: PageEngine

beforeEach(async () => {
  ;({ engine, doc } = await openPage(HIVE))
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

  it('the details describe the selected key', async () => {
    await act(() => goTo(doc, 'Kinds'))
    expect(await factsUnder('Key Kinds')).toMatchObject({
      'Last write': '2020-01-01 00:00:00.0000000 UTC',
      Values: '5',
      Subkeys: '0',
      Class: 'Klass',
      'File offset': '0x000011E8',
    })
  })

  it('times are in the zone that the user chose, which is part of the text', async () => {
    const before = process.env.TZ ?? ''
    process.env.TZ = 'Asia/Kolkata'
    try {
      await act(() => goTo(doc, 'Kinds'))
      await act(async () => setTimes('local'))
      const last = async () => (await factsUnder('Key Kinds'))['Last write']
      expect(await last()).toBe('2020-01-01 05:30:00.0000000 UTC+05:30')
      await act(async () => setTimes('utc'))
      expect(await last()).toBe('2020-01-01 00:00:00.0000000 UTC')
    } finally {
      process.env.TZ = before
      setTimes('utc')
    }
  })

  it('the details say how a key and a value of a layer combine with those below', async () => {
    await act(() => goTo(doc, 'Upper\\Gone'))
    expect((await factsUnder('Key Upper')).Layer).toMatch(
      /^Hides the values and attributes .* It inherits the class of the key in the layer below\.$/,
    )
    expect((await factsUnder('Gone')).Layer).toContain('Tombstone')
    await act(() => goTo(doc, 'Kinds'))
    expect((await factsUnder('Key Kinds')).Layer).not.toContain('Hides')
  })

  it('the target of a link is shown, and a button goes there', async () => {
    await act(() => goTo(doc, 'A'))
    await act(() =>
      runEdit(doc, {
        kind: 'create-link',
        parent: selectedKey(doc) as number,
        name: 'L',
        target: '\\Registry\\Machine\\sample\\Kinds',
      }),
    )
    await act(() => goTo(doc, 'A\\L'))
    expect((await factsUnder('Key L'))['Link target']).toContain(
      '\\Registry\\Machine\\sample\\Kinds',
    )
    await userEvent.click(screen.getByRole('button', { name: 'Go to target' }))
    await screen.findByRole('heading', { name: 'Key Kinds' })
  })

  it('the details show a number with its readings and bytes', async () => {
    await act(() => goTo(doc, 'Kinds\\Dword'))
    await screen.findByText('2A 00 00 00', { exact: false })
    expect(await factsUnder('Dword')).toMatchObject({
      Type: 'REG_DWORD',
      Data: '0x0000002a (42)',
      Binary: '0010 1010',
      Size: '4 bytes',
    })
  })

  it('the details count the selected values, without the row of a default value that is not set', async () => {
    await act(() => goTo(doc, 'Kinds'))
    await act(() => valueList(doc).selectAll())
    const values = (await factsUnder('Key Kinds')).Values
    expect(valuesView(doc).selection.has(0)).toBe(true)
    expect(await screen.findByRole('heading', { name: `${values} values selected` })).toBeTruthy()
  })

  it('the details list the strings of a multi-string', async () => {
    await act(() => goTo(doc, 'Kinds\\List'))
    const items = await screen.findAllByRole('listitem')
    expect(items.map((item) => item.textContent)).toEqual(['nsiproxy', 'netio'])
  })

  it('the details list the resources of a device', async () => {
    await act(() => goTo(doc, 'Device\\Resources'))
    const card = await screen.findByRole('region', { name: 'Resources' })
    expect(within(card).getByRole('heading', { name: 'PCI bus 0' })).toBeTruthy()
    expect(card.textContent).toContain('Port0xE000 to 0xE01F, only the device')
  })

  it('the details show the beginning of long data, and say so', async () => {
    await act(() => goTo(doc, 'Kinds\\Big'))
    await screen.findByText('First 4,096 of 5,000 bytes')
    expect(screen.getByText('0FF8')).toBeTruthy()
    expect(screen.queryByText('1000')).toBeNull()
  })

  it('the details are updated after an edit of the value', async () => {
    await act(() => goTo(doc, 'Kinds\\Dword'))
    const key = selectedKey(doc) ?? 0
    const value = focusedValue(doc)?.id ?? 0
    const data = Uint8Array.of(7, 0, 0, 0)
    await act(() => runEdit(doc, { kind: 'set-value', key, value, type: 4, data }))
    await screen.findByText('07 00 00 00', { exact: false })
  })
})

/**
 * The findings that the engine returns, by kind, and the promise it waits for before returning
 * them.
 */
let list = new ResultList<FindingRow, FindingRow['code']>([], ({ code }) => code)
let gate = Promise.resolve()
let asked = 0

async function findings({ from, count }: RequestOf<'findings'>): Promise<ReplyOf<'findings'>> {
  asked++
  await gate
  return { revision: 0, total: list.total, from, rows: list.slice(from, count) }
}

function summary(found: readonly FindingRow[]): CheckSummary {
  list = new ResultList(found, ({ code }) => code)
  const count = (severity: string) => found.filter((one) => one.severity === severity).length
  return {
    revision: 0,
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    keys: 12,
    values: 34,
    kinds: list.kinds.map(({ kind, count }) => ({ code: kind, severity: FINDINGS[kind], count })),
  }
}

describe('problems', () => {
  beforeEach(() => {
    // Tests have no layout: rows are assumed to be 20 px in a panel of 200 px.
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(20)
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(200)
    gate = Promise.resolve()
    asked = 0
    setEngine({ ...engine, findings })
    dropFindings(doc)
    render(<ProblemsPanel doc={doc} tabs={null} />)
  })

  it('the Problems panel shows the progress of the check', async () => {
    act(() => receiveEvent({ type: 'check-progress', doc, done: 0.42 }))
    expect(await screen.findByText('Checking the hive, 42 %')).toBeTruthy()
    expect(screen.getByRole('progressbar', { name: 'Checking the hive' })).toBeTruthy()
  })

  it('the Problems panel says when there are no problems', async () => {
    act(() => receiveEvent({ type: 'checked', doc, summary: summary([]) }))
    await screen.findByText('No problems found')
    expect(screen.getByText(/12 keys and 34 values checked/)).toBeTruthy()
  })

  const finding = (change: Partial<FindingRow>): FindingRow => ({
    code: 'parent-wrong',
    severity: 'error',
    offset: 0x1a2b,
    path: null,
    leftOut: [],
    key: null,
    value: null,
    expected: 0x20,
    actual: 0x40,
    ...change,
  })
  const many = (count: number, change: Partial<FindingRow> = {}) =>
    Array.from({ length: count }, (_, at) =>
      finding({ code: 'shared-cell', severity: 'warning', offset: at * 8, ...change }),
    )
  const found = (...all: readonly FindingRow[]) =>
    act(() => receiveEvent({ type: 'checked', doc, summary: summary(all) }))
  const items = () => screen.getAllByRole('listitem').map((item) => item.textContent)

  it('findings are described with the file offset and a link to the key', async () => {
    found(finding({ path: ['Other'] }))
    const [heading, item] = await screen.findAllByRole('listitem')
    expect(heading?.textContent).toBe('ErrorKeys with a wrong parent1')
    expect(item?.textContent).toContain('File offset 0x00001A2B')
    expect(item?.textContent).toContain('its parent is at file offset 0x00001040')
    expect(item?.textContent).not.toContain('parent-wrong')
    await userEvent.click(within(item as HTMLElement).getByRole('button', { name: 'Other' }))
    await waitFor(() => expect(selectedRow(doc)?.name).toBe('Other'))
  })

  it('findings of one kind are grouped under a heading with their number', async () => {
    found(
      finding({ path: ['Other'], offset: 1 }),
      finding({ code: 'data-bad', path: ['Kinds'], offset: 2 }),
      finding({ path: ['Kinds'], offset: 3 }),
    )
    await screen.findAllByRole('listitem')
    expect(items().map((text) => text?.replace(/,.*/, ''))).toEqual([
      'ErrorKeys with a wrong parent2',
      expect.stringContaining('Error'),
      expect.stringContaining('Error'),
      'ErrorValues without their data1',
      expect.stringContaining('Error'),
    ])
    await userEvent.click(screen.getByRole('button', { name: /^Error ?Keys with a wrong/ }))
    expect(items()).toHaveLength(3)
    await userEvent.click(screen.getByRole('button', { name: /^Error ?Keys with a wrong/ }))
    expect(items()).toHaveLength(5)
  })

  it('thousands of findings are collapsed initially, and only those in view are drawn', async () => {
    found(...many(9000), finding({ code: 'data-bad' }))
    const heading = await screen.findByRole('button', { name: /Records with two owners ?9,000/ })
    expect(heading.getAttribute('aria-expanded')).toBe('false')
    expect(screen.getAllByRole('listitem')).toHaveLength(3)
    await userEvent.click(heading)
    const drawn = screen.getAllByRole('listitem')
    expect(drawn.length).toBeLessThan(100)
    expect(drawn[0]?.getAttribute('aria-setsize')).toBe('9003')
    expect(drawn[0]?.getAttribute('aria-posinset')).toBe('1')
  })

  it('arrows move among the findings, and Enter goes to the key', async () => {
    found(finding({ path: ['Other'] }), finding({ path: ['Kinds'] }), finding({ code: 'data-bad' }))
    const [heading] = await screen.findAllByRole('button', { expanded: true })
    act(() => heading?.focus())
    await userEvent.keyboard('{ArrowDown}{ArrowDown}')
    expect(document.activeElement?.textContent).toBe('Kinds')
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(selectedRow(doc)?.name).toBe('Kinds'))
    await userEvent.keyboard('{ArrowLeft}')
    expect(document.activeElement).toBe(heading)
    await userEvent.keyboard('{ArrowLeft}')
    expect(heading?.getAttribute('aria-expanded')).toBe('false')
    await userEvent.keyboard('{ArrowRight}{End}')
    expect(document.activeElement?.textContent).toContain('The data of a value')
    expect(
      screen.getAllByRole('listitem').filter((item) => item.querySelector('[tabindex="0"]')),
    ).toHaveLength(1)
  })

  it('findings are fetched as they come into view, and Enter waits for the one it is pressed on', async () => {
    found(...many(2000, { path: ['Other'] }), finding({ code: 'data-bad' }))
    const heading = await screen.findByRole('button', { name: /Records with two owners/ })
    act(() => heading.focus())
    const open = deferred<void>()
    gate = open.promise
    await userEvent.keyboard('{ArrowRight}{ArrowDown}')
    expect(document.activeElement?.getAttribute('aria-busy')).toBe('true')
    await userEvent.keyboard('{Enter}')
    expect(selectedRow(doc)?.name).not.toBe('Other')
    act(() => open.resolve())
    await waitFor(() => expect(selectedRow(doc)?.name).toBe('Other'))
    expect(document.activeElement?.textContent).toBe('Other')
    // One page of the kind that was expanded initially, and one of the kind that was expanded.
    expect(asked).toBe(2)
  })

  it('going to a finding selects the value it is about', async () => {
    await act(() => goTo(doc, 'Kinds'))
    const value = focusableValue('Dword')
    const key = selectedKey(doc) ?? 0
    await act(() => goTo(doc, 'Other'))
    found(finding({ code: 'data-bad', path: ['Kinds'], key, value: { id: value, name: 'Dword' } }))
    await userEvent.click(await screen.findByText(/The data of a value should be/))
    await waitFor(() => expect(focusedValue(doc)?.name).toBe('Dword'))
    expect(selectedRow(doc)?.name).toBe('Kinds')
  })

  const focusableValue = (name: string) => {
    const rows = [...valuesView(doc).pages.values()].flat()
    return rows.find((row) => row.name === name)?.id ?? 0
  }

  describe('of a key that is not where it was', () => {
    it('a finding whose key has moved leads to it by path', async () => {
      found(finding({ path: ['Other'], key: 987_654 }))
      await userEvent.click(await screen.findByRole('button', { name: 'Other' }))
      await waitFor(() => expect(selectedRow(doc)?.name).toBe('Other'))
    })

    it.each([
      [['A\\B'], '\\\\A\\u005cB'],
      [['x\r\u{e0041}'], '\\\\x\\u000d\\udb40\\udc41'],
      [['A', 'B'], 'A\\B'],
    ])('find it by the path %j, and no other', async (path, shown) => {
      found(finding({ path, key: 987_654 }))
      await userEvent.click(await screen.findByRole('button', { name: shown }))
      await waitFor(() => expect(selectedRow(doc)?.name).toBe(path.at(-1)))
    })

    it('a finding whose key has moved leads to the value by name', async () => {
      const value = { id: 123_456, name: 'v\\w' }
      found(finding({ path: ['A\\B'], key: 987_654, value }))
      await userEvent.click(await screen.findByRole('button', { name: /u005cB/ }))
      await waitFor(() => expect(focusedValue(doc)?.name).toBe('v\\w'))
    })

    it('a notice says that the key is gone when only part of its path is known', async () => {
      const before = selectedRow(doc)?.name
      found(
        finding({ path: ['Other', '…'], leftOut: [1], key: 987_654 }),
        finding({ path: [`${'x'.repeat(254)}…`], key: 987_654 }),
      )
      for (const button of await screen.findAllByRole('button', { name: /…$/ })) {
        clearNotices()
        await userEvent.click(button)
        const texts = () => useNotices.getState().notices.map(({ text }) => text)
        await waitFor(() => expect(texts()).toContain('That key has been deleted.'))
      }
      expect(selectedRow(doc)?.name).toBe(before)
    })
  })

  it('copying a finding copies the whole path of its key, as the address bar shows it', async () => {
    const copied: string[] = []
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
      copied.push(text)
    })
    await act(() => goTo(doc, '\\\\A\\u005cB'))
    const key = selectedKey(doc) ?? 0
    found(finding({ path: ['…'], leftOut: [0], key }), finding({ path: ['A', 'B'], key: 987_654 }))
    for (const name of ['…', 'A\\B']) {
      const button = await screen.findByRole('button', { name })
      act(() => button.focus())
      fireEvent.copy(button)
    }
    await waitFor(() =>
      expect(copied).toEqual([
        'HKEY_LOCAL_MACHINE\\\\sample\\\\A\\u005cB',
        'HKEY_LOCAL_MACHINE\\sample\\A\\B',
      ]),
    )
  })

  it('a finding about the root shows a lone backslash, whatever the name of the root', async () => {
    found(finding({ path: [], key: treeView(doc).root }))
    await act(() => goTo(doc, 'Other'))
    await userEvent.click(await screen.findByRole('button', { name: '\\' }))
    await waitFor(() => expect(selectedRow(doc)?.name).toBe('ROOT'))
  })

  it('findings from before the last changes are marked as outdated, and the check can be repeated', async () => {
    found(finding({ path: ['Other'] }))
    await act(() => runEdit(doc, { kind: 'create-key', parent: treeView(doc).root, name: 'New' }))
    expect(await screen.findByText('Found before your last changes.')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Check again' }))
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Other' })).toBeNull())
    expect(screen.queryByText('Found before your last changes.')).toBeNull()
  })

  it('a running check can be stopped', async () => {
    found(finding({ path: ['Other'] }))
    await act(() => runEdit(doc, { kind: 'create-key', parent: treeView(doc).root, name: 'New' }))
    const release = engine.hold('check')
    await userEvent.click(screen.getByRole('button', { name: 'Check again' }))
    expect(await screen.findByText('Checking the hive, 0 %')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    release()
    expect(await screen.findByText('Found before your last changes.')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Other' })).toBeTruthy()
  })
})
