/** Calls about deleted records, and the salvage of a damaged hive. */

import { describe, expect, it, vi } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { DeletedRow } from '../../src/worker/protocol.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything, NOW, text } from '../helpers/hives.ts'
import { OpenHive } from './openHive.ts'

const places = hiveOfEverything()
const KEYS = ['Alpha', 'Alpha\\One', 'Alpha\\Two', 'Alpha\\Two\\Deep']

function withoutAlpha(): Uint8Array<ArrayBuffer> {
  const { hive } = hiveOfEverything()
  hive.key('Alpha').delete()
  return hive.finishedCopy()
}

async function rowsOf({ session, doc }: OpenHive): Promise<readonly DeletedRow[]> {
  return (await session.deletedRows({ doc, from: 0, count: 1000 })).rows
}

function keysOf(rows: readonly DeletedRow[]): string[] {
  return rows.filter(({ kind }) => kind === 'key').map(({ path }) => path.join('\\'))
}

function context({ signal }: AbortController) {
  return { signal, progress: () => {} }
}

describe('deleted records', () => {
  it('are counted by group, and fetched a page at a time', async () => {
    const hive = await OpenHive.open(withoutAlpha())
    const { session, doc } = hive
    expect(await session.findDeleted({ doc })).toEqual({
      ...{ revision: 0, total: 9, groups: [{ kind: 'keys', count: 9 }] },
      ...{ deleted: { keys: 4, values: 5 }, lost: { keys: 0, values: 0 } },
    })
    const rows = await rowsOf(hive)
    expect(keysOf(rows)).toEqual(KEYS)
    const page = await session.deletedRows({ doc, from: 1, count: 2 })
    expect(page).toEqual({ revision: 0, total: 9, from: 1, rows: rows.slice(1, 3) })
    expect(rows[0]).toMatchObject({
      ...{ kind: 'key', name: 'Alpha', pathWhole: true, state: 'deleted', confidence: 'high' },
      ...{ lastWrite: NOW, type: null, isWhole: true },
    })
    expect(rows[1]).toMatchObject({ kind: 'value', path: ['Alpha'], type: 1, lastWrite: null })
  })

  it('have their raw bytes and offset in the details', async () => {
    const bytes = withoutAlpha()
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    const row = (await rowsOf(hive)).find(({ name }) => name === 'Wide ☃')
    const details = await session.deletedDetails({ doc, at: row?.at ?? 0 })
    expect(details).toMatchObject({ ...row, fullName: 'Wide ☃', fullPath: ['Alpha'] })
    expect(details.bytes).toEqual(bytes.slice(details.at, details.at + 32))
    expect(details.data).toEqual(text('snow'))
    await expect(session.deletedDetails({ doc, at: 4096 })).rejects.toMatchObject({ code: 'stale' })
  })

  it('are restored as one step, which undo takes back', async () => {
    const hive = await OpenHive.open(withoutAlpha())
    const { session, doc } = hive
    const [alpha] = await rowsOf(hive)
    const at = alpha?.at ?? 0
    const result = await session.restoreDeleted({
      doc,
      records: [at],
      below: null,
      onConflict: 'refuse',
    })
    expect(result).toMatchObject({
      ...{ label: { kind: 'restore', name: 'Alpha', count: 9 }, state: { revision: 1 } },
      ...{ restored: { keys: 4, values: 5 }, leftOut: { keys: 0, values: 0 } },
    })
    expect(await hive.key('Alpha\\Two\\Deep')).toBeGreaterThan(0)
    const again = session.restoreDeleted({ doc, records: [at], below: null, onConflict: 'refuse' })
    await expect(again).rejects.toMatchObject({ code: 'key-exists' })
    await session.undo({ doc })
    expect(keysOf(await rowsOf(hive))).toEqual(KEYS)
  })

  it('are restored below a chosen key, under another name if need be', async () => {
    const hive = await OpenHive.open(withoutAlpha())
    const { session, doc } = hive
    const one = (await rowsOf(hive)).find(({ name }) => name === 'One')
    const below = await hive.key('Beta')
    const request = { doc, records: [one?.at ?? 0], below, onConflict: 'rename' } as const
    await session.restoreDeleted(request)
    expect((await session.restoreDeleted(request)).label.name).toBe('One (restored)')
  })

  it('follow edits: what is deleted now is found, and what was restored is still there too', async () => {
    const hive = await OpenHive.open(withoutAlpha())
    const { session, doc } = hive
    expect((await session.findDeleted({ doc })).deleted.keys).toBe(4)
    await hive.edit({ kind: 'delete-key', key: await hive.key('Wide') })
    expect(keysOf(await rowsOf(hive))).toEqual(expect.arrayContaining([...KEYS, 'Wide', 'Wide\\Ж']))
    expect(await session.findDeleted({ doc })).toMatchObject({ revision: 1 })
    await session.undo({ doc })
    expect(keysOf(await rowsOf(hive))).toEqual(KEYS)
  })

  it('are not restored in a locked hive', async () => {
    const hive = await OpenHive.open(withoutAlpha())
    const { session, doc } = hive
    const [alpha] = await rowsOf(hive)
    await session.setLocked({ doc, locked: true })
    const request = { doc, records: [alpha?.at ?? 0], below: null, onConflict: 'refuse' } as const
    await expect(session.restoreDeleted(request)).rejects.toMatchObject({ code: 'locked' })
  })

  it('are counted in events while they are searched for, and the scan can be cancelled', async () => {
    const large = Hive.open(generateHive({ megabytes: 4, layout: 'sequential', seed: 3 }))
    for (const name of [...large.rootKey.subkeys()].map((key) => key.name)) large.key(name).delete()
    const hive = await OpenHive.open(large.finishedCopy())
    const { session, doc } = hive
    await session.findDeleted({ doc })
    const counts = hive.events.flatMap((event) =>
      event.type === 'deleted-progress' ? [event.found] : [],
    )
    expect(counts.length).toBeGreaterThan(1)
    expect(counts.at(-1)).toBeGreaterThan(100)
    const other = await OpenHive.open(large.finishedCopy())
    const stop = new AbortController()
    const scan = other.session.findDeleted({ doc: other.doc }, context(stop))
    stop.abort()
    await expect(scan).rejects.toMatchObject({ code: 'cancelled' })
  })
})

const ALL = {
  order: { column: 'found', descending: false },
  ...{ filter: '', confidence: null, locate: -1 },
} as const

describe('a list of deleted records', () => {
  it('is sorted by a column, and filtered by a text of the name, path, type or data', async () => {
    const { session, doc } = await OpenHive.open(withoutAlpha())
    const rowsIn = async (change: object) => {
      const { list, listed } = await session.listDeleted({ doc, ...ALL, ...change })
      const { rows } = await session.listedDeleted({ doc, list, from: 0, count: 100 })
      expect(rows).toHaveLength(listed)
      return rows.map(({ name }) => name)
    }
    const byName = await rowsIn({ order: { column: 'name', descending: false } })
    expect(byName).toEqual(['', 'Alpha', 'Big', 'Deep', 'Inline', 'One', 'Text', 'Two', 'Wide ☃'])
    expect(await rowsIn({ order: { column: 'name', descending: true } })).toEqual(byName.reverse())
    expect(await rowsIn({ filter: 'deep' })).toEqual(['Deep'])
    expect(await rowsIn({ filter: 'two' })).toEqual(['Two', 'Deep'])
    expect(await rowsIn({ filter: 'reg_dword' })).toEqual(['Inline'])
    expect(await rowsIn({ filter: 'SNOW' })).toEqual(['Wide ☃'])
    expect(await rowsIn({ confidence: 'low' })).toEqual([])
    expect(await rowsIn({ confidence: 'high' })).toHaveLength(9)
  })

  it('stays as it is when the hive is edited, and says what is overwritten', async () => {
    const hive = await OpenHive.open(withoutAlpha())
    const { session, doc } = hive
    const { list } = await session.listDeleted({ doc, ...ALL })
    const page = { doc, list, from: 0, count: 100 }
    const before = (await session.listedDeleted(page)).rows
    const data = new Uint8Array(100).fill(7)
    for (let index = 0; index < 600; index++) {
      const key = await hive.key('Beta')
      await hive.edit({ kind: 'create-value', key, name: `value ${index}`, type: 3, data })
    }
    const after = (await session.listedDeleted(page)).rows
    expect(after.map(({ at }) => at)).toEqual(before.map(({ at }) => at))
    expect(after.some(({ isGone }) => isGone)).toBe(true)
    const gone = after.find(({ isGone }) => isGone)
    const details = session.deletedDetails({ doc, list, at: gone?.at ?? 0 })
    await expect(details).rejects.toMatchObject({ code: 'stale' })
    await session.listDeleted({ doc, ...ALL })
    await expect(session.listedDeleted(page)).rejects.toMatchObject({ code: 'stale' })
  })

  it('says what is restored, also with the key it was in, until that is undone', async () => {
    const hive = await OpenHive.open(withoutAlpha())
    const { session, doc } = hive
    const { list } = await session.listDeleted({ doc, ...ALL })
    const restoredNow = async () => {
      const { rows } = await session.listedDeleted({ doc, list, from: 0, count: 100 })
      return rows.filter(({ restored }) => restored).map(({ name }) => name)
    }
    const { rows } = await session.listedDeleted({ doc, list, from: 0, count: 100 })
    const two = rows.find(({ name }) => name === 'Two')
    const where = { below: await hive.key('Beta'), onConflict: 'refuse' } as const
    await session.restoreDeleted({ doc, records: [two?.at ?? 0], ...where })
    expect(await restoredNow()).toEqual(['Two', 'Deep'])
    await session.undo({ doc })
    expect(await restoredNow()).toEqual([])
    await session.redo({ doc })
    expect(await restoredNow()).toEqual(['Two', 'Deep'])
    await session.undo({ doc })
    await hive.edit({ kind: 'create-key', parent: await hive.key('Beta'), name: 'Other' })
    expect(await restoredNow()).toEqual([])
  })

  it('is written as CSV and JSON, whole or in part', async () => {
    const { session, doc } = await OpenHive.open(withoutAlpha())
    const order = { column: 'name', descending: false } as const
    const { list } = await session.listDeleted({ doc, ...ALL, order })
    const csv = await session.exportDeleted({ doc, list, format: 'csv', records: null })
    const lines = (await csv.text()).split('\n')
    expect(lines).toHaveLength(11)
    expect(lines[0]).toContain('kind,state,path,name,type,size')
    expect(lines[3]).toContain('"Alpha","Big","REG_BINARY","40000","40000"')
    const { rows } = await session.listedDeleted({ doc, list, from: 0, count: 2 })
    const records = rows.map(({ at }) => at)
    const json = await session.exportDeleted({ doc, list, format: 'json', records })
    expect(JSON.parse(await json.text())).toMatchObject([
      { kind: 'value', name: '', typeName: 'REG_SZ' },
      { kind: 'key', path: 'Alpha', confidence: 'high', offset: records[1] },
    ])
  })

  it('shows what a scan has found before it is done', async () => {
    const large = Hive.open(generateHive({ megabytes: 4, layout: 'sequential', seed: 3 }))
    for (const name of [...large.rootKey.subkeys()].map((key) => key.name)) large.key(name).delete()
    const hive = await OpenHive.open(large.finishedCopy())
    const { session, doc } = hive
    let early: readonly DeletedRow[] = []
    const progress = () =>
      void session.deletedSoFar({ doc, from: 0, count: 50 }).then(({ rows }) => {
        if (rows.length > 0) early = rows
      })
    const { signal } = new AbortController()
    // However fast the machine is, the scan takes several slices.
    let now = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 4))
    const { list } = await session.listDeleted({ doc, ...ALL }, { signal, progress })
    clock.mockRestore()
    expect(early.length).toBeGreaterThan(0)
    expect(early[0]).toMatchObject({ isUnsettled: true, path: [], confidence: 'low' })
    const { rows } = await session.listedDeleted({ doc, list, from: 0, count: 100_000 })
    expect(rows.map(({ at }) => at)).toEqual(expect.arrayContaining(early.map(({ at }) => at)))
    expect((await session.deletedSoFar({ doc, from: 0, count: 50 })).total).toBe(0)
  })
})

describe('restoring several records', () => {
  it('is one step: a record inside another one comes with it, and what cannot be restored is named', async () => {
    const hive = await OpenHive.open(withoutAlpha())
    const { session, doc } = hive
    const rows = await rowsOf(hive)
    const named = (name: string) => rows.find((row) => row.name === name)?.at ?? 0
    const below = await hive.key('Wide')
    await hive.edit({ kind: 'create-key', parent: below, name: 'One' })
    const records = [named('Two'), named('Deep'), named('One'), named('Big')]
    const where = { below, onConflict: 'refuse' } as const
    const result = await session.restoreDeleted({ doc, records, ...where })
    expect(result).toMatchObject({
      ...{ restored: { keys: 2, values: 1 }, label: { kind: 'restore', count: 3 } },
      ...{ refused: [{ name: 'One', code: 'key-exists' }], refusedTotal: 1 },
    })
    expect(await hive.key('Wide\\Two\\Deep')).toBeGreaterThan(0)
    await session.undo({ doc })
    await expect(hive.key('Wide\\Two')).rejects.toThrow()
  })

  it('is refused when nothing can be restored', async () => {
    const hive = await OpenHive.open(withoutAlpha())
    const { session, doc } = hive
    const one = (await rowsOf(hive)).find(({ name }) => name === 'One')?.at ?? 0
    const below = await hive.key('Wide')
    await hive.edit({ kind: 'create-key', parent: below, name: 'One' })
    const request = { doc, records: [one], below, onConflict: 'refuse' } as const
    await expect(session.restoreDeleted(request)).rejects.toMatchObject({ code: 'key-exists' })
  })
})

describe('salvage', () => {
  const damaged = corrupt(places.bytes, { at: places.nk('Alpha'), u16: 0 })

  it('of a document gives a new document, with a report', async () => {
    const { session, doc } = await OpenHive.open(damaged)
    const info = await session.salvage({ from: { kind: 'document', doc } })
    expect(info).toMatchObject({ name: 'TEST', access: 'editable', inPlace: false })
    expect(info.doc).not.toBe(doc)
    expect(await session.hasChanges({ doc: info.doc })).toBe(true)
    await session.check({ doc: info.doc })
    expect((await session.findings({ doc: info.doc, from: 0, count: 10 })).total).toBe(0)
    const counts = await session.salvageSummary({ doc: info.doc })
    expect(counts).toMatchObject({
      losses: expect.arrayContaining([{ code: 'key-without-parent', count: 2 }]),
    })
    const { rows, total } = await session.losses({ doc: info.doc, from: 0, count: 100 })
    expect(rows).toHaveLength(total)
    expect(rows).toContainEqual(
      expect.objectContaining({ code: 'entry-bad', path: [], value: null }),
    )
    expect(await session.salvageSummary({ doc })).toBeNull()
    expect((await session.losses({ doc, from: 0, count: 10 })).total).toBe(0)
  })

  it('takes the file as it was opened, not as it was edited', async () => {
    const hive = await OpenHive.open(places.bytes)
    const { session, doc } = hive
    await hive.edit({ kind: 'delete-key', key: await hive.key('Beta') })
    const info = await session.salvage({ from: { kind: 'document', doc } })
    const found = await session.resolvePath({ doc: info.doc, text: 'Beta' })
    expect(found.missing).toBeNull()
  })

  it('of a file that cannot be opened works too', async () => {
    const { session } = await OpenHive.open(places.bytes)
    const file = new Blob([places.bytes.slice(4096)])
    const info = await session.salvage({ from: { kind: 'file', name: 'torn.hiv', file } })
    expect(info.name).toBe('torn.hiv')
    const summary = await session.salvageSummary({ doc: info.doc })
    expect(summary?.losses).toEqual([{ code: 'header-bad', count: 1 }])
  })

  it('of something else is refused, and one that is cancelled opens nothing', async () => {
    const { session } = await OpenHive.open(places.bytes)
    const text = {
      kind: 'file',
      name: 'text',
      file: new Blob(['not a hive'.repeat(1000)]),
    } as const
    await expect(session.salvage({ from: text })).rejects.toMatchObject({ code: 'not-a-hive' })
    const stop = new AbortController()
    const file = new Blob([generateHive({ megabytes: 4, layout: 'sequential', seed: 3 })])
    const salvage = session.salvage({ from: { kind: 'file', name: 'large', file } }, context(stop))
    stop.abort()
    await expect(salvage).rejects.toMatchObject({ code: 'cancelled' })
  })
})
