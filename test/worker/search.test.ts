import { afterEach, describe, expect, it, vi } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { EVERYWHERE, type SearchQuery } from '../../src/search/query.ts'
import { encodeString } from '../../src/values/encode.ts'
import type { HitRow } from '../../src/worker/protocol.ts'
import type { CallContext } from '../../src/worker/rpc.ts'
import { oldHive } from '../helpers/oldHive.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const SZ = 1
const ALL = { from: 0, count: 1000 }

/** `place state path "name" match` */
function lineOf({ place, state, path, name, preview }: HitRow): string {
  return [place, state, path.join('\\'), `"${name}"`, preview?.match ?? '-'].join(' ')
}

class Searched {
  readonly hive: OpenHive

  constructor(hive: OpenHive) {
    this.hive = hive
  }

  static async open(bytes: Uint8Array<ArrayBuffer> = sample()): Promise<Searched> {
    return new Searched(await OpenHive.open(bytes))
  }

  run(text: string, rest: Partial<SearchQuery> = {}, context?: CallContext, search = 1) {
    const { session, doc } = this.hive
    const query = { ...EVERYWHERE, text, ...rest }
    return session.search({ doc, search, key: null, query }, context)
  }

  async rows(search = 1): Promise<readonly HitRow[]> {
    const { session, doc } = this.hive
    return (await session.hits({ docs: [doc], search, ...ALL })).rows
  }

  async lines(search = 1): Promise<string[]> {
    return (await this.rows(search)).map(lineOf)
  }
}

function sample(): Uint8Array<ArrayBuffer> {
  return hiveBytes((root) => {
    const app = root.createPath('Vendor\\Needle')
    app.set('', SZ, encodeString('a needle in hay'))
    app.set('needles', SZ, encodeString('nothing'))
    root.create('Other').set('x', SZ, encodeString('NEEDLE too'))
  })
}

const FOUND = [
  'data found Other "x" NEEDLE',
  'key found Vendor\\Needle "" Needle',
  'data found Vendor\\Needle "" needle',
  'name found Vendor\\Needle "needles" needle',
]

describe('a search', () => {
  it('the engine keeps the hits: the reply has their number, and a call returns the requested ones', async () => {
    const searched = await Searched.open()
    expect(await searched.run('needle')).toEqual({
      ...{ revision: 0, total: 4, complete: true, blocked: 0 },
    })
    expect(await searched.lines()).toEqual(FOUND)
    const { session, doc } = searched.hive
    const page = await session.hits({ docs: [doc], search: 1, from: 1, count: 2 })
    expect(page).toMatchObject({ revision: 0, total: 4, from: 1 })
    expect(page.rows.map(lineOf)).toEqual(FOUND.slice(1, 3))
    const key = await searched.hive.key('Vendor\\Needle')
    expect(page.rows[1]).toEqual({
      id: 2,
      doc,
      place: 'data',
      state: 'found',
      key,
      value: (await searched.hive.values(key, 'stored'))[0]?.id,
      path: ['Vendor', 'Needle'],
      pathCut: false,
      name: '',
      nameCut: false,
      type: SZ,
      offset: 4,
      length: 12,
      encoding: 'utf16',
      preview: {
        before: 'a ',
        match: 'needle',
        after: ' in hay',
        isBytes: false,
        cutBefore: false,
        cutMatch: false,
        cutAfter: false,
      },
      data: null,
      replacement: null,
    })
  })

  it('a search of a key finds what is below it', async () => {
    const searched = await Searched.open()
    const { session, doc } = searched.hive
    const query = { ...EVERYWHERE, text: 'needle' }
    const key = await searched.hive.key('Other')
    expect(await session.search({ doc, search: 1, key, query })).toMatchObject({ total: 1 })
  })

  it('regular expressions are loaded when one is searched for', async () => {
    const searched = await Searched.open()
    await searched.run('^ne+dle', { kind: 'regex' })
    expect(await searched.lines()).toEqual([FOUND[0], FOUND[1], FOUND[3]])
  })

  it('refuses what cannot be searched for, and searches that were not made', async () => {
    const searched = await Searched.open()
    const { session, doc } = searched.hive
    await expect(searched.run('')).rejects.toMatchObject({ code: 'bad-pattern' })
    await expect(searched.run('[', { kind: 'regex' })).rejects.toMatchObject({
      code: 'bad-pattern',
    })
    await expect(session.hits({ docs: [doc], search: 7, ...ALL })).rejects.toMatchObject({
      code: 'stale',
    })
    const query = { ...EVERYWHERE, text: 'x' }
    await expect(session.search({ doc, search: 1, key: 12345, query })).rejects.toMatchObject({
      code: 'stale',
    })
  })

  it('a document has several searches at once, until they are ended or replaced', async () => {
    const searched = await Searched.open()
    const { session, doc } = searched.hive
    await Promise.all([searched.run('needle'), searched.run('too', {}, undefined, 2)])
    expect(await searched.lines(1)).toEqual(FOUND)
    expect(await searched.lines(2)).toEqual(['data found Other "x" too'])
    await searched.run('hay')
    expect(await searched.lines(1)).toHaveLength(1)
    await session.endSearch({ doc, search: 1 })
    await expect(searched.rows(1)).rejects.toMatchObject({ code: 'stale' })
    expect(await searched.lines(2)).toHaveLength(1)
  })
})

describe('a long search', () => {
  const COUNT = 20_000

  function many(): Uint8Array<ArrayBuffer> {
    return hiveBytes((root) => {
      const key = root.create('Many')
      for (let index = 0; index < COUNT; index++) key.set(`needle ${index}`, 3, new Uint8Array(8))
    })
  }

  // Each reading of the clock finds the slice used up, so that every step gets its own slice.
  function shortSlices(): void {
    let now = performance.now()
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 20
      return now
    })
  }
  afterEach(() => void vi.restoreAllMocks())

  it('streams hits: events have their number, and they can be fetched meanwhile', async () => {
    const searched = await Searched.open(many())
    const { session, doc, events } = searched.hive
    await session.check({ doc })
    shortSlices()
    const pages: Promise<number>[] = []
    const fractions: number[] = []
    const context = {
      signal: new AbortController().signal,
      progress: (done: number) => {
        fractions.push(done)
        pages.push(
          session.hits({ docs: [doc], search: 1, from: 0, count: 1 }).then(({ total }) => total),
        )
      },
    }
    expect(await searched.run('NEEDLE', {}, context)).toMatchObject({ total: COUNT })
    const found = events.flatMap((event) => (event.type === 'search-progress' ? event.found : []))
    expect(found.length).toBeGreaterThan(5)
    expect(found[0]).toBeLessThan(COUNT / 5)
    expect(found).toEqual(found.toSorted((a, b) => a - b))
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
    expect((await Promise.all(pages))[0]).toBeLessThan(COUNT / 5)
  })

  it('a search that is given up keeps the hits so far', async () => {
    const searched = await Searched.open(many())
    await searched.hive.session.check({ doc: searched.hive.doc })
    shortSlices()
    const controller = new AbortController()
    const context = { signal: controller.signal, progress: () => controller.abort() }
    await expect(searched.run('needle', {}, context)).rejects.toMatchObject({ code: 'cancelled' })
    const { length } = await searched.rows()
    expect(length).toBeGreaterThan(0)
    expect(length).toBeLessThan(COUNT)
  })

  it('an edit during a search restarts it, so that the hits are those of the hive after the edit', async () => {
    const searched = await Searched.open(many())
    const { session, doc, info } = searched.hive
    await session.check({ doc })
    shortSlices()
    let edited: Promise<unknown> | null = null
    const context = {
      signal: new AbortController().signal,
      progress: () => {
        edited ??= searched.hive.edit({ kind: 'create-key', parent: info.root, name: 'needle' })
      },
    }
    expect(await searched.run('needle', {}, context)).toMatchObject({
      revision: 1,
      total: COUNT + 1,
    })
    await edited
    expect((await searched.lines()).at(-1)).toContain('"needle 999"')
    const keys = (
      await searched.hive.session.hits({ docs: [doc], search: 1, from: COUNT, count: 1 })
    ).rows
    expect(keys.map(lineOf)).toEqual(['key found needle "" needle'])
  })

  it('closing the document, or ending the search, cancels it', async () => {
    const searched = await Searched.open(many())
    const { session, doc } = searched.hive
    await session.check({ doc })
    shortSlices()
    const first = searched.run('needle')
    const second = searched.run('needle', {}, undefined, 2)
    const ended = expect(first).rejects.toMatchObject({ code: 'cancelled' })
    const closed = expect(second).rejects.toMatchObject({ code: 'cancelled' })
    await session.endSearch({ doc, search: 1 })
    await ended
    await session.close({ doc })
    await closed
  })
})

describe('the hits of a hive that is edited', () => {
  const LONG = 'n'.repeat(200)

  it('a hit follows a key and a value that move to another cell, there and back', async () => {
    const searched = await Searched.open()
    const { hive } = searched
    await searched.run('needle')
    const [, , inData] = await searched.rows()
    const key = inData?.key as number
    const cell = (await hive.session.keyDetails({ doc: hive.doc, key })).cell
    const { moved } = await hive.edit({ kind: 'rename-key', key, name: LONG })
    const now = moved[0]?.[1] as number
    expect((await hive.session.keyDetails({ doc: hive.doc, key: now })).cell).not.toBe(cell)
    expect(await searched.lines()).toEqual([
      FOUND[0],
      `key changed Vendor\\${LONG} "" -`,
      `data found Vendor\\${LONG} "" needle`,
      `name found Vendor\\${LONG} "needles" needle`,
    ])
    expect((await searched.rows()).map((row) => row.key)).toEqual([
      await hive.key('Other'),
      now,
      now,
      now,
    ])
    const value = (await searched.rows())[3]?.value as number
    await hive.edit({ kind: 'rename-value', key: now, value, name: `needles ${LONG}` })
    expect((await searched.lines())[3]).toBe(`name found Vendor\\${LONG} "needles ${LONG}" needle`)
    await hive.undo()
    await hive.undo()
    expect(await searched.lines()).toEqual(FOUND)
    await hive.redo()
    await hive.redo()
    expect((await searched.lines())[3]).toContain(`needles ${LONG}`)
  })

  it('a hit is gone when its key or value is deleted, and back when that is undone', async () => {
    const searched = await Searched.open()
    const { hive } = searched
    await searched.run('needle')
    const [, , inDefault] = await searched.rows()
    const { key, value } = inDefault as { key: number; value: number }
    await hive.edit({ kind: 'delete-values', key, values: [value] })
    expect(await searched.lines()).toEqual([
      FOUND[0],
      FOUND[1],
      'data gone Vendor\\Needle "" -',
      FOUND[3],
    ])
    await hive.edit({ kind: 'delete-key', key })
    expect((await searched.lines()).slice(1)).toEqual([
      'key gone Vendor\\Needle "" -',
      'data gone Vendor\\Needle "" -',
      'name gone Vendor\\Needle "needles" -',
    ])
    // A new key in the cell of the old one has nothing to do with its hits.
    await hive.edit({ kind: 'create-key', parent: await hive.key('Vendor'), name: 'Needle' })
    expect((await searched.lines())[1]).toBe('key gone Vendor\\Needle "" -')
    for (let step = 0; step < 3; step++) await hive.undo()
    expect(await searched.lines()).toEqual(FOUND)
  })

  it('a deleted value keeps its name after a save, unless it was created since the hive was opened', async () => {
    const searched = await Searched.open()
    const { hive } = searched
    const { session, doc } = hive
    const other = await hive.key('Other')
    const late = { name: 'late', type: SZ, data: encodeString('needle') }
    await hive.edit({ kind: 'create-value', key: other, ...late })
    await searched.run('needle')
    const values = (await hive.values(other)).filter(({ absent }) => !absent).map(({ id }) => id)
    await hive.edit({ kind: 'delete-values', key: other, values })
    const { report } = await session.save({ doc, to: 'download', overwrite: false })
    await session.markSaved({ doc, revision: report.state.revision })
    expect((await searched.lines()).slice(0, 2)).toEqual([
      'data gone Other "x" -',
      'data gone Other "" -',
    ])
  })

  it('a hit is changed when something else is in its place', async () => {
    const searched = await Searched.open()
    const { hive } = searched
    await searched.run('needle')
    const [inOther] = await searched.rows()
    const { key, value } = inOther as { key: number; value: number }
    const set = (text: string) =>
      hive.edit({ kind: 'set-value', key, value, type: SZ, data: encodeString(text) })
    await set('NEEDLE three, of another length')
    expect((await searched.lines())[0]).toBe(FOUND[0])
    await set('a pin')
    expect((await searched.lines())[0]).toBe('data changed Other "x" -')
    await set('x')
    expect((await searched.rows())[0]).toMatchObject({ state: 'changed', key, value })
  })

  it('all hits are gone while the whole image is exchanged', async () => {
    const early = Hive.create({ minor: 3 })
    early.rootKey.create('Needle')
    const searched = await Searched.open(oldHive(early))
    const { session, doc } = searched.hive
    await searched.run('needle')
    expect(await searched.lines()).toEqual(['key found Needle "" Needle'])
    await session.convert({ doc })
    expect(await searched.lines()).toEqual(['key gone Needle "" -'])
    await searched.hive.undo()
    expect(await searched.lines()).toEqual(['key found Needle "" Needle'])
  })
})
