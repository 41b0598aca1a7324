import { afterEach, describe, expect, it, vi } from 'vitest'
import { LogReader } from '../../src/journal/LogReader.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { MemoryStorage } from '../helpers/memoryStorage.ts'
import { earlyHive } from '../helpers/pageEngine.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { KeptHive, keptIn, keptList, whole } from './journaled.ts'
import { hiveBytes } from './openHive.ts'
import { randomStep } from './randomStep.ts'
import { dirtyHive } from './recoveryHives.ts'

const BINARY = 3

/** A hive with some keys and values. */
const START = hiveBytes((root) => {
  for (let at = 0; at < 6; at++) {
    const key = root.create(`Key ${at}`)
    key.set('v', BINARY, new Uint8Array(20).fill(at))
    key.create('Sub').set('large', BINARY, new Uint8Array(9000).fill(at))
  }
})

/** What the history, and the list of changes, say of a hive. */
async function described(hive: KeptHive): Promise<unknown> {
  const { session, doc } = hive
  const { rows, now, first } = await session.history({ doc, from: 0, count: 1000 })
  const { state } = hive.document
  return { rows, now, first, state: { ...state, revision: 0 } }
}

describe('edits that are kept', () => {
  it('a hive without edits keeps nothing, and an undone edit is not offered', async () => {
    const storage = new MemoryStorage()
    const hive = await KeptHive.start(START, storage)
    await hive.session.check({ doc: hive.doc })
    await expect(
      hive.edit({ kind: 'create-key', parent: hive.info.root, name: '' }),
    ).rejects.toMatchObject({ code: 'name-empty' })
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
    await hive.undo()
    storage.crash()
    expect(await keptIn(storage)).toEqual([])
    expect(storage.journals.size).toBe(0)
  })

  it('random edits, undos and jumps are resumed byte for byte, with their history, and undone to the opened bytes', async () => {
    const window = 5
    for (let seed = firstSeed(window); seed < firstSeed(window) + window; seed++) {
      const random = rng(seed)
      const storage = new MemoryStorage()
      const bytes = START
      const hive = await KeptHive.start(bytes, storage)
      await hive.session.expandAll({ doc: hive.doc, key: hive.info.root, limit: 1000 })
      for (let at = 0; at < 40; at++) {
        await (await randomStep(hive, random, seed % 3 === 0 ? 70_000 : 300)).make()
      }
      const known = await described(hive)
      const last = hive.bytes
      await whole(storage)
      if (hive.document.history.unsaved === 0) continue
      const again = await KeptHive.resume(storage)
      expect(firstDifference(again.bytes, last), `seed ${seed}`).toBe(-1)
      expect(await described(again), `seed ${seed}`).toEqual(known)
      expect((await again.session.check({ doc: again.doc })).errors).toBe(0)
      for (let at = 0; at < 10; at++) await (await randomStep(again, random, 300)).make()
      const further = again.bytes
      if (again.document.history.unsaved === 0) continue
      const third = await KeptHive.resume(storage)
      expect(firstDifference(third.bytes, further), `seed ${seed}`).toBe(-1)
      await third.undoAll()
      expect(firstDifference(third.bytes, bytes), `seed ${seed}`).toBe(-1)
    }
  })

  it('what a save did is resumed too: the header, and that nothing is unsaved', async () => {
    const storage = new MemoryStorage()
    const handle = new FakeHandle('TEST', START)
    const hive = await KeptHive.start(START, storage, { handle: handle.handle })
    await setValue(hive, 1)
    await hive.session.save({ doc: hive.doc, to: 'in-place', overwrite: false })
    await setValue(hive, 2)
    await setValue(hive, 3)
    await whole(storage)
    const { bytes } = hive
    const again = await KeptHive.resume(storage)
    same(again.bytes, bytes)
    expect(again.document.history).toMatchObject({ unsaved: 2, savedPosition: 1, position: 3 })
    await again.undo()
    await again.undo()
    expect(again.document.history.unsaved).toBe(0)
    storage.crash()
    expect(await keptIn(storage)).toEqual([])
  })

  it('a header that a failed save took back, and one finished before the first edit, are as they were', async () => {
    const storage = new MemoryStorage()
    const handle = new FakeHandle('TEST', START)
    const hive = await KeptHive.start(START, storage, { handle: handle.handle })
    await hive.session.save({ doc: hive.doc, to: 'download', overwrite: false })
    await setValue(hive, 1)
    handle.bytes = Uint8Array.of(1)
    const saving = hive.session.save({ doc: hive.doc, to: 'in-place', overwrite: false })
    await expect(saving).rejects.toMatchObject({ code: 'changed-on-disk' })
    await setValue(hive, 2)
    await whole(storage)
    const { bytes } = hive
    same((await KeptHive.resume(storage)).bytes, bytes)
  })

  it('applied logs and a conversion are resumed as the steps that they are', async () => {
    const { bytes, logs, last } = dirtyHive()
    const storage = new MemoryStorage()
    const hive = await KeptHive.start(bytes, storage, { logs })
    await hive.session.applyLogs({ doc: hive.doc })
    await hive.edit({ kind: 'create-key', parent: hive.document.info.root, name: 'New' })
    const known = await described(hive)
    await whole(storage)
    const now = hive.bytes
    const again = await KeptHive.resume(storage)
    same(again.bytes, now)
    expect(await described(again)).toEqual(known)
    expect(again.document.info.recovery).toEqual(hive.document.info.recovery)
    await again.undo()
    const namesIn = (hive: Uint8Array) =>
      [...Hive.open(hive.slice()).rootKey.subkeys()].map(({ name }) => name)
    expect(namesIn(again.bytes)).toEqual(namesIn(last))
    await again.undo()
    same(again.bytes, bytes)

    const early = new MemoryStorage()
    const old = earlyHive({ name: 'ROOT', subkeys: [{ name: 'Key' }] })
    const converted = await KeptHive.start(old, early)
    await converted.session.convert({ doc: converted.doc })
    await converted.edit({ kind: 'create-key', parent: converted.document.info.root, name: 'New' })
    await whole(early)
    const third = await KeptHive.resume(early)
    same(third.bytes, converted.bytes)
    expect(third.document.info).toMatchObject({ version: '1.3', access: 'editable' })
    await third.undoAll()
    same(third.bytes, old)
  })

  it('until the copy is whole, the same file is needed, and no other is taken', async () => {
    const storage = new MemoryStorage()
    storage.gate = new Promise(() => {})
    const hive = await KeptHive.start(START, storage)
    await setValue(hive, 1)
    const { bytes } = hive
    // By then the digest of the file is kept.
    await hive.session.digest({ doc: hive.doc })
    expect(await keptIn(storage)).toMatchObject([{ needsFile: true, unsaved: 1 }])
    await expect(KeptHive.resume(storage)).rejects.toMatchObject({ code: 'journal-needs-file' })
    const other = hiveBytes((root) => root.create('Other'))
    for (const wrong of [other, edited(START, 40), edited(START, 0x1200)]) {
      await expect(KeptHive.resume(storage, new Blob([wrong]))).rejects.toMatchObject({
        code: 'journal-other-file',
      })
    }
    storage.gate = Promise.resolve()
    const again = await KeptHive.resume(storage, new Blob([START]))
    same(again.bytes, bytes)
    await whole(storage)
    same((await KeptHive.resume(storage)).bytes, bytes)
  })

  it('it is said when the file can be compared only in part, until it is resumed with it', async () => {
    const storage = new MemoryStorage()
    storage.gate = new Promise(() => {})
    const hive = await KeptHive.start(START, storage)
    vi.spyOn(hive.document, 'digest').mockReturnValue(new Promise(() => {}))
    await setValue(hive, 1)
    expect(await keptIn(storage)).toMatchObject([{ needsFile: true, knowsFile: false }])
    // What can be compared is: the size, the first page, and the bytes that the edit replaced.
    const other = hiveBytes((root) => root.create('Other'))
    for (const wrong of [other, edited(START, 40)]) {
      await expect(KeptHive.resume(storage, new Blob([wrong]))).rejects.toMatchObject({
        code: 'journal-other-file',
      })
    }
    const again = await KeptHive.resume(storage, new Blob([START]))
    same(again.bytes, hive.bytes)
    await again.session.digest({ doc: again.doc })
    expect(await keptIn(storage)).toMatchObject([{ needsFile: true, knowsFile: true }])
    await expect(KeptHive.resume(storage, new Blob([edited(START, 0x1200)]))).rejects.toMatchObject(
      { code: 'journal-other-file' },
    )
  })

  it('the copy has the opened bytes, though edits change them while it is written', async () => {
    const storage = new MemoryStorage()
    let release = () => {}
    storage.gate = new Promise((resolve) => {
      release = resolve
    })
    const hive = await KeptHive.start(START, storage)
    const random = rng(1)
    for (let at = 0; at < 20; at++) await (await randomStep(hive, random, 20_000)).make()
    await setValue(hive, 9)
    release()
    await whole(storage)
    same(storage.only.snapshot, START)
  })

  it('a closed hive leaves nothing, unless it is kept for later', async () => {
    const storage = new MemoryStorage()
    const hive = await KeptHive.start(START, storage)
    await setValue(hive, 1)
    await whole(storage)
    const { bytes } = hive
    await hive.session.close({ doc: hive.doc, keep: true })
    const again = await KeptHive.resume(storage)
    same(again.bytes, bytes)
    await again.session.close({ doc: again.doc })
    await vi.waitFor(() => expect(storage.journals.size).toBe(0))
    expect(storage.claims.size).toBe(0)
  })
})

describe('the disk', () => {
  afterEach(() => vi.useRealTimers())

  it('is waited for once edits pause, and every 2 s while they do not', async () => {
    const storage = new MemoryStorage()
    const hive = await KeptHive.start(START, storage)
    await setValue(hive, 1)
    await whole(storage)
    await hive.session.digest({ doc: hive.doc })
    await vi.waitFor(() => expect(storage.flushes).toBe(1), 3000)
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] })
    const { document } = hive
    const edit = () => document.journal.travelled('undo')
    for (let at = 0; at < 55; at++) {
      edit()
      // An edit never waits for the disk itself.
      const { flushes } = storage
      edit()
      expect(storage.flushes).toBe(flushes)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(storage.flushes).toBe(1 + 2)
    await vi.advanceTimersByTimeAsync(400)
    expect(storage.flushes).toBe(1 + 3)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(storage.flushes).toBe(1 + 3)
  })
})

describe('when edits cannot be kept', () => {
  it('full storage is told once, editing goes on, and what was kept before is resumed', async () => {
    const storage = new MemoryStorage()
    const hive = await KeptHive.start(START, storage)
    await setValue(hive, 1)
    await whole(storage)
    const { bytes } = hive
    storage.quota = storage.only.log.length + START.length + 100
    await setValue(hive, 2, 5000)
    await setValue(hive, 3, 5000)
    expect(hive.news).toEqual(['begun', 'full'])
    expect(hive.document.history.position).toBe(3)
    const again = await KeptHive.resume(storage)
    same(again.bytes, bytes)
    expect(again.document.history.position).toBe(1)
  })

  it('without room for the copy, the edits are kept all the same', async () => {
    const storage = new MemoryStorage()
    storage.quota = 4000
    const hive = await KeptHive.start(START, storage)
    await setValue(hive, 1)
    await vi.waitFor(() => expect(hive.news).toEqual(['begun', 'no-copy']))
    await setValue(hive, 2)
    const { bytes } = hive
    same((await KeptHive.resume(storage, new Blob([START]))).bytes, bytes)
  })

  it('forbidden storage is told once, and editing goes on', async () => {
    const storage = new MemoryStorage()
    storage.isDenied = true
    const hive = await KeptHive.start(START, storage)
    await setValue(hive, 1)
    await setValue(hive, 2)
    expect(hive.news).toEqual(['denied'])
    expect(hive.document.history.position).toBe(2)
    expect(storage.claims.size).toBe(0)
  })

  it('what the browser removed meanwhile is told', async () => {
    const storage = new MemoryStorage()
    const hive = await KeptHive.start(START, storage)
    await setValue(hive, 1)
    storage.journals.clear()
    await vi.waitFor(() => expect(hive.news).toEqual(['begun', 'gone']), 3000)
    expect(storage.flushes).toBe(1)
    await vi.waitFor(() => expect(storage.claims.size).toBe(0))
    expect(storage.hangs).toBe(0)
  })

  it('a log that the browser removed is not closed, from which it would never return', async () => {
    for (const end of ['close', 'keep', 'forget', 'fail'] as const) {
      const storage = new MemoryStorage()
      const hive = await KeptHive.start(START, storage)
      await setValue(hive, 1)
      storage.journals.clear()
      const { doc, session } = hive
      if (end === 'forget') await session.keepEditsOf({ doc, keep: false })
      else if (end === 'fail') {
        storage.quota = 0
        await setValue(hive, 2)
      } else await session.close({ doc, keep: end === 'keep' })
      await vi.waitFor(() => expect(storage.claims.size).toBe(0))
      expect(storage.hangs).toBe(0)
    }
  })

  it('slow storage is told once; large records may take their time', async () => {
    let time = 0
    let perByte = 0.13 / 1024
    vi.spyOn(performance, 'now').mockImplementation(() => time)
    const storage = new MemoryStorage()
    storage.writing = (bytes) => {
      time += bytes * perByte
    }
    const hive = await KeptHive.start(START, storage)
    for (let at = 0; at < 4; at++) await setValue(hive, at, 1 << 20)
    expect(hive.news).toEqual(['begun'])
    perByte = 1
    for (let at = 0; at < 4; at++) await setValue(hive, at, 300)
    expect(hive.news).toEqual(['begun', 'slow'])
    vi.restoreAllMocks()
  })

  it('nothing is kept by choice, nor after it was forgotten', async () => {
    const storage = new MemoryStorage()
    const hive = await KeptHive.start(START, storage)
    await hive.session.keepEdits({ keep: false })
    await setValue(hive, 1)
    expect(storage.journals.size).toBe(0)
    const other = await KeptHive.start(START, storage)
    await other.session.keepEditsOf({ doc: other.doc, keep: false })
    await setValue(other, 1)
    expect(storage.journals.size).toBe(0)
    const third = await KeptHive.start(START, storage)
    await setValue(third, 1)
    expect(storage.journals.size).toBe(1)
    await third.session.forgetEdits({ journals: null })
    await setValue(third, 2)
    expect(storage.journals.size).toBe(0)
    expect(third.document.history.position).toBe(2)
  })
})

describe('kept edits and other tabs', () => {
  it('the second tab with the same hive is told, and keeps its own journal', async () => {
    const storage = new MemoryStorage()
    const first = await KeptHive.start(START, storage)
    const second = await KeptHive.start(START, storage)
    await setValue(first, 1)
    await setValue(second, 2)
    expect(first.news).toEqual(['begun'])
    expect(second.news).toEqual(['begun', 'elsewhere'])
    expect(storage.journals.size).toBe(2)
    expect((await first.session.keptEdits({})).kept.map(({ use }) => use).sort()).toEqual([
      'elsewhere',
      'here',
    ])
    const journal = storage.onlyId
    await expect(
      second.session.resume({ journal, file: null, logs: [], handle: null }),
    ).rejects.toMatchObject({ code: 'journal-in-use' })
  })

  it('the list has the steps up to the end, with times, and old edits are removed and named', async () => {
    const storage = new MemoryStorage()
    const hive = await KeptHive.start(START, storage)
    await setValue(hive, 1)
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'Undone' })
    await hive.undo()
    await whole(storage)
    storage.crash()
    const [kept] = await keptIn(storage)
    expect(kept).toMatchObject({
      ...{ name: 'TEST', size: START.length, unsaved: 2, count: 2, end: 'whole' },
      bytes: storage.only.log.length + START.length,
      steps: [
        { label: { kind: 'set-value', name: 'v', count: 1 } },
        { label: { kind: 'create-key', name: 'New', count: 1 } },
      ],
    })
    expect((kept?.until ?? 0) - (kept?.last ?? 0)).toBeGreaterThan(29 * 86_400_000)
    storage.only.logWritten -= 40 * 86_400_000
    storage.only.offered = storage.only.logWritten
    expect((await keptList(storage)).expired).toMatchObject([{ name: 'TEST' }])
    expect(storage.journals.size).toBe(0)
  })
})

describe('a journal that is damaged', () => {
  it('a log cut at any byte of its last two records, or anywhere before, is resumed to a prefix', async () => {
    const storage = new MemoryStorage()
    const hive = await KeptHive.start(START, storage)
    const states = new Map<number, Uint8Array>()
    const ends: number[] = []
    const random = rng(firstSeed(1))
    for (let at = 0; at < 12; at++) {
      await setValue(hive, at, 1 + random.below(at >= 10 ? 60 : 3000))
      ends.push(storage.only.log.length)
      states.set(storage.only.log.length, hive.bytes)
      if (at === 0) await whole(storage)
    }
    const { log } = storage.only
    const id = storage.onlyId
    const prefixAt = (cut: number) => ends.findLast((one) => one <= cut)
    const countAt = (cut: number) => ends.filter((one) => one <= cut).length
    const from = ends.at(-3) ?? 0
    for (let cut = from; cut <= log.length; cut++) {
      const reader = new LogReader(cut)
      const kinds = [...reader.push(log.slice(0, cut))].map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'edit').length, `cut at ${cut}`).toBe(countAt(cut))
      expect(reader.end, `cut at ${cut}`).toBe(cut === prefixAt(cut) ? 'whole' : 'cut')
    }
    const cuts = Array.from({ length: 10 }, () => from + random.below(log.length - from))
    for (let at = 0; at < 20; at++) cuts.push(random.below(from))
    for (const cut of cuts) {
      storage.only.log = log.slice(0, cut)
      const end = prefixAt(cut)
      const [kept] = await keptIn(storage)
      expect(kept?.unsaved ?? 0, `cut at ${cut}`).toBe(countAt(cut))
      if (end === undefined) {
        storage.journals.set(id, { log, logWritten: Date.now(), snapshot: null })
        continue
      }
      const again = await KeptHive.resume(storage, new Blob([START]), id)
      same(again.bytes, states.get(end))
      await setValue(again, 99)
      expect(await keptIn(storage)).toMatchObject([{ unsaved: countAt(cut) + 1, end: 'whole' }])
      await again.session.close({ doc: again.doc, keep: true })
    }
  })

  it('changed bytes end the journal there, and are never applied', async () => {
    const storage = new MemoryStorage()
    const hive = await KeptHive.start(START, storage)
    const states = [START as Uint8Array]
    for (let at = 0; at < 6; at++) {
      await setValue(hive, at, 50)
      states.push(hive.bytes)
      if (at === 0) await whole(storage)
    }
    const { log } = storage.only
    const id = storage.onlyId
    const random = rng(firstSeed(1))
    for (let at = 0; at < 60; at++) {
      const place = random.below(log.length)
      storage.only.log = edited(log, place, 1 << random.below(8))
      const [kept] = await keptIn(storage)
      if (kept === undefined)
        storage.journals.set(id, { log, logWritten: Date.now(), snapshot: null })
      if (kept === undefined || kept.end === 'unreadable') continue
      expect(kept.unsaved).toBeLessThan(7)
      const again = await KeptHive.resume(storage, new Blob([START]), id)
      same(again.bytes, states[kept.unsaved])
      await again.session.close({ doc: again.doc, keep: true })
    }
  })

  it('a file that is not a journal, or holds hostile lengths, is refused in words', async () => {
    const storage = new MemoryStorage()
    const hive = await KeptHive.start(START, storage)
    await setValue(hive, 1)
    await whole(storage)
    storage.only.log = new TextEncoder().encode('not a journal, but long enough to be looked at')
    expect(await keptIn(storage)).toMatchObject([{ end: 'unreadable', name: '' }])
    await expect(KeptHive.resume(storage)).rejects.toMatchObject({ code: 'journal-damaged' })
  })
})

function same(actual: Uint8Array | null | undefined, wanted: Uint8Array | undefined): void {
  if (actual == null || wanted === undefined) throw new Error('no bytes')
  expect(firstDifference(actual, wanted)).toBe(-1)
}

/** Gives a value other data. */
async function setValue(hive: KeptHive, byte: number, size = 8): Promise<void> {
  const key = await hive.key('Key 1')
  const [value] = (await hive.values(key)).filter(({ name }) => name === 'v')
  const data = new Uint8Array(size).fill(byte)
  await hive.edit({ kind: 'set-value', key, value: value?.id ?? 0, type: BINARY, data })
}

/** Bytes with one of them changed. */
function edited(bytes: Uint8Array<ArrayBuffer>, at: number, bits = 0x40): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice()
  copy[at] = (copy[at] ?? 0) ^ bits
  return copy
}
