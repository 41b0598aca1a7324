import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE } from '../../src/regf/layout.ts'
import { runEdit, swapHive, undoEdit } from '../../src/worker/edits.ts'
import { originalOf } from '../../src/worker/original.ts'
import { NO_CONTEXT } from '../../src/worker/rpc.ts'
import { sha256 } from '../../src/worker/sha256.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { oldHive } from '../helpers/oldHive.ts'
import { rng } from '../helpers/rng.ts'
import { documentOf, hiveBytes, OpenHive } from './openHive.ts'
import { dirtyHive } from './recoveryHives.ts'

const BINARY = 3

const build = () =>
  hiveBytes((root) => {
    for (let n = 0; n < 40; n++) root.create(`k${n}`).set('v', BINARY, new Uint8Array(100 + n))
  })

async function open(bytes: Uint8Array<ArrayBuffer> = build()) {
  const disk = new FakeHandle('DISK', bytes.slice())
  const hive = await OpenHive.open(bytes.slice(), { name: 'DISK', handle: disk.handle })
  const { doc, session } = hive
  return { bytes, disk, hive, doc, session }
}

async function expectOriginal(hive: OpenHive, bytes: Uint8Array): Promise<void> {
  const { blob, sha256: digest } = await hive.session.original({ doc: hive.doc })
  const got = new Uint8Array(await blob.arrayBuffer())
  expect(got.length).toBe(bytes.length)
  expect(firstDifference(got, bytes)).toBe(-1)
  expect(digest).toBe(await sha256(got))
}

const saveInPlace = (hive: OpenHive) =>
  hive.session.save({ doc: hive.doc, to: 'in-place', overwrite: false })

describe('the original', () => {
  it('the original is the opened file after edits, undo past a save, saves in place and more edits', async () => {
    const { bytes, disk, hive } = await open()
    await expectOriginal(hive, bytes)
    const random = rng(3)
    const root = hive.info.root
    for (let round = 0; round < 60; round++) {
      const action = random.below(6)
      const rows = (await hive.rows()).filter(({ level }) => level === 2)
      const key = rows.length > 0 ? random.pick(rows).id : root
      const data = random.bytes(random.below(9000))
      const name = `new ${round}`
      if (action === 0) await hive.edit({ kind: 'create-key', parent: root, name })
      else if (action === 1 && key !== root) await hive.edit({ kind: 'delete-key', key })
      else if (action < 4) {
        await hive.edit({ kind: 'create-value', key, name, type: BINARY, data })
      } else if (action === 4) await hive.undo()
      else await saveInPlace(hive)
      await expectOriginal(hive, bytes)
    }
    expect(firstDifference(disk.bytes, bytes)).not.toBe(-1)
    while ((await hive.undo()) !== null);
    await expectOriginal(hive, bytes)
  })

  it('the original is available after a failed save, and after another program changed the file', async () => {
    const { bytes, disk, hive } = await open()
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
    disk.failure = new DOMException('no', 'QuotaExceededError')
    await expect(saveInPlace(hive)).rejects.toMatchObject({ code: 'write-failed' })
    disk.bytes = Uint8Array.of(1, 2, 3)
    await expectOriginal(hive, bytes)
  })

  it('the original is the file without its logs, after they were applied, saved and undone', async () => {
    const { bytes, logs } = dirtyHive()
    const disk = new FakeHandle('DIRTY', bytes.slice())
    const hive = await OpenHive.open(bytes.slice(), { name: 'DIRTY', handle: disk.handle, logs })
    await hive.session.applyLogs({ doc: hive.doc })
    await hive.edit({ kind: 'create-key', parent: (await hive.rows())[0]?.id ?? 0, name: 'New' })
    await expectOriginal(hive, bytes)
    await saveInPlace(hive)
    await expectOriginal(hive, bytes)
    while ((await hive.undo()) !== null) await expectOriginal(hive, bytes)
  })

  it('the original of a converted and saved hive is the file of the early version', async () => {
    const bytes = oldHive(Hive.create())
    const { hive, doc, session } = await open(bytes)
    await session.convert({ doc })
    await saveInPlace(hive)
    await expectOriginal(hive, bytes)
  })

  it('the original is the broken file when the hive could only be opened with its logs applied', async () => {
    const { bytes, logs } = dirtyHive()
    const broken = corrupt(bytes, { at: BASE.ROOT_CELL, u32: 0x00ffff00 })
    const disk = new FakeHandle('BROKEN', broken.slice())
    const hive = await OpenHive.open(broken.slice(), { name: 'BROKEN', handle: disk.handle, logs })
    expect(hive.info.recovery).toMatchObject({ needed: true })
    await saveInPlace(hive)
    expect(firstDifference(disk.bytes, broken)).not.toBe(-1)
    await expectOriginal(hive, broken)
  })

  it('keeping the original takes memory only for changed pages', async () => {
    const hive = Hive.open(build())
    const doc = documentOf(hive)
    await doc.surveyed()
    const before = doc.held
    hive.rootKey.create('New')
    expect(doc.held - before).toBeLessThanOrEqual(1 << 16)
    expect(doc.held).toBeGreaterThan(before)
  })

  it('the original stays available when the step that exchanged the hive can no longer be undone', async () => {
    const bytes = build()
    const doc = documentOf(Hive.open(bytes.slice()))
    await doc.surveyed()
    const other = Hive.create()
    other.check()
    await swapHive(doc, other, { kind: 'convert', name: '1.3', count: 1 })
    await undoEdit(doc, NO_CONTEXT)
    await runEdit(doc, { kind: 'create-key', parent: doc.info.root, name: 'New' }, NO_CONTEXT)
    const { blob } = await originalOf(doc, NO_CONTEXT)
    expect(firstDifference(new Uint8Array(await blob.arrayBuffer()), bytes)).toBe(-1)
  })
})

describe('a hive that is locked', () => {
  it('a locked hive refuses every change of it or its file, and can still be read', async () => {
    const { bytes, disk, hive, doc, session } = await open()
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
    await hive.undo()
    await hive.redo()
    const locked = await session.setLocked({ doc, locked: true })
    expect(locked.access).toBe('locked')
    const edit = { kind: 'create-key', parent: hive.info.root, name: 'Other' } as const
    const refused = [
      () => session.edit({ doc, edit }),
      () => session.undo({ doc }),
      () => session.redo({ doc }),
      () => session.convert({ doc }),
      () => session.applyLogs({ doc }),
      () => session.allowEditing({ doc }),
      () => session.save({ doc, to: 'in-place', overwrite: true }),
      () => session.save({ doc, to: 'download', overwrite: false }),
    ]
    for (const call of refused) await expect(call()).rejects.toMatchObject({ code: 'locked' })
    expect(firstDifference(disk.bytes, bytes)).toBe(-1)
    expect(await hive.outline()).toContain('.New')
    await expectOriginal(hive, bytes)
    const open2 = await session.setLocked({ doc, locked: false })
    expect(open2.access).toBe('editable')
    expect((await hive.undo())?.state.unsaved).toBe(0)
  })

  it('locking a hive does not lock others', async () => {
    const { doc, session } = await open()
    const other = await session.openEmpty({ name: 'OTHER' })
    await session.setLocked({ doc, locked: true })
    const edit = { kind: 'create-key', parent: other.root, name: 'New' } as const
    expect((await session.edit({ doc: other.doc, edit })).state.unsaved).toBe(1)
  })
})

describe('whether there is anything to save', () => {
  it('there is nothing to save in a file as opened, and after undoing everything', async () => {
    const { hive, doc, session } = await open()
    expect(await session.hasChanges({ doc })).toBe(false)
    const edit = hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
    // The call waits for the edit under way, and its answer includes that edit.
    expect(await session.hasChanges({ doc })).toBe(true)
    await edit
    await hive.undo()
    expect(await session.hasChanges({ doc })).toBe(false)
    await hive.redo()
    await saveInPlace(hive)
    expect(await session.hasChanges({ doc })).toBe(false)
    await hive.undo()
    expect(await session.hasChanges({ doc })).toBe(true)
  })

  it('a new hive has something to save until it is in a file', async () => {
    const { session } = await open()
    const { doc } = await session.openEmpty({ name: 'NEW' })
    expect(await session.hasChanges({ doc })).toBe(true)
    const { report } = await session.save({ doc, to: 'download', overwrite: false })
    await session.markSaved({ doc, revision: report.state.revision })
    expect(await session.hasChanges({ doc })).toBe(false)
  })

  it('a hive with its logs applied has something to save', async () => {
    const { bytes, logs } = dirtyHive()
    const hive = await OpenHive.open(bytes, { name: 'DIRTY', logs })
    const { doc, session } = hive
    expect(await session.hasChanges({ doc })).toBe(false)
    await session.applyLogs({ doc })
    expect(await session.hasChanges({ doc })).toBe(true)
  })
})
