/**
 * Saves in place that fail at each stage. Whatever fails, the file is the old one or the new one as a whole, the hive
 * stays unsaved and can be edited, and it can be saved later.
 */

import { describe, expect, it } from 'vitest'
import { type FileLeft, HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { type Access, FakeHandle } from '../helpers/fakeHandle.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

/** A key whose data takes three slices of a write. */
const THREE_SLICES = 40 * 1024 * 1024
const SMALL = hiveBytes((root) => root.create('Key'))

async function openEdited(bytes = SMALL) {
  const disk = new FakeHandle('DISK', bytes.slice())
  const hive = await OpenHive.open(bytes.slice(), { name: 'DISK', handle: disk.handle })
  await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
  return { bytes, disk, hive }
}

const request = (hive: OpenHive, overwrite = false) =>
  ({ doc: hive.doc, to: 'in-place', overwrite }) as const

const keysIn = (bytes: Uint8Array<ArrayBuffer>) =>
  [...Hive.open(bytes.slice()).rootKey.subkeys()].map(({ name }) => name)

/** Makes one access, or all from it on, fail. */
function failing(at: Access, error: string, first = 1, last = Number.POSITIVE_INFINITY) {
  return (access: Access, count: number) => {
    if (access === at && count >= first && count <= last) throw new DOMException('', error)
  }
}

/** Saves, which fails. Returns the error. */
async function failedSave(hive: OpenHive): Promise<HiveError> {
  const error: unknown = await hive.session.save(request(hive)).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(HiveError)
  const { doc, session } = hive
  expect((await session.markSaved({ doc, revision: -1 })).unsaved).toBe(1)
  return error as HiveError
}

/** Edits the hive and saves it, as if nothing had happened. */
async function expectSavable(
  hive: OpenHive,
  disk: FakeHandle,
  options: { readonly overwrite?: boolean } = {},
): Promise<void> {
  disk.watch(() => {})
  const name = 'Later'
  const { state } = await hive.edit({ kind: 'create-key', parent: hive.info.root, name })
  expect(state.unsaved).toBe(2)
  const { report } = await hive.session.save(request(hive, options.overwrite))
  expect(report.state.unsaved).toBe(0)
  expect(keysIn(disk.bytes)).toEqual(['Key', 'Later', 'New'])
}

interface Stage {
  readonly what: string
  readonly before: (access: Access, count: number) => void
  readonly left: FileLeft
}

const BEFORE_THE_FILE_CHANGES: readonly Stage[] = [
  {
    what: 'the file is gone',
    before: failing('getFile', 'NotFoundError'),
    left: 'gone',
  },
  {
    what: 'the file cannot be read',
    before: failing('read', 'NotReadableError'),
    left: 'unchanged',
  },
  {
    what: 'the file may not be written',
    before: failing('createWritable', 'NotAllowedError'),
    left: 'unchanged',
  },
  {
    what: 'another page is writing the file',
    before: failing('createWritable', 'NoModificationAllowedError'),
    left: 'unchanged',
  },
  {
    what: 'a write fails',
    before: failing('write', 'UnknownError'),
    left: 'unchanged',
  },
  {
    what: 'the disk is full',
    before: failing('write', 'QuotaExceededError'),
    left: 'unchanged',
  },
  {
    what: 'the file is gone once all is written',
    before: failing('getFile', 'NotFoundError', 2),
    left: 'gone',
  },
  {
    what: 'the file cannot be closed',
    before: failing('close', 'UnknownError'),
    left: 'unchanged',
  },
]

describe('a save in place that fails', () => {
  it.each(BEFORE_THE_FILE_CHANGES)(
    'leaves the file as it was when $what',
    async ({ before, left }) => {
      const { bytes, disk, hive } = await openEdited()
      disk.watch(before)
      expect(await failedSave(hive)).toMatchObject({ code: 'write-failed', detail: { left } })
      expect(firstDifference(disk.bytes, bytes)).toBe(-1)
      await expectSavable(hive, disk)
    },
  )

  it('leaves the file as it was when the second or the last of three slices fails', async () => {
    const large = hiveBytes((root) =>
      root.create('Key').set('Large', VALUE_TYPE.BINARY, new Uint8Array(THREE_SLICES)),
    )
    const { bytes, disk, hive } = await openEdited(large)
    for (const slice of [2, 3]) {
      disk.watch(failing('write', 'QuotaExceededError', slice))
      const { detail } = await failedSave(hive)
      expect(detail).toEqual({ actual: 'QuotaExceededError', left: 'unchanged' })
      expect(firstDifference(disk.bytes, bytes)).toBe(-1)
      expect(disk.aborted).toBe(slice - 1)
    }
    await expectSavable(hive, disk)
  })

  it('leaves the file as it was when it holds an earlier save that could not be read back', async () => {
    const { disk, hive } = await openEdited()
    disk.watch(failing('getFile', 'NotFoundError', 3))
    expect(await failedSave(hive)).toMatchObject({ detail: { left: 'gone' } })
    disk.watch(failing('close', 'UnknownError'))
    expect(await failedSave(hive)).toMatchObject({ detail: { left: 'unchanged' } })
    await expectSavable(hive, disk)
  })

  it('is none when closing failed only after the file was replaced', async () => {
    const { disk, hive } = await openEdited()
    disk.watch((access) => {
      if (access !== 'close') return
      disk.watch(() => {})
      throw new DOMException('', 'AbortError')
    })
    // What a save writes is only known to the save, so it is taken from one that succeeds.
    const written: Uint8Array<ArrayBuffer>[] = []
    disk.mangle = (bytes) => {
      written.push(bytes)
      disk.changeOutside(bytes)
      return bytes
    }
    const { report } = await hive.session.save(request(hive))
    expect(report.state.unsaved).toBe(0)
    expect(written).toHaveLength(1)
    expect(keysIn(disk.bytes)).toEqual(['Key', 'New'])
  })

  it('says that the file is gone when a scan deleted it as it was closed', async () => {
    const { disk, hive } = await openEdited()
    let isGone = false
    disk.watch((access) => {
      if (access === 'close') isGone = true
      if (access === 'close') throw new DOMException('', 'AbortError')
      if (isGone) throw new DOMException('', 'NotFoundError')
    })
    const { detail } = await failedSave(hive)
    expect(detail).toEqual({ actual: 'AbortError', left: 'gone' })
    await expectSavable(hive, disk)
  })

  it('is none when the file can be read back after a moment', async () => {
    const { disk, hive } = await openEdited()
    disk.watch(failing('getFile', 'NotReadableError', 3, 4))
    const { report } = await hive.session.save(request(hive))
    expect(report.state.unsaved).toBe(0)
  })

  it('has not saved a file that cannot be read back, and does not take its own bytes for those of others later', async () => {
    const { disk, hive } = await openEdited()
    disk.watch(failing('getFile', 'NotReadableError', 3))
    const { code, detail } = await failedSave(hive)
    expect(code).toBe('write-failed')
    expect(detail).toEqual({ actual: 'NotReadableError', left: 'unread' })
    // The file is the new one as a whole.
    expect(keysIn(disk.bytes)).toEqual(['Key', 'New'])
    await expectSavable(hive, disk)
  }, 10_000)

  it('has not saved a file that reads back differently, and says where', async () => {
    const { disk, hive } = await openEdited()
    disk.mangle = (bytes) => bytes.map((byte, at) => (at === 5000 ? byte ^ 1 : byte))
    const { code, detail } = await failedSave(hive)
    expect(code).toBe('write-failed')
    expect(detail).toMatchObject({ left: 'different', offset: 5000 })
    disk.mangle = (bytes) => bytes
    // Nobody knows who changed it, so it is not written over unasked.
    await expect(hive.session.save(request(hive))).rejects.toMatchObject({
      code: 'changed-on-disk',
    })
    await expectSavable(hive, disk, { overwrite: true })
  })

  it('has not saved a file that is shorter than what was written', async () => {
    const { disk, hive } = await openEdited()
    disk.mangle = (bytes) => bytes.slice(0, 6000)
    const { detail } = await failedSave(hive)
    expect(detail).toMatchObject({ left: 'different', actual: 6000, offset: 6000 })
  })
})

describe('a file that another program changes', () => {
  const theirs = hiveBytes((root) => root.create('Theirs'))

  it.each([
    ['when the save begins', 'getFile', 1],
    ['while it is written', 'write', 1],
  ] as const)('is not written over %s', async (_, at, count) => {
    const { disk, hive } = await openEdited()
    disk.watch((access, number) => {
      if (access === at && number === count) disk.changeOutside(theirs)
    })
    expect((await failedSave(hive)).code).toBe('changed-on-disk')
    expect(firstDifference(disk.bytes, theirs)).toBe(-1)
    await expectSavable(hive, disk, { overwrite: true })
  })

  it('is found by its content when size and time are the same', async () => {
    const { bytes, disk, hive } = await openEdited()
    disk.bytes = bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte))
    expect((await failedSave(hive)).code).toBe('changed-on-disk')
  })

  it('is written when only its time has changed', async () => {
    const { disk, hive } = await openEdited()
    disk.changeOutside(disk.bytes.slice())
    await expectSavable(hive, disk)
  })

  it('is known by what was saved last, in place or under another name', async () => {
    const { disk, hive } = await openEdited()
    await hive.session.save(request(hive))
    const saved = disk.bytes.slice()
    disk.changeOutside(theirs)
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'More' })
    expect((await failedSave(hive)).code).toBe('changed-on-disk')
    disk.changeOutside(saved)
    const other = new FakeHandle('OTHER', new Uint8Array())
    await hive.session.save({ ...request(hive), to: other.handle })
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'Most' })
    other.changeOutside(theirs)
    expect((await failedSave(hive)).code).toBe('changed-on-disk')
    expect(firstDifference(other.bytes, theirs)).toBe(-1)
  })
})
