/**
 * Saves in place whose tab is gone in the middle. The journal and the file are taken as they are at some moment of the
 * save, and another engine resumes from them.
 */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { type Access, FakeHandle } from '../helpers/fakeHandle.ts'
import { MemoryStorage } from '../helpers/memoryStorage.ts'
import { KeptHive, keptIn, whole } from './journaled.ts'
import { hiveBytes } from './openHive.ts'

const OLD = hiveBytes((root) => root.create('Key'))

const keysIn = (bytes: Uint8Array<ArrayBuffer>) =>
  [...Hive.open(bytes.slice()).rootKey.subkeys()].map(({ name }) => name)

interface Stage {
  readonly what: string
  readonly at: Access | 'swapped'
  readonly count: number
  readonly isNew: boolean
}

const STAGES: readonly Stage[] = [
  { what: 'before the file is compared', at: 'getFile', count: 1, isNew: false },
  { what: 'when the file may be written', at: 'createWritable', count: 1, isNew: false },
  { what: 'while bytes are written', at: 'write', count: 1, isNew: false },
  { what: 'before the file is replaced', at: 'close', count: 1, isNew: false },
  { what: 'when the file is replaced', at: 'swapped', count: 1, isNew: true },
  { what: 'before the file is read back', at: 'getFile', count: 3, isNew: true },
  { what: 'while the file is read back', at: 'read', count: 2, isNew: true },
]

/** A hive with an unsaved step, in a file and in a journal. */
async function edited(bytes: Uint8Array<ArrayBuffer>) {
  const storage = new MemoryStorage()
  const disk = new FakeHandle('TEST', bytes.slice())
  const hive = await KeptHive.start(bytes, storage, { handle: disk.handle })
  await create(hive, 'New')
  await whole(storage)
  return { storage, disk, hive }
}

async function create(hive: KeptHive, name: string): Promise<void> {
  await hive.edit({ kind: 'create-key', parent: hive.document.info.root, name })
}

function save(hive: KeptHive) {
  return hive.session.save({ doc: hive.doc, to: 'in-place', overwrite: false })
}

/** Saves, and returns what is there when the tab is gone at a stage. */
async function crashed(
  { storage, disk, hive }: Awaited<ReturnType<typeof edited>>,
  { at, count }: Pick<Stage, 'at' | 'count'>,
) {
  let log: Uint8Array<ArrayBuffer> | null = null
  let left = disk.bytes
  const crash = () => {
    log = storage.only.log.slice()
    left = disk.bytes.slice()
  }
  if (at === 'swapped') {
    disk.mangle = (bytes) => {
      log = storage.only.log.slice()
      left = bytes.slice()
      return bytes
    }
  } else {
    disk.watch((access, number) => {
      if (access === at && number === count) crash()
    })
  }
  await save(hive)
  if (log === null) throw new Error('the save has no such stage')
  storage.only.log = log
  return new FakeHandle('TEST', left)
}

describe('a tab that is gone in the middle of a save', () => {
  it.each(STAGES)(
    '$what: the file is whole, and the resumed hive knows what it holds',
    async ({ at, count, isNew }) => {
      const start = await edited(OLD)
      const disk = await crashed(start, { at, count })
      expect(keysIn(disk.bytes)).toEqual(isNew ? ['Key', 'New'] : ['Key'])
      const { storage } = start
      const again = await KeptHive.resume(storage, null, storage.onlyId, disk.handle)
      expect(again.document.history).toMatchObject({ position: 1, unsaved: isNew ? 0 : 1 })
      // Its own file is not taken for one that another program changed.
      await create(again, 'More')
      const { report } = await save(again)
      expect(report.state.unsaved).toBe(0)
      expect(keysIn(disk.bytes)).toEqual(['Key', 'More', 'New'])
      await again.undoAll()
      expect(firstDifference(again.bytes.subarray(0x1020), OLD.subarray(0x1020))).toBe(-1)
    },
  )

  it('after an earlier save that was finished, it is known which steps the file has', async () => {
    const start = await edited(OLD)
    await save(start.hive)
    await create(start.hive, 'More')
    const disk = await crashed(start, { at: 'swapped', count: 1 })
    const { storage } = start
    expect(await keptIn(storage)).toMatchObject([{ unsaved: 1 }])
    const again = await KeptHive.resume(storage, null, storage.onlyId, disk.handle)
    expect(again.document.history).toMatchObject({ position: 2, unsaved: 0, savedPosition: 2 })
    // A second crash: nothing is unsaved, so nothing is offered.
    storage.crash()
    expect(await keptIn(storage)).toEqual([])
  })

  it('a file that may not be read before it is saved is known then', async () => {
    const start = await edited(OLD)
    const disk = await crashed(start, { at: 'swapped', count: 1 })
    disk.watch((access) => {
      if (access === 'getFile') throw new DOMException('', 'NotAllowedError')
    })
    const { storage } = start
    const again = await KeptHive.resume(storage, null, storage.onlyId, disk.handle)
    expect(again.document.history.unsaved).toBe(1)
    disk.watch(() => {})
    expect((await save(again)).report.state.unsaved).toBe(0)
    expect(keysIn(disk.bytes)).toEqual(['Key', 'New'])
  })

  it.each(['close', 'swapped'] as const)(
    'after two of them in a row, the second at %s, the file is known too',
    async (at) => {
      const start = await edited(OLD)
      const { storage } = start
      const disk = await crashed(start, { at: 'swapped', count: 1 })
      const resumed = async (file: FakeHandle) => {
        // The file may not be read before it is saved.
        file.watch((access) => {
          if (access === 'getFile') throw new DOMException('', 'NotAllowedError')
        })
        const hive = await KeptHive.resume(storage, null, storage.onlyId, file.handle)
        file.watch(() => {})
        return hive
      }
      const again = await resumed(disk)
      await create(again, 'More')
      const left = await crashed({ storage, disk, hive: again }, { at, count: 1 })
      const third = await resumed(left)
      await create(third, 'Most')
      expect((await save(third)).report.state.unsaved).toBe(0)
      expect(keysIn(left.bytes)).toEqual(['Key', 'More', 'Most', 'New'])
    },
  )

  it('a file that another program wrote meanwhile is still not written over', async () => {
    const start = await edited(OLD)
    const disk = await crashed(start, { at: 'swapped', count: 1 })
    disk.changeOutside(hiveBytes((root) => root.create('Theirs')))
    const { storage } = start
    const again = await KeptHive.resume(storage, null, storage.onlyId, disk.handle)
    expect(again.document.history.unsaved).toBe(1)
    await expect(save(again)).rejects.toMatchObject({ code: 'changed-on-disk' })
    expect(keysIn(disk.bytes)).toEqual(['Theirs'])
  })
})

it('a save waits for the copy of the hive, without which its edits could not be resumed once the file is another', async () => {
  const storage = new MemoryStorage()
  let open = () => {}
  storage.gate = new Promise((resolve) => {
    open = resolve
  })
  const disk = new FakeHandle('TEST', OLD.slice())
  const hive = await KeptHive.start(OLD, storage, { handle: disk.handle })
  await create(hive, 'New')
  let isWritten = false
  disk.watch((access) => {
    if (access === 'createWritable') isWritten = true
  })
  const saving = save(hive)
  await hive.session.digest({ doc: hive.doc })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(isWritten).toBe(false)
  open()
  await saving
  expect(isWritten).toBe(true)
  expect(storage.only.snapshot).not.toBeNull()
  await create(hive, 'More')
  const { bytes } = hive
  const again = await KeptHive.resume(storage, null, storage.onlyId, disk.handle)
  expect(firstDifference(again.bytes, bytes)).toBe(-1)
})
