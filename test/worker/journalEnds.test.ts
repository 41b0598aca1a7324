/** How keeping the edits of a hive begins and ends, whatever happens meanwhile. */

import { expect, it, vi } from 'vitest'
import { encodeJson } from '../../src/journal/encode.ts'
import { LogWriter } from '../../src/journal/LogWriter.ts'
import { KIND } from '../../src/journal/layout.ts'
import { LOCK } from '../../src/worker/journals/JournalStorage.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { MemoryStorage } from '../helpers/memoryStorage.ts'
import { KeptHive, keptIn, keptList, whole } from './journaled.ts'
import { hiveBytes } from './openHive.ts'

const START = hiveBytes((root) => root.create('Key'))

/** A promise that is resolved by hand. */
function gate(): { readonly wait: Promise<void>; readonly open: () => void } {
  let open = () => {}
  const wait = new Promise<void>((resolve) => {
    open = resolve
  })
  return { wait, open }
}

function create(hive: KeptHive, name: string): Promise<unknown> {
  return hive.edit({ kind: 'create-key', parent: hive.info.root, name })
}

/** Makes the first edit of a hive, and does something while its journal is being opened. */
async function whileBegun(act: (hive: KeptHive) => Promise<unknown>): Promise<MemoryStorage> {
  const storage = new MemoryStorage()
  const { wait, open } = gate()
  storage.opening = wait
  const hive = await KeptHive.start(START, storage)
  const edited = create(hive, 'New').catch(() => {})
  await vi.waitFor(() => expect(storage.claims.size).toBeGreaterThan(0))
  await act(hive)
  open()
  await edited
  return storage
}

it('edits that are given up while the journal is being opened leave no journal and no lock', async () => {
  const forgotten = await whileBegun((hive) =>
    hive.session.keepEditsOf({ doc: hive.doc, keep: false }),
  )
  expect([forgotten.journals.size, forgotten.claims.size]).toEqual([0, 0])
  const closed = await whileBegun((hive) => hive.session.close({ doc: hive.doc }))
  expect([closed.journals.size, closed.claims.size]).toEqual([0, 0])
})

it('a hive that is closed while its copy is being written leaves nothing', async () => {
  const storage = new MemoryStorage()
  const { wait, open } = gate()
  storage.gate = wait
  const hive = await KeptHive.start(START, storage)
  await create(hive, 'New')
  await hive.session.close({ doc: hive.doc })
  open()
  await vi.waitFor(() => expect(storage.claims.size).toBe(0))
  expect(storage.journals.size).toBe(0)
})

it('a journal that failed is not offered once the hive is saved, or closed for good', async () => {
  for (const isSaved of [true, false]) {
    const storage = new MemoryStorage()
    const hive = await KeptHive.start(START, storage)
    await create(hive, 'First')
    await whole(storage)
    storage.quota = 0
    await create(hive, 'Second')
    expect(hive.news).toEqual(['begun', 'full'])
    expect(await keptIn(storage)).toMatchObject([{ unsaved: 1 }])
    const { doc, session } = hive
    if (isSaved) {
      const { report } = await session.save({ doc, to: 'download', overwrite: false })
      await session.markSaved({ doc, revision: report.state.revision })
    } else await session.close({ doc })
    await vi.waitFor(() => expect(storage.journals.size).toBe(0))
  }
})

it('a save while nothing was to be kept is known to a journal that begins later', async () => {
  const storage = new MemoryStorage()
  const hive = await KeptHive.start(START, storage)
  const { doc, session } = hive
  await session.keepEditsOf({ doc, keep: false })
  await session.save({ doc, to: 'download', overwrite: false })
  await session.keepEditsOf({ doc, keep: true })
  await create(hive, 'New')
  await session.save({ doc, to: 'download', overwrite: false })
  await whole(storage)
  const { bytes } = hive
  expect(firstDifference((await KeptHive.resume(storage)).bytes, bytes)).toBe(-1)
})

it('a new hive that was saved before its first edit is resumed as one that was saved', async () => {
  const storage = new MemoryStorage()
  const hive = await KeptHive.startEmpty(storage)
  const { doc, session } = hive
  const { report } = await session.save({ doc, to: 'download', overwrite: false })
  await session.markSaved({ doc, revision: report.state.revision })
  await create(hive, 'New')
  await whole(storage)
  expect(await keptIn(storage)).toMatchObject([{ unsaved: 1, count: 1 }])
  const again = await KeptHive.resume(storage)
  await again.undo()
  expect(again.document.history.unsaved).toBe(0)
})

it('a resumed hive is saved in place: its file holds what was opened, or what was saved last', async () => {
  for (const to of ['in-place', 'download'] as const) {
    const storage = new MemoryStorage()
    const disk = new FakeHandle('TEST', START.slice())
    const hive = await KeptHive.start(START, storage, { handle: disk.handle })
    const { doc, session } = hive
    await create(hive, 'First')
    const { report } = await session.save({ doc, to, overwrite: false })
    if (to === 'download') await session.markSaved({ doc, revision: report.state.revision })
    await create(hive, 'Second')
    await whole(storage)
    const again = await KeptHive.resume(storage, null, storage.onlyId, disk.handle)
    await create(again, 'Third')
    const request = { doc: again.doc, to: 'in-place', overwrite: false } as const
    await again.session.save(request)
    expect(firstDifference(again.bytes, disk.bytes)).toBe(-1)
    disk.changeOutside(START.slice())
    await expect(again.session.save(request)).rejects.toMatchObject({ code: 'changed-on-disk' })
  }
})

it('a journal that the browser cannot read hides no others, and is not removed', async () => {
  const storage = new MemoryStorage()
  const hive = await KeptHive.start(START, storage)
  await create(hive, 'New')
  await whole(storage)
  storage.crash()
  const folder = storage.folder.bind(storage)
  storage.journals.set('bad', { ...storage.only })
  storage.folder = async (id) => {
    if (id === 'bad') throw new DOMException('', 'NotReadableError')
    return folder(id)
  }
  expect(await keptIn(storage)).toMatchObject([{ name: 'TEST', unsaved: 1 }])
  expect(storage.journals.size).toBe(2)
})

it('a journal that cannot be removed does not keep others from being forgotten, and that is said', async () => {
  const storage = new MemoryStorage()
  const hive = await KeptHive.start(START, storage)
  await create(hive, 'New')
  await whole(storage)
  storage.crash()
  const files = storage.only
  storage.journals.clear()
  for (const id of ['bad', 'good']) storage.journals.set(id, { ...files })
  const remove = storage.remove.bind(storage)
  storage.remove = async (id) => {
    if (id === 'bad') throw new DOMException('', 'NoModificationAllowedError')
    await remove(id)
  }
  const other = await KeptHive.start(START, storage)
  await expect(other.session.forgetEdits({ journals: null })).rejects.toThrow()
  expect([...storage.journals.keys()]).toEqual(['bad'])
})

it('edits that another tab adds before a journal is resumed here are resumed too, not cut off', async () => {
  const storage = new MemoryStorage()
  await create(await KeptHive.start(START, storage), 'First')
  await whole(storage)
  const id = storage.onlyId
  vi.spyOn(storage, 'claim').mockImplementationOnce(async (name) => {
    const other = await KeptHive.resume(storage)
    await create(other, 'Second')
    await other.session.close({ doc: other.doc, keep: true })
    await vi.waitFor(() => expect(storage.claims.size).toBe(0))
    return storage.claim(name)
  })
  const here = await KeptHive.resume(storage, null, id)
  expect(here.document.history.position).toBe(2)
  const { bytes } = here
  expect(firstDifference((await KeptHive.resume(storage, null, id)).bytes, bytes)).toBe(-1)
})

it('a log that cannot be written is closed again, so that its journal can be removed', async () => {
  const storage = new MemoryStorage()
  await create(await KeptHive.start(START, storage), 'First')
  await whole(storage)
  storage.crash()
  const { only, onlyId: id } = storage
  // A part of a record, which is to be cut off.
  only.log = Uint8Array.of(...only.log, 1, 2, 3)
  storage.isReadOnly = true
  await expect(KeptHive.resume(storage, null, id)).rejects.toThrow(/read only/)
  await expect(create(await KeptHive.start(START, storage), 'New')).resolves.toBeDefined()
  expect([...storage.journals.keys()]).toEqual([id])
  expect(storage.claims.size).toBe(0)
  await storage.remove(id)
  expect(storage.journals.size).toBe(0)
})

it('an expired journal is said to be removed once, when it is', async () => {
  const storage = new MemoryStorage()
  storage.now = () => 0
  await create(await KeptHive.start(START, storage), 'First')
  await whole(storage)
  storage.claims.clear()
  // A tab that has just ended still holds its files.
  expect((await keptList(storage)).expired).toEqual([])
  expect(storage.journals.size).toBe(1)
  storage.crash()
  expect((await keptList(storage)).expired).toHaveLength(1)
  expect(storage.journals.size).toBe(0)
})

it('old edits are offered for a week before they are removed, however long the page was not opened', async () => {
  const day = 24 * 60 * 60 * 1000
  const storage = new MemoryStorage()
  await create(await KeptHive.start(START, storage), 'First')
  await whole(storage)
  storage.crash()
  const { only } = storage
  only.logWritten -= 40 * day
  // As if it had not been listed before.
  only.offered = undefined
  const { kept, expired } = await keptList(storage)
  expect(expired).toEqual([])
  expect(kept).toMatchObject([{ name: 'TEST', unsaved: 1 }])
  expect(kept[0]?.until).toBeGreaterThan(Date.now() + 6 * day)
  only.offered = Date.now() - 6 * day
  expect((await keptList(storage)).expired).toEqual([])
  only.offered = Date.now() - 8 * day
  expect((await keptList(storage)).expired).toMatchObject([{ name: 'TEST' }])
  expect(storage.journals.size).toBe(0)
})

it('a journal that was resumed is kept for as long again, though nothing is edited then', async () => {
  const storage = new MemoryStorage()
  const day = 24 * 60 * 60 * 1000
  const start = Date.now()
  await create(await KeptHive.start(START, storage), 'First')
  await whole(storage)
  storage.now = () => start + 20 * day
  await KeptHive.resume(storage)
  expect((await keptIn(storage))[0]?.until).toBeGreaterThan(start + 49 * day)
})

it('a hive that was saved under another name is resumed under that name', async () => {
  const storage = new MemoryStorage()
  const hive = await KeptHive.start(START, storage)
  await create(hive, 'First')
  const other = new FakeHandle('OTHER', new Uint8Array())
  await hive.session.save({ doc: hive.doc, to: other.handle, overwrite: false })
  await create(hive, 'Second')
  await whole(storage)
  const again = await KeptHive.resume(storage, null, storage.onlyId, other.handle)
  expect(again.info.name).toBe('OTHER')
})

it('a resumed hive knows the file that Save As wrote, whatever was downloaded and edited since', async () => {
  const storage = new MemoryStorage()
  const start = hiveBytes((root) => {
    for (const name of ['A', 'B', 'C']) root.create(name).set('v', 3, new Uint8Array(900))
  })
  const hive = await KeptHive.start(start, storage)
  const { doc, session } = hive
  await create(hive, 'First')
  const other = new FakeHandle('OTHER', new Uint8Array())
  await session.save({ doc, to: other.handle, overwrite: false })
  const { report } = await session.save({ doc, to: 'download', overwrite: false })
  await session.markSaved({ doc, revision: report.state.revision })
  const key = await hive.key('\\C')
  const [value] = await hive.values(key)
  const data = new Uint8Array(900).fill(1)
  await hive.edit({ kind: 'set-value', key, value: value?.id ?? 0, type: 3, data })
  await whole(storage)
  const again = await KeptHive.resume(storage, null, storage.onlyId, other.handle)
  await again.session.save({ doc: again.doc, to: 'in-place', overwrite: false })
  expect(firstDifference(again.bytes, other.bytes)).toBe(-1)
})

it('without the copy, edits made after a save in place are resumed with the file as it was opened, and no other', async () => {
  const storage = new MemoryStorage()
  storage.quota = 4000
  const disk = new FakeHandle('TEST', START.slice())
  const hive = await KeptHive.start(START, storage, { handle: disk.handle })
  await create(hive, 'First')
  await vi.waitFor(() => expect(hive.news).toEqual(['begun', 'no-copy']))
  await hive.session.save({ doc: hive.doc, to: 'in-place', overwrite: false })
  await create(hive, 'Second')
  await expect(KeptHive.resume(storage, new Blob([disk.bytes]))).rejects.toMatchObject({
    code: 'journal-other-file',
  })
  const again = await KeptHive.resume(storage, new Blob([START]))
  expect(firstDifference(again.bytes, hive.bytes)).toBe(-1)
})

it('a hive that is kept for later has its copy, though it is closed while that is written', async () => {
  const storage = new MemoryStorage()
  const { wait, open } = gate()
  storage.gate = wait
  const hive = await KeptHive.startEmpty(storage)
  await create(hive, 'New')
  const closed = hive.session.close({ doc: hive.doc, keep: true })
  open()
  await closed
  await vi.waitFor(() => expect(storage.claims.size).toBe(0))
  expect(await keptIn(storage)).toMatchObject([{ needsFile: false }])
})

it('the edits of one hive are kept by choice though those of others are not, and what is not kept is told', async () => {
  const storage = new MemoryStorage()
  const chosen = await KeptHive.start(START, storage)
  await chosen.session.keepEdits({ keep: false })
  expect(await chosen.session.keepEditsOf({ doc: chosen.doc, keep: true })).toBe(true)
  await create(chosen, 'New')
  expect(chosen.news).toEqual(['begun'])
  const other = await KeptHive.start(START, storage)
  await other.session.keepEdits({ keep: false })
  await create(other, 'New')
  expect(other.news).toEqual(['off'])
  // A journal has all steps or none, those that were undone too.
  await other.undo()
  expect(await other.session.keepEditsOf({ doc: other.doc, keep: true })).toBe(false)
  await create(other, 'Later')
  expect(storage.journals.size).toBe(1)
})

it('a journal that another tab begins to resume while this one lists is not removed', async () => {
  const storage = new MemoryStorage()
  storage.now = () => 0
  await create(await KeptHive.start(START, storage), 'First')
  await whole(storage)
  storage.crash()
  vi.spyOn(storage, 'open').mockResolvedValue(new Set())
  storage.claims.add(`${LOCK}${storage.onlyId}`)
  expect((await keptList(storage)).expired).toEqual([])
  const hive = await KeptHive.start(START, storage)
  await hive.session.forgetEdits({ journals: null })
  expect(storage.journals.size).toBe(1)
})

it('a resumed hive keeps last write times if its last edit did', async () => {
  const storage = new MemoryStorage()
  const hive = await KeptHive.start(START, storage)
  await hive.session.setKeepsTimes({ doc: hive.doc, keepsTimes: true })
  await create(hive, 'First')
  await whole(storage)
  expect((await KeptHive.resume(storage)).info.keepsTimes).toBe(true)
})

it('a report of logs that something else wrote into the journal is not shown', async () => {
  for (const report of [null, {}, { verdicts: [{ name: 7 }] }]) {
    const storage = new MemoryStorage()
    await create(await KeptHive.start(START, storage), 'First')
    await whole(storage)
    storage.crash()
    const { head, size } = (await keptIn(storage))[0] ?? {}
    const start = { name: 'X', head, size, at: 1, recovery: { report, needed: true } }
    storage.only.log = new Uint8Array()
    const writer = new LogWriter(await (await storage.folder(storage.onlyId)).openLog())
    writer.append(KIND.START, encodeJson(start))
    writer.append(KIND.NOTE, encodeJson({ snapshot: true }))
    expect((await KeptHive.resume(storage)).info.recovery).toBeNull()
  }
})

it('a hive that is open twice in one tab is not said to be edited in another one', async () => {
  const storage = new MemoryStorage()
  const hive = await KeptHive.start(START, storage)
  const { session } = hive
  const open = () =>
    session.open({ name: 'COPY', file: new File([START], 'COPY'), handle: null, logs: [] })
  const second = await open()
  await create(hive, 'New')
  await session.edit({
    doc: second.doc,
    edit: { kind: 'create-key', parent: second.root, name: 'New' },
  })
  expect(hive.news).toEqual(['begun', 'begun'])
  await session.close({ doc: hive.doc })
  const other = await KeptHive.start(START, storage)
  await create(other, 'New')
  expect(other.news).toEqual(['begun', 'elsewhere'])
  await session.close({ doc: second.doc })
  await vi.waitFor(() => expect(storage.claims.size).toBe(1))
})

it('a journal with a time that no date can hold cannot be read, and a name without end is cut', async () => {
  const storage = new MemoryStorage()
  const write = async (id: string, at: number) => {
    const writer = new LogWriter(await (await storage.folder(id)).openLog())
    const name = 'n'.repeat(3_000_000)
    writer.append(KIND.START, encodeJson({ name, head: '', size: 1, unsaved: true, at }))
    return (await keptIn(storage)).find((one) => one.id === id)
  }
  expect(await write('late', 9_000_000_000_000_000)).toMatchObject({ end: 'unreadable' })
  expect(await write('long', 1)).toMatchObject({ end: 'whole', name: 'n'.repeat(1024) })
})
