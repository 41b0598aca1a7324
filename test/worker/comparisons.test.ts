/** Calls that compare a document with the file it came from, with another document, or with a file. */

import { describe, expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { compactHive } from '../../src/offreg/save.ts'
import type { CompareSummary, DifferenceRow, RequestOf } from '../../src/worker/protocol.ts'
import { hiveOfEverything, NOW, text } from '../helpers/hives.ts'
import { OpenHive } from './openHive.ts'

const { bytes } = hiveOfEverything()
const NOTHING = { attributes: [], moves: false } as const

type Other = RequestOf<'compare'>['other']

/** Compares the open hive with another one. */
function compareWith({ session, doc }: OpenHive, other: Other): Promise<CompareSummary> {
  return session.compare({ doc, other, ...NOTHING })
}

/** All rows of a comparison: `added value Alpha "New"`. */
async function rowsOf(
  { session, doc }: OpenHive,
  { comparison }: CompareSummary,
): Promise<readonly DifferenceRow[]> {
  return (await session.differences({ doc, comparison, from: 0, count: 1000 })).rows
}

const linesOf = (rows: readonly DifferenceRow[]) =>
  rows.map(({ kind, path, value }) => {
    const name = value === null ? '' : ` "${value}"`
    return `${kind} ${path.join('\\')}${name}`
  })

/** Makes three differences: a value is changed, a key is added, another removed. */
async function edit(hive: OpenHive): Promise<void> {
  await hive.edit({
    kind: 'create-value',
    key: await hive.key('Alpha'),
    name: 'New',
    type: 1,
    data: text('one'),
  })
  await hive.edit({ kind: 'create-key', parent: await hive.key('Beta'), name: 'Fresh' })
  await hive.edit({ kind: 'delete-key', key: await hive.key('Wide') })
}

const DIFFERENCES = ['added Alpha "New"', 'added Beta\\Fresh', 'removed Wide']

describe('comparing a document', () => {
  it('with its original shows what was changed since it was opened', async () => {
    const hive = await OpenHive.open(bytes)
    const none = await compareWith(hive, { kind: 'original' })
    expect(none).toMatchObject({ total: 0, kinds: [], complete: true, revision: 0 })
    await edit(hive)
    const summary = await compareWith(hive, { kind: 'original' })
    expect(summary).toMatchObject({
      total: 3,
      kinds: [
        { kind: 'added', count: 2 },
        { kind: 'removed', count: 1 },
      ],
      keys: { added: 1, removed: 3, changed: 0 },
      values: { added: 1, removed: 0, changed: 0 },
    })
    expect(hive.events.filter(({ type }) => type === 'compared').at(-1)).toEqual({
      type: 'compared',
      doc: hive.doc,
      summary,
    })
    const rows = await rowsOf(hive, summary)
    expect(linesOf(rows)).toEqual(DIFFERENCES)
    expect(rows[0]).toMatchObject({
      key: await hive.key('Alpha'),
      was: null,
      is: { data: { typeName: 'REG_SZ', preview: { text: 'one' } } },
    })
    expect(rows[0]?.valueId).not.toBeNull()
    expect(rows[2]).toMatchObject({ key: null, otherKey: null, along: { keys: 2, values: 0 } })
    expect(structuredClone(rows)).toEqual(rows)
    const { session, doc } = hive
    const { comparison } = summary
    const page = await session.differences({ doc, comparison, from: 1, count: 1 })
    expect(page).toEqual({ revision: summary.revision, total: 3, from: 1, rows: [rows[1]] })
  })

  it('with another document, and with a file', async () => {
    const hive = await OpenHive.open(bytes)
    const { session } = hive
    const file = new File([bytes], 'OTHER')
    const other = await session.open({ name: 'OTHER', file, handle: null, logs: [] })
    await edit(hive)
    for (const against of [
      { kind: 'document', doc: other.doc },
      { kind: 'file', file },
    ] as const) {
      const rows = await rowsOf(hive, await compareWith(hive, against))
      expect(linesOf(rows)).toEqual(DIFFERENCES)
      expect(rows[2]?.otherKey === null).toBe(against.kind === 'file')
    }
    const back = await session.compare({
      ...{ doc: other.doc, other: { kind: 'document', doc: hive.doc } },
      ...{ attributes: ['time'], moves: true },
    })
    expect(back.kinds).toEqual([
      { kind: 'changed', count: 3 },
      { kind: 'removed', count: 2 },
      { kind: 'added', count: 1 },
    ])
  })

  it('with what is not a hive is refused', async () => {
    const hive = await OpenHive.open(bytes)
    const file = new File(['no hive'], 'TEXT')
    await expect(compareWith(hive, { kind: 'file', file })).rejects.toMatchObject({
      code: 'not-a-hive',
    })
    await expect(compareWith(hive, { kind: 'document', doc: 99 })).rejects.toMatchObject({
      code: 'stale',
    })
  })

  it('can be cancelled', async () => {
    const large = generateHive({ megabytes: 4, layout: 'aged', seed: 1 })
    const hive = await OpenHive.open(large)
    // Where everything is at another place, the comparison takes several slices.
    const file = new File([compactHive(Hive.open(large.slice()), { minor: 5 })], 'A')
    const { session, doc } = hive
    const fractions: number[] = []
    const abort = new AbortController()
    const comparing = session.compare(
      { doc, other: { kind: 'file', file }, ...NOTHING },
      {
        signal: abort.signal,
        progress: (done) => {
          fractions.push(done)
          abort.abort()
        },
      },
    )
    await expect(comparing).rejects.toMatchObject({ code: 'cancelled' })
    expect(fractions.length).toBeGreaterThan(0)
    expect((await compareWith(hive, { kind: 'original' })).total).toBe(0)
  })

  it('starts again when the document is edited meanwhile', async () => {
    const large = generateHive({ megabytes: 4, layout: 'aged', seed: 1 })
    const hive = await OpenHive.open(large)
    const { session, doc, info } = hive
    // Where everything is at another place, the comparison takes several slices.
    const file = new File([compactHive(Hive.open(large.slice()), { minor: 5 })], 'A')
    let edited: Promise<unknown> | null = null
    const summary = await session.compare(
      { doc, other: { kind: 'file', file }, ...NOTHING },
      {
        signal: new AbortController().signal,
        progress: (done) => {
          if (done > 0.6)
            edited ??= hive.edit({ kind: 'create-key', parent: info.root, name: 'Meanwhile' })
        },
      },
    )
    await edited
    expect(edited).not.toBeNull()
    expect(summary).toMatchObject({ total: 1, revision: 1 })
    expect(linesOf(await rowsOf(hive, summary))).toEqual(['added Meanwhile'])
  })
})

describe('a comparison ends', () => {
  const outdated = (hive: OpenHive) =>
    hive.events.filter(({ type }) => type === 'comparison-outdated')

  it('when the document is edited, undone included', async () => {
    const hive = await OpenHive.open(bytes)
    await edit(hive)
    const summary = await compareWith(hive, { kind: 'original' })
    await hive.undo()
    const { comparison } = summary
    expect(outdated(hive)).toEqual([{ type: 'comparison-outdated', doc: hive.doc, comparison }])
    await expect(rowsOf(hive, summary)).rejects.toMatchObject({ code: 'stale' })
    await hive.redo()
    expect(outdated(hive)).toHaveLength(1)
    await expect(rowsOf(hive, summary)).rejects.toMatchObject({ code: 'stale' })
  })

  it('when the other document is edited or closed', async () => {
    const hive = await OpenHive.open(bytes)
    const { session } = hive
    const file = new File([bytes], 'OTHER')
    const other = await session.open({ name: 'OTHER', file, handle: null, logs: [] })
    const against = { kind: 'document', doc: other.doc } as const
    const first = await compareWith(hive, against)
    await session.edit({
      doc: other.doc,
      edit: { kind: 'create-key', parent: other.root, name: 'New' },
    })
    expect(outdated(hive)).toHaveLength(1)
    await expect(rowsOf(hive, first)).rejects.toMatchObject({ code: 'stale' })
    const second = await compareWith(hive, against)
    expect(linesOf(await rowsOf(hive, second))).toEqual(['removed New'])
    await session.close({ doc: other.doc })
    expect(outdated(hive)).toHaveLength(2)
    await expect(rowsOf(hive, second)).rejects.toMatchObject({ code: 'stale' })
  })

  it('not when the document is saved', async () => {
    const hive = await OpenHive.open(bytes)
    await edit(hive)
    const summary = await compareWith(hive, { kind: 'original' })
    await hive.session.save({ doc: hive.doc, to: 'download', overwrite: false })
    expect(linesOf(await rowsOf(hive, summary))).toEqual(DIFFERENCES)
    expect(outdated(hive)).toEqual([])
  })

  it('when another one is made, and when the page gives it up', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    const first = await compareWith(hive, { kind: 'file', file: new File([bytes], 'first') })
    const second = await compareWith(hive, { kind: 'file', file: new File([bytes], 'A') })
    await expect(rowsOf(hive, first)).rejects.toMatchObject({ code: 'stale' })
    expect(await rowsOf(hive, second)).toEqual([])
    await session.endCompare({ doc })
    await expect(rowsOf(hive, second)).rejects.toMatchObject({ code: 'stale' })
  })
})

describe('applying differences', () => {
  it('to the document takes chosen changes back, as one step', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    await edit(hive)
    const { comparison } = await compareWith(hive, { kind: 'original' })
    const request = { doc, comparison, hive: 'document', rows: [0, 2] } as const
    const result = await session.applyDifferences(request)
    expect(result).toMatchObject({ left: [], leftTotal: 0, state: { unsaved: 4 } })
    expect(result.label).toMatchObject({ kind: 'revert', name: 'New' })
    const rest = await compareWith(hive, { kind: 'original' })
    expect(linesOf(await rowsOf(hive, rest))).toEqual(['added Beta\\Fresh'])
    await hive.undo()
    const again = await compareWith(hive, { kind: 'original' })
    expect(linesOf(await rowsOf(hive, again))).toEqual(DIFFERENCES)
    await expect(session.applyDifferences(request)).rejects.toMatchObject({ code: 'stale' })
  })

  it('to the document makes it equal to a file, times included', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    await edit(hive)
    const file = new File([bytes], 'A')
    const all: RequestOf<'compare'> = {
      doc,
      other: { kind: 'file', file },
      attributes: ['time', 'flags', 'class', 'security'],
      moves: true,
    }
    const { comparison, total } = await session.compare(all)
    expect(total).toBeGreaterThan(5)
    await session.applyDifferences({ doc, comparison, hive: 'document', rows: null })
    expect(await session.compare(all)).toMatchObject({ total: 0, complete: true })
    expect((await session.check({ doc })).errors).toBe(0)
  })

  it('to the other document makes that one equal', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    const file = new File([bytes], 'OTHER')
    const other = await session.open({ name: 'OTHER', file, handle: null, logs: [] })
    await edit(hive)
    const against = { kind: 'document', doc: other.doc } as const
    const { comparison } = await compareWith(hive, against)
    const request = { doc, comparison, hive: 'other', rows: null } as const
    await session.setLocked({ doc: other.doc, locked: true })
    await expect(session.applyDifferences(request)).rejects.toMatchObject({ code: 'locked' })
    await session.setLocked({ doc: other.doc, locked: false })
    const result = await session.applyDifferences(request)
    expect(result.state.unsaved).toBe(1)
    expect(result.label.name).toBe('TEST')
    expect((await compareWith(hive, against)).total).toBe(0)
  })

  it('to a file that is not open is refused', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    await edit(hive)
    const { comparison } = await compareWith(hive, { kind: 'original' })
    const applying = session.applyDifferences({ doc, comparison, hive: 'other', rows: null })
    await expect(applying).rejects.toMatchObject({ code: 'read-only' })
  })

  it('lists what stays as it is', async () => {
    const changed = Hive.open(bytes.slice())
    changed.clock = () => NOW
    changed.transact(({ cells }) => {
      // A flag that says where the hive is loaded.
      const key = cells.payloadAt(changed.key('Beta').cell)
      cells.image.setU16(key + 2, cells.image.u16(key + 2) | 4)
    })
    const hive = await OpenHive.open(changed.finishedCopy())
    const { session, doc } = hive
    const file = new File([bytes], 'A')
    const other = { kind: 'file', file } as const
    const { comparison } = await session.compare({
      doc,
      other,
      attributes: ['flags'],
      moves: false,
    })
    const request = { doc, comparison, hive: 'document', rows: null } as const
    const { left, leftTotal } = await session.applyDifferences(request)
    expect(leftTotal).toBe(1)
    expect(left).toEqual([{ path: ['Beta'], value: null, attribute: null, reason: 'flags' }])
  })
})

it('the .reg file of a comparison has chosen differences, either way', async () => {
  const hive = await OpenHive.open(bytes)
  const { session, doc } = hive
  await edit(hive)
  const { comparison } = await compareWith(hive, { kind: 'original' })
  const textOf = async (which: 'document' | 'other', rows: number[] | null) => {
    const request = { doc, comparison, hive: which, rows, prefix: 'HKEY_USERS\\x' }
    const { blob, left } = await session.differencesText(request)
    expect(left).toEqual([])
    return Buffer.from(await blob.arrayBuffer()).toString('utf16le')
  }
  expect(await textOf('other', [0])).toBe(
    '\ufeffWindows Registry Editor Version 5.00\r\n\r\n[HKEY_USERS\\x\\Alpha]\r\n"New"="one"\r\n\r\n',
  )
  expect(await textOf('document', [1, 0])).toBe(
    '\ufeffWindows Registry Editor Version 5.00\r\n\r\n[-HKEY_USERS\\x\\Beta\\Fresh]\r\n\r\n[HKEY_USERS\\x\\Alpha]\r\n"New"=-\r\n\r\n',
  )
  await expect(
    session.differencesText({ doc, comparison, hive: 'other', rows: null, prefix: 'x\\y' }),
  ).rejects.toMatchObject({ code: 'usage' })
  expect(await textOf('document', null)).toContain('[HKEY_USERS\\x\\Wide]')
})
