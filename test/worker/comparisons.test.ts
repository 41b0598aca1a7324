/** Calls that compare a document with the file it came from, and take changes back. */

import { afterEach, describe, expect, it, vi } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import type { ChangesBase, CompareSummary, PendingChange } from '../../src/worker/protocol.ts'
import { hiveOfEverything, text } from '../helpers/hives.ts'
import { OpenHive } from './openHive.ts'

const { bytes } = hiveOfEverything()
const ALL = { kinds: null, grouped: false } as const
const NOTHING = { attributes: [], moves: false } as const

/** Compares the open hive with an earlier state. */
function compareWith({ session, doc }: OpenHive, base: ChangesBase): Promise<CompareSummary> {
  return session.compare({ doc, base, ...NOTHING })
}

afterEach(() => vi.restoreAllMocks())

/** All rows of a comparison: `added value Alpha "New"`. */
async function rowsOf(
  { session, doc }: OpenHive,
  { comparison }: CompareSummary,
): Promise<readonly PendingChange[]> {
  const page = await session.pendingRows({ doc, comparison, from: 0, count: 1000, ...ALL })
  return page.rows.filter((row) => row.row === 'change')
}

const linesOf = (rows: readonly PendingChange[]) =>
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
    const none = await compareWith(hive, 'original')
    expect(none).toMatchObject({ total: 0, kinds: [], complete: true, revision: 0 })
    await edit(hive)
    const summary = await compareWith(hive, 'original')
    expect(summary).toMatchObject({
      total: 3,
      kinds: [
        { kind: 'added', count: 2 },
        { kind: 'removed', count: 1 },
      ],
      keys: { added: 1, removed: 3, changed: 0 },
      values: { added: 1, removed: 0, changed: 0 },
    })
    const rows = await rowsOf(hive, summary)
    expect(linesOf(rows)).toEqual(DIFFERENCES)
    expect(rows[0]).toMatchObject({
      key: await hive.key('Alpha'),
      was: null,
      is: { data: { typeName: 'REG_SZ', preview: { text: 'one' } } },
    })
    expect(rows[0]?.valueId).not.toBeNull()
    expect(rows[2]).toMatchObject({ key: null, along: { keys: 2, values: 0 } })
    expect(structuredClone(rows)).toEqual(rows)
    const { session, doc } = hive
    const { comparison } = summary
    const page = await session.pendingRows({ doc, comparison, from: 1, count: 1, ...ALL })
    expect(page).toEqual({ revision: summary.revision, total: 3, from: 1, rows: [rows[1]] })
  })

  describe('that takes more than a slice', () => {
    /** A hive of which every key was changed. */
    async function openChanged(): Promise<OpenHive> {
      const hive = await OpenHive.open(generateHive({ megabytes: 2, layout: 'aged', seed: 1 }))
      const descriptor = encodeDescriptor(parseSddl('O:BAG:SYD:(A;CI;KA;;;LS)'))
      const below = { replace: ['dacl'] } as const
      await hive.edit({ kind: 'set-security', key: hive.info.root, descriptor, below })
      // Each step is a separate slice.
      let now = 0
      vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000))
      return hive
    }

    it('can be cancelled', async () => {
      const hive = await openChanged()
      const { session, doc } = hive
      const fractions: number[] = []
      const abort = new AbortController()
      const comparing = session.compare(
        { doc, base: 'original', ...NOTHING },
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
      expect((await compareWith(hive, 'original')).complete).toBe(true)
    })

    it('starts again when the document is edited meanwhile', async () => {
      const hive = await openChanged()
      const { session, doc, info } = hive
      let edited: Promise<unknown> | null = null
      const summary = await session.compare(
        { doc, base: 'original', ...NOTHING },
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
      expect(summary).toMatchObject({ total: 1, revision: 2 })
      expect(linesOf(await rowsOf(hive, summary))).toEqual(['added Meanwhile'])
    })
  })
})

describe('a comparison ends', () => {
  it('when the document is edited, undone included', async () => {
    const hive = await OpenHive.open(bytes)
    await edit(hive)
    const summary = await compareWith(hive, 'original')
    await hive.undo()
    await expect(rowsOf(hive, summary)).rejects.toMatchObject({ code: 'stale' })
    await hive.redo()
    await expect(rowsOf(hive, summary)).rejects.toMatchObject({ code: 'stale' })
  })

  it('not when the document is saved', async () => {
    const hive = await OpenHive.open(bytes)
    await edit(hive)
    const summary = await compareWith(hive, 'original')
    await hive.session.save({ doc: hive.doc, to: 'download', overwrite: false })
    expect(linesOf(await rowsOf(hive, summary))).toEqual(DIFFERENCES)
  })

  it('when another one is made, and when the page gives it up', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    const first = await compareWith(hive, 'saved')
    const second = await compareWith(hive, 'original')
    await expect(rowsOf(hive, first)).rejects.toMatchObject({ code: 'stale' })
    expect(await rowsOf(hive, second)).toEqual([])
    await session.endCompare({ doc })
    await expect(rowsOf(hive, second)).rejects.toMatchObject({ code: 'stale' })
  })
})

describe('reverting', () => {
  it('takes chosen changes back, as one step', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    await edit(hive)
    const rows = (await rowsOf(hive, await compareWith(hive, 'original'))).map(({ id }) => id)
    const { comparison } = await compareWith(hive, 'original')
    const request = { doc, comparison, rows: [rows[0] ?? -1, rows[2] ?? -1], listed: ALL }
    const result = await session.revertChanges(request)
    expect(result).toMatchObject({ left: [], leftTotal: 0, state: { unsaved: 4 } })
    expect(result.label).toMatchObject({ kind: 'revert', name: 'New' })
    const rest = await compareWith(hive, 'original')
    expect(linesOf(await rowsOf(hive, rest))).toEqual(['added Beta\\Fresh'])
    await hive.undo()
    const again = await compareWith(hive, 'original')
    expect(linesOf(await rowsOf(hive, again))).toEqual(DIFFERENCES)
    await expect(session.revertChanges(request)).rejects.toMatchObject({ code: 'stale' })
  })

  it('all of them makes the hive what it was, times included', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    await edit(hive)
    const request = {
      ...{ doc, base: 'original' as const, moves: true },
      attributes: ['time', 'flags', 'class', 'security'] as const,
    }
    const { comparison, total } = await session.compare(request)
    expect(total).toBeGreaterThan(5)
    await session.revertChanges({ doc, comparison, rows: null, listed: ALL })
    expect(await session.compare(request)).toMatchObject({ total: 0, complete: true })
    expect((await session.check({ doc })).errors).toBe(0)
  })

  it('a locked hive is refused', async () => {
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    await edit(hive)
    const { comparison } = await compareWith(hive, 'original')
    await session.setLocked({ doc, locked: true })
    const reverting = session.revertChanges({ doc, comparison, rows: null, listed: ALL })
    await expect(reverting).rejects.toMatchObject({ code: 'locked' })
  })
})

it('the .reg file of a comparison has chosen differences, either way', async () => {
  const hive = await OpenHive.open(bytes)
  const { session, doc } = hive
  await edit(hive)
  const { comparison } = await compareWith(hive, 'original')
  const textOf = async (of: 'changes' | 'inverse', rows: number[] | null) => {
    const request = { doc, comparison, of, rows, listed: ALL, prefix: 'HKEY_USERS\\x' }
    const { blob, left } = await session.differencesText(request)
    expect(left).toEqual([])
    return Buffer.from(await blob.arrayBuffer()).toString('utf16le')
  }
  expect(await textOf('changes', [0])).toBe(
    '\ufeffWindows Registry Editor Version 5.00\r\n\r\n[HKEY_USERS\\x\\Alpha]\r\n"New"="one"\r\n\r\n',
  )
  expect(await textOf('inverse', [1, 0])).toBe(
    '\ufeffWindows Registry Editor Version 5.00\r\n\r\n[-HKEY_USERS\\x\\Beta\\Fresh]\r\n\r\n[HKEY_USERS\\x\\Alpha]\r\n"New"=-\r\n\r\n',
  )
  await expect(
    session.differencesText({
      doc,
      comparison,
      of: 'changes',
      rows: null,
      listed: ALL,
      prefix: 'x\\y',
    }),
  ).rejects.toMatchObject({ code: 'usage' })
  expect(await textOf('inverse', null)).toContain('[HKEY_USERS\\x\\Wide]')
})
