/** The changes of a document since it was saved, in the order of the tree, and taking some of them back. */

import { describe, expect, it } from 'vitest'
import { wasText } from '../../src/text/pending.ts'
import type { ChangesListed, CompareSummary, PendingRow } from '../../src/worker/protocol.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { text } from '../helpers/hives.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const BINARY = 3
const DWORD = 4
const ALL = { kinds: null, grouped: false } as const
const GROUPED = { kinds: null, grouped: true } as const
const ATTRIBUTES = ['class', 'flags', 'security'] as const

const bytes = hiveBytes((root) => {
  const alpha = root.create('Alpha')
  alpha.set('Start', DWORD, Uint8Array.of(3, 0, 0, 0))
  alpha.set('Text', 1, text('one'))
  alpha.create('Below').set('v', BINARY, Uint8Array.of(1))
  root.create('Beta').create('Gone').set('x', BINARY, Uint8Array.of(1))
  root.create('Omega').set('z', BINARY, Uint8Array.of(1))
})

/** Changes two values of a key, adds one key and removes another. */
async function edited() {
  const hive = await OpenHive.open(bytes.slice())
  const alpha = await hive.key('Alpha')
  const value = async (name: string) =>
    (await hive.values(alpha)).find((one) => one.name === name)?.id ?? 0
  const start = { value: await value('Start'), type: DWORD, data: Uint8Array.of(0, 0, 0, 0) }
  await hive.edit({ kind: 'set-value', key: alpha, ...start })
  await hive.edit({ kind: 'delete-values', key: alpha, values: [await value('Text')] })
  await hive.edit({ kind: 'create-key', parent: await hive.key('Omega'), name: 'Fresh' })
  await hive.edit({ kind: 'delete-key', key: await hive.key('Beta\\Gone') })
  return hive
}

function compare({ session, doc }: OpenHive, base: 'saved' | 'original' = 'saved') {
  return session.compare({ doc, base, attributes: ATTRIBUTES, moves: true })
}

async function rowsOf(
  { session, doc }: OpenHive,
  { comparison }: CompareSummary,
  listed: ChangesListed = ALL,
): Promise<readonly PendingRow[]> {
  return (await session.pendingRows({ doc, comparison, from: 0, count: 100, ...listed })).rows
}

function lineOf(row: PendingRow): string {
  const path = row.path.join('\\')
  if (row.row === 'key') return `[${path}] ${row.count}`
  const { kind, value, was, is } = row
  const sides = [was, is].map((side) => side?.data?.preview.text ?? '-').join(' > ')
  return `${kind} ${path}${value === null ? '' : ` "${value}"`} ${sides}`
}

async function lines(hive: OpenHive, listed: ChangesListed = ALL): Promise<string[]> {
  return (await rowsOf(hive, await compare(hive), listed)).map(lineOf)
}

async function save({ session, doc }: OpenHive): Promise<void> {
  const { report } = await session.save({ doc, to: 'download', overwrite: false })
  await session.markSaved({ doc, revision: report.state.revision })
}

async function bytesOf({ session, doc }: OpenHive): Promise<Uint8Array> {
  const { blob } = await session.save({ doc, to: 'download', overwrite: false })
  return new Uint8Array(await (blob as Blob).arrayBuffer()).subarray(0x1020)
}

const CHANGES = [
  'changed Alpha "Start" 0x00000003 (3) > 0x00000000 (0)',
  'removed Alpha "Text" one > -',
  'removed Beta\\Gone - > -',
  'added Omega\\Fresh - > -',
]

describe('the changes of a document', () => {
  it('are listed in the order of the tree, with what was and what is', async () => {
    const hive = await edited()
    expect(await lines(hive)).toEqual(CHANGES)
    const { session, doc } = hive
    const { comparison, total, kinds } = await compare(hive)
    expect(total).toBe(4)
    expect(Object.fromEntries(kinds.map(({ kind, count }) => [kind, count]))).toEqual({
      changed: 1,
      removed: 2,
      added: 1,
    })
    const page = await session.pendingRows({ doc, comparison, from: 1, count: 2, ...ALL })
    expect(page).toMatchObject({ from: 1, total: 4 })
    expect(page.rows.map(lineOf)).toEqual(CHANGES.slice(1, 3))
  })

  it('say where long data differs, if that is beyond what a row shows of it', async () => {
    const hive = await OpenHive.open(bytes.slice())
    const key = await hive.key('Omega')
    const value = (await hive.values(key)).find((one) => one.name === 'z')?.id ?? 0
    const set = (data: Uint8Array<ArrayBuffer>) =>
      hive.edit({ kind: 'set-value', key, value, type: BINARY, data })
    await set(new Uint8Array(20_000))
    await save(hive)
    const differs = async (data: Uint8Array<ArrayBuffer>) => {
      await set(data)
      const [row] = await rowsOf(hive, await compare(hive))
      return row?.row === 'change' ? [row.differs, wasText(row, 'was'), wasText(row, 'is')] : []
    }
    const data = new Uint8Array(20_000)
    data.set([0xff, 1], 19_998)
    expect(await differs(data)).toEqual([
      { at: 19_998, was: '00 00', is: 'ff 01' },
      'At 0x4E1E: 00 00 (20,000 bytes)',
      'At 0x4E1E: ff 01 (20,000 bytes)',
    ])
    expect((await differs(new Uint8Array(19_999)))[2]).toBe('At 0x4E1F: the end (19,999 bytes)')
    expect((await differs(Uint8Array.of(5)))[0]).toBeNull()
    await hive.edit({ kind: 'set-value', key, value, type: 0x1234, data })
    const [row] = await rowsOf(hive, await compare(hive))
    expect(row).toMatchObject({ parts: ['type', 'data'], differs: null })
  })

  it('are grouped below their keys, with counts; added and removed keys stand for themselves', async () => {
    const hive = await edited()
    const [start, gone, key, fresh] = CHANGES
    expect(await lines(hive, GROUPED)).toEqual(['[Alpha] 2', start, gone, key, fresh])
  })

  it('of some kinds are listed alone', async () => {
    const hive = await edited()
    expect(await lines(hive, { kinds: ['added', 'changed'], grouped: true })).toEqual([
      '[Alpha] 1',
      CHANGES[0],
      CHANGES[3],
    ])
  })

  it('name the key to go to: that of a removed key is the nearest one that is there', async () => {
    const hive = await edited()
    const rows = await rowsOf(hive, await compare(hive))
    const [alpha, omega, beta] = [
      await hive.key('Alpha'),
      await hive.key('Omega\\Fresh'),
      await hive.key('Beta'),
    ]
    expect(rows.map(({ nearest }) => nearest)).toEqual([alpha, alpha, beta, omega])
    expect(rows.map(({ key }) => key)).toEqual([alpha, alpha, null, omega])
  })

  it('are none once everything is undone, and follow an undo', async () => {
    const hive = await edited()
    await hive.undo()
    expect(await lines(hive)).toEqual([CHANGES[0], CHANGES[1], CHANGES[3]])
    await hive.session.goToStep({ doc: hive.doc, position: 0 })
    expect(await lines(hive)).toEqual([])
  })

  it('of permissions, class and flags are changes too, and so are times on request', async () => {
    const hive = await OpenHive.open(bytes.slice())
    const { doc, session } = hive
    const path = ['Omega']
    await hive.edit({
      kind: 'apply-changes',
      origin: 'test',
      changes: [
        { kind: 'set-class', path, className: 'New class' },
        { kind: 'set-virtual-flags', path, flags: 2 },
      ],
    })
    const [row] = await rowsOf(hive, await compare(hive))
    expect(row).toMatchObject({ kind: 'changed', value: null, parts: ['flags', 'class'] })
    const request = { doc, base: 'saved', attributes: ['time'], moves: true } as const
    const timed = await session.compare(request)
    expect((await rowsOf(hive, timed)).map(({ path }) => path)).toEqual([['Omega']])
  })
})

describe('the base that a document is compared with', () => {
  it('is the document as it was saved last; as it was opened on request', async () => {
    const hive = await edited()
    await save(hive)
    expect(await lines(hive)).toEqual([])
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'Later' })
    expect(await lines(hive)).toEqual(['added Later - > -'])
    const all = await rowsOf(hive, await compare(hive, 'original'))
    expect(all.map(lineOf)).toEqual([
      CHANGES[0],
      CHANGES[1],
      CHANGES[2],
      'added Later - > -',
      CHANGES[3],
    ])
    await hive.undo()
    await hive.undo()
    expect(await lines(hive)).toEqual(['added Beta\\Gone - > -'])
  })

  it('a save ends a comparison with what was saved before; one with the original stays', async () => {
    const hive = await edited()
    const { doc, session } = hive
    const { comparison } = await compare(hive)
    await save(hive)
    const stale = session.pendingRows({ doc, comparison, from: 0, count: 1, ...ALL })
    await expect(stale).rejects.toMatchObject({ code: 'stale' })
    const original = await compare(hive, 'original')
    await save(hive)
    expect(await rowsOf(hive, original)).toHaveLength(4)
  })

  it('takes no memory beside the pages that were changed', async () => {
    const hive = await OpenHive.open(bytes.slice())
    await compare(hive)
    await compare(hive, 'original')
    // A second document of the size of the first would be refused if there were a copy of it.
    expect((await compare(hive)).total).toBe(0)
  })
})

describe('reverting', () => {
  it('one change takes back that one, as one step that can be undone', async () => {
    const hive = await edited()
    const { doc, session } = hive
    const { comparison } = await compare(hive)
    const [start] = await rowsOf(hive, { comparison } as CompareSummary)
    const result = await session.revertChanges({
      ...{ doc, comparison, listed: ALL },
      rows: [start?.id ?? -1],
    })
    expect(result).toMatchObject({
      label: { kind: 'revert', name: 'Start', count: 1 },
      leftTotal: 0,
      state: { unsaved: 5 },
    })
    expect(await lines(hive)).toEqual(CHANGES.slice(1))
    await hive.undo()
    expect(await lines(hive)).toEqual(CHANGES)
  })

  it('a header takes back all changes of its key that are listed', async () => {
    const hive = await edited()
    const { doc, session } = hive
    const { comparison } = await compare(hive)
    const [header] = await rowsOf(hive, { comparison } as CompareSummary, GROUPED)
    const request = { doc, comparison, listed: GROUPED } as const
    const { label } = await session.revertChanges({ ...request, rows: [header?.id ?? 0] })
    expect(label).toMatchObject({ kind: 'revert', count: 2 })
    expect(await lines(hive)).toEqual(CHANGES.slice(2))
  })

  it('all changes makes the hive what it was, with every key, value, class and descriptor', async () => {
    const hive = await edited()
    const { doc, session } = hive
    const { comparison } = await compare(hive)
    const request = { doc, comparison, listed: ALL } as const
    const { label } = await session.revertChanges({ ...request, rows: null })
    expect(label.count).toBe(4)
    expect(await lines(hive)).toEqual([])
    expect((await session.check({ doc })).errors).toBe(0)
    await session.goToStep({ doc, position: 0 })
    const fresh = await OpenHive.open(bytes.slice())
    expect(firstDifference(await bytesOf(hive), await bytesOf(fresh))).toBe(-1)
  })
})

describe('the .reg text of changes', () => {
  const PREFIX = 'HKEY_LOCAL_MACHINE\\TEST'

  async function textOf(hive: OpenHive, of: 'changes' | 'inverse'): Promise<File> {
    const { doc, session } = hive
    const { comparison } = await compare(hive)
    const { blob, left } = await session.differencesText({
      ...{ doc, comparison, rows: null, listed: ALL },
      ...{ of, prefix: PREFIX },
    })
    // The text has no form for the permissions of the key that it creates again.
    expect(left.every(({ attribute }) => attribute === 'security')).toBe(true)
    return new File([blob], 'changes.reg')
  }

  async function importInto(hive: OpenHive, file: File): Promise<void> {
    const { doc, session } = hive
    const options = { prefix: PREFIX, lenient: false, addNul: false, rules: null, codePage: null }
    await session.previewImport({ doc, text: { name: file.name, file, ...options } })
    await session.applyImport({ doc })
  }

  it('are an HTML page, in which every name and text is escaped', async () => {
    const hive = await edited()
    const parent = hive.info.root
    await hive.edit({ kind: 'create-key', parent, name: '<script>&' })
    const { doc, session } = hive
    const choice = { doc, base: 'original', attributes: [], moves: true } as const
    const { comparison, total } = await session.compare(choice)
    const page = await session.changesReport({ doc, comparison, rows: null, listed: ALL })
    const text = await page.text()
    expect(text.match(/<tr><td>/g)).toHaveLength(total)
    expect(text).toContain('<td><bdi>&lt;script&gt;&amp;</bdi></td>')
    expect(text).not.toContain('<script')
    expect(text.endsWith('</body>\n</html>\n')).toBe(true)
  })

  it('makes the original what the document is, and its inverse the other way round', async () => {
    const hive = await edited()
    const copy = await OpenHive.open(bytes.slice())
    await importInto(copy, await textOf(hive, 'changes'))
    expect(await lines(copy)).toEqual(CHANGES)
    await importInto(hive, await textOf(hive, 'inverse'))
    expect(await lines(hive)).toEqual([])
  })
})
