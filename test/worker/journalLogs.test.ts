/** Edits of a hive that could only be opened with its logs. */

import { expect, it } from 'vitest'
import { BASE } from '../../src/regf/layout.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { MemoryStorage } from '../helpers/memoryStorage.ts'
import { KeptHive, keptIn, whole } from './journaled.ts'
import { dirtyHive } from './recoveryHives.ts'

/** A hive that its logs are needed for, edited, with the copy of it written or not. */
async function edited(isCopied: boolean) {
  const { bytes: dirty, logs } = dirtyHive()
  const bytes = corrupt(dirty, { at: BASE.ROOT_CELL, u32: 0x00ffff00 })
  const storage = new MemoryStorage()
  if (!isCopied) storage.gate = new Promise(() => {})
  const hive = await KeptHive.start(bytes, storage, { logs })
  const opened = hive.bytes
  await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
  // By then its digest is kept.
  await hive.session.digest({ doc: hive.doc })
  if (isCopied) await whole(storage)
  return { bytes, logs, storage, hive, opened }
}

async function originalOf({ session, doc }: KeptHive): Promise<Uint8Array> {
  const { blob } = await session.original({ doc })
  return new Uint8Array(await blob.arrayBuffer())
}

async function expectResumed(
  again: KeptHive,
  { bytes, hive, opened }: Awaited<ReturnType<typeof edited>>,
) {
  expect(firstDifference(again.bytes, hive.bytes)).toBe(-1)
  expect(again.info).toMatchObject({ size: bytes.length, recovery: { needed: true } })
  expect(firstDifference(await originalOf(again), bytes)).toBe(-1)
  await again.undoAll()
  expect(firstDifference(again.bytes, opened)).toBe(-1)
  // No file holds what the logs made of it.
  expect(again.document.history.unsaved).toBeGreaterThan(0)
}

it('are resumed from the copy, with the file as it was opened beside it', async () => {
  const start = await edited(true)
  expect(await keptIn(start.storage)).toMatchObject([{ needsFile: false, needsLogs: false }])
  const again = await KeptHive.resume(start.storage)
  await expectResumed(again, start)
})

it('are resumed with the file and its logs until the copy is whole', async () => {
  const start = await edited(false)
  const { storage, bytes, logs } = start
  expect(await keptIn(storage)).toMatchObject([{ needsFile: true, needsLogs: true }])
  await expect(KeptHive.resume(storage)).rejects.toMatchObject({ code: 'journal-needs-file' })
  const file = new Blob([bytes])
  await expect(KeptHive.resume(storage, file)).rejects.toMatchObject({ code: 'journal-needs-file' })
  const other = corrupt(bytes, { at: 0x1040, u32: 7 })
  await expect(
    KeptHive.resume(storage, new Blob([other]), storage.onlyId, null, logs),
  ).rejects.toMatchObject({ code: 'journal-other-file' })
  storage.gate = Promise.resolve()
  const again = await KeptHive.resume(storage, file, storage.onlyId, null, logs)
  await whole(storage)
  await expectResumed(again, start)
  const third = await KeptHive.resume(storage)
  expect(firstDifference(await originalOf(third), bytes)).toBe(-1)
})

it('a resumed hive is saved above the numbers of logs that came after its first edit, and of saves that failed', async () => {
  const { bytes, logs } = dirtyHive()
  const begin = async () => {
    const storage = new MemoryStorage()
    const disk = new FakeHandle('TEST', bytes.slice())
    const hive = await KeptHive.start(bytes, storage, { handle: disk.handle })
    hive.session.allowEditing({ doc: hive.doc })
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
    await whole(storage)
    return { storage, disk, hive }
  }
  const savedNumber = async ({ session, doc }: KeptHive) => {
    const { report } = await session.save({ doc, to: 'download', overwrite: false })
    return report.sequence
  }
  const late = await begin()
  await late.hive.session.addLogs({ doc: late.hive.doc, logs })
  const again = await KeptHive.resume(late.storage)
  // The newest entry of the logs has the number 12.
  expect(await savedNumber(again)).toBeGreaterThan(12)
  expect(await savedNumber(again)).toBe((await savedNumber(late.hive)) + 1)

  const failed = await begin()
  failed.disk.watch((access) => {
    if (access === 'write') throw new DOMException('', 'NotAllowedError')
  })
  const request = { doc: failed.hive.doc, to: 'in-place', overwrite: false } as const
  await expect(failed.hive.session.save(request)).rejects.toMatchObject({ code: 'write-failed' })
  const resumed = await KeptHive.resume(failed.storage)
  expect(await savedNumber(resumed)).toBe(await savedNumber(failed.hive))
})
