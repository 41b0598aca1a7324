/** The first rows of a large file are there before all of it is read. */

import { describe, expect, it } from 'vitest'
import type { Key } from '../../src/offreg/Key.ts'
import { PartialImage, PIECE } from '../../src/regf/PartialImage.ts'
import { createEngine, type Engine } from '../../src/worker/engine.ts'
import { LOGGED } from '../helpers/loggedHive.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { slowFile } from '../helpers/slowFile.ts'
import { hiveBytes } from './openHive.ts'

const BYTES = hiveBytes((root: Key) => {
  for (const name of ['Alpha', 'Beta', 'Gamma']) {
    const key = root.create(name)
    for (let number = 0; number < 150; number++) key.create(`Subkey${number}`)
  }
  root.set('Value', 1, new Uint8Array(4))
})

function open(session: Engine, file: File) {
  return session.open({ name: 'FILE', file, handle: null, logs: [] })
}

const isPending = async (promise: Promise<unknown>) => {
  const later = new Promise((resolve) => setTimeout(resolve, 5, 'pending'))
  return (await Promise.race([promise.catch(() => {}), later])) === 'pending'
}

describe('transaction logs of a large file', () => {
  const log = { name: 'FILE.LOG1', file: new File([LOGGED.log], 'FILE.LOG1') }

  it('that are given while it is read belong to it, and are added once it is there', async () => {
    const session = createEngine(() => {})
    const { file, go } = slowFile(LOGGED.dirty)
    const { doc } = await open(session, file)
    expect(await session.sortFiles({ files: [log] })).toEqual({
      hives: [],
      later: [{ doc, logs: [0] }],
    })
    const added = session.addLogs({ doc, logs: [log] })
    expect(await isPending(added)).toBe(true)
    go()
    expect(await added).toMatchObject({ arriving: false, logs: ['FILE.LOG1'], dirty: true })
    expect((await session.previewLogs({ doc })).effect).not.toBeNull()
  })

  it('that came with it are known from its first rows on, and its previews have them', async () => {
    const session = createEngine(() => {})
    const { file, go } = slowFile(LOGGED.dirty)
    const info = await session.open({ name: 'FILE', file, handle: null, logs: [log] })
    expect(info).toMatchObject({ arriving: true, logs: ['FILE.LOG1'], dirty: true })
    go()
    expect(await session.arrived({ doc: info.doc })).toEqual({ ...info, arriving: false })
    expect((await session.previewLogs({ doc: info.doc })).effect).not.toBeNull()
  })

  it('that are given when it could not be read are files of their own again', async () => {
    const session = createEngine(() => {})
    const { file, go } = slowFile(LOGGED.dirty, true)
    const { doc } = await open(session, file)
    go()
    await expect(session.arrived({ doc })).rejects.toMatchObject({ code: 'file-not-found' })
    await session.close({ doc })
    expect(await session.sortFiles({ files: [log] })).toMatchObject({ later: [] })
  })
})

describe('the first rows of a large file', () => {
  it('are there before the rest, as they are in the end, and other calls wait', async () => {
    const session = createEngine(() => {})
    const { file, go } = slowFile(BYTES)
    const info = await open(session, file)
    const { doc, root } = info
    expect(info).toMatchObject({ arriving: true, rootName: 'ROOT', size: file.size })
    const { total } = await session.setExpanded({ doc, key: root, expanded: true })
    expect(total).toBe(4)
    const first = await session.visibleRows({ doc, from: 0, count: 100 })
    expect(first.rows.map(({ name }) => name)).toEqual(['ROOT', 'Alpha', 'Beta', 'Gamma'])
    expect(first.rows.map(({ subkeyCount }) => subkeyCount)).toEqual([3, 150, 150, 150])
    const values = session.values({
      ...{ doc, key: root, from: 0, count: 10 },
      order: { column: 'name', descending: false },
    })
    expect(await isPending(values)).toBe(true)
    go()
    const arrived = await session.arrived({ doc })
    expect(arrived).toEqual({ ...info, arriving: false })
    expect((await values).rows.map(({ name }) => name)).toEqual(['', 'Value'])
    expect(await session.visibleRows({ doc, from: 0, count: 100 })).toEqual(first)
  })

  it('go away with a file that cannot be read to its end, which is said once', async () => {
    const session = createEngine(() => {})
    const { file, go } = slowFile(BYTES, true)
    const { doc, root } = await open(session, file)
    const details = session.keyDetails({ doc, key: root })
    const stale = expect(details).rejects.toMatchObject({ code: 'stale' })
    go()
    await expect(session.arrived({ doc })).rejects.toMatchObject({ code: 'file-not-found' })
    await stale
    await session.close({ doc })
    await expect(session.keyDetails({ doc, key: root })).rejects.toMatchObject({ code: 'stale' })
  })

  it('of a hive that is closed while it is read, reading stops', async () => {
    const session = createEngine(() => {})
    const { file, go } = slowFile(BYTES)
    const { doc } = await open(session, file)
    const arrived = session.arrived({ doc })
    const stopped = expect(arrived).rejects.toMatchObject({ code: 'cancelled' })
    await session.close({ doc })
    go()
    await stopped
    await expect(session.close({ doc })).rejects.toMatchObject({ code: 'stale' })
  })

  it('calls that name it in a part of what they ask for wait for it too, as one of two hives does', async () => {
    const session = createEngine(() => {})
    const { file, go } = slowFile(BYTES)
    const { doc, root } = await open(session, file)
    const target = await session.openEmpty({ name: 'TARGET' })
    const place = { hive: { kind: 'document', doc }, path: [] } as const
    const compared = session.compareHives({
      ...{ comparison: 1, left: place, right: { hive: place.hive, path: ['Alpha'] } },
      ...{ attributes: [], rootNames: false, moves: false },
    })
    const pasted = session.paste({
      ...{
        doc: target.doc,
        key: target.root,
        from: { kind: 'place', doc, key: root, values: null },
      },
      ...{ cut: null, how: 'paste', clash: 'skip', clashes: [], security: 'keep', times: 'now' },
    })
    const merged = session.previewMerge({
      sources: [
        { kind: 'document', doc },
        { kind: 'document', doc: target.doc },
      ],
    })
    expect(await isPending(compared)).toBe(true)
    expect(await isPending(pasted)).toBe(true)
    go()
    expect((await compared).comparison).toBe(1)
    expect(await pasted).toMatchObject({ keys: 454, values: 1 })
    expect(await merged).toBeDefined()
  })

  it('the same file is known to be open before all of it is read', async () => {
    const session = createEngine(() => {})
    const { file, go } = slowFile(BYTES)
    const { doc } = await open(session, file)
    const asked = session.openAlready({ name: 'FILE', file, handle: null })
    go()
    expect(await asked).toBe(doc)
  })

  it('are not shown of a small file, nor of one whose root or size has to be looked for', async () => {
    const small = await open(
      createEngine(() => {}),
      new File([BYTES], 'FILE'),
    )
    expect(small.arriving).toBe(false)
    const noRoot = BYTES.slice()
    // The letters of the root key.
    noRoot.fill(0, 0x1024, 0x1026)
    const bad = slowFile(noRoot)
    bad.go()
    await expect(
      open(
        createEngine(() => {}),
        bad.file,
      ),
    ).rejects.toMatchObject({ code: 'bad-root' })
    const noChecksum = BYTES.slice()
    noChecksum.fill(0, 0x1fc, 0x200)
    const unsure = slowFile(noChecksum)
    unsure.go()
    const info = await open(
      createEngine(() => {}),
      unsure.file,
    )
    expect(info).toMatchObject({ arriving: false, checksumValid: false })
  })

  it('whatever is damaged, opening ends as it does without them', async () => {
    const TIMES = 12
    for (let seed = firstSeed(TIMES); seed < firstSeed(TIMES) + TIMES; seed++) {
      const { below } = rng(seed)
      const damaged = BYTES.slice()
      for (let byte = 0; byte < 12; byte++) damaged[0x1000 + below(0x3000)] = below(256)
      const { file, go } = slowFile(damaged)
      go()
      const session = createEngine(() => {})
      const large = open(session, file).then(({ doc }) => session.arrived({ doc }))
      const small = open(
        createEngine(() => {}),
        new File([damaged], 'FILE'),
      )
      const [one, other] = await Promise.allSettled([large, small])
      expect(one.status, `seed ${seed}`).toBe(other.status)
      if (one.status === 'fulfilled' && other.status === 'fulfilled') {
        const { rootName, root, kind } = other.value
        expect(one.value, `seed ${seed}`).toMatchObject({ rootName, root, kind })
      }
    }
  })
})

describe('a file that is there in part', () => {
  it('reads as 0 where it is not there, and says which pieces were missed', () => {
    const image = new PartialImage(3 * PIECE + 10)
    expect([image.u32(PIECE - 2), image.u8(3 * PIECE + 9), image.u8(3 * PIECE + 10)]).toEqual([
      0, 0, 0,
    ])
    expect(image.takeMissed()).toEqual([0, PIECE, 3 * PIECE])
    image.add(0, new Uint8Array(PIECE).fill(1))
    image.add(PIECE, new Uint8Array(PIECE).fill(2))
    expect(image.u32(PIECE - 2)).toBe(0x02020101)
    expect(image.u64(PIECE - 4)).toBe(0x0202020201010101n)
    expect([...image.bytesView(PIECE - 1, 2)]).toEqual([1, 2])
    expect(image.takeMissed()).toEqual([])
  })
})
