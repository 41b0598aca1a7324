import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK, SK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { encodeDword } from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import type { RequestOf } from '../../src/worker/protocol.ts'
import { NO_CONTEXT } from '../../src/worker/rpc.ts'
import { saveDocument } from '../../src/worker/save.ts'
import { sha256 } from '../../src/worker/sha256.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { deferred } from '../helpers/deferred.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { documentOf, hiveBytes, OpenHive } from './openHive.ts'

async function openWithHandle() {
  const bytes = hiveBytes((root) => root.create('Key'))
  const disk = new FakeHandle('DISK', bytes.slice())
  const hive = await OpenHive.open(bytes, { name: 'DISK', handle: disk.handle })
  return { bytes, disk, hive }
}

function save(
  hive: OpenHive,
  to: RequestOf<'save'>['to'],
  options: { readonly overwrite?: boolean } = {},
) {
  return hive.session.save({ doc: hive.doc, to, overwrite: options.overwrite ?? false })
}

async function setDword(hive: OpenHive, number: number): Promise<void> {
  const key = await hive.key('Key')
  const value = (await hive.values(key)).find(({ name }) => name === 'N')
  const type = VALUE_TYPE.DWORD
  const data = encodeDword(number)
  if (value === undefined) await hive.edit({ kind: 'create-value', key, name: 'N', type, data })
  else await hive.edit({ kind: 'set-value', key, value: value.id, type, data })
}

/** The sequence number in the bytes on a disk. */
function dwordIn(bytes: Uint8Array<ArrayBuffer>): Uint8Array | undefined {
  return Hive.open(bytes.slice()).key('Key').value('N')?.data
}

describe('a download', () => {
  it('a download is a clean hive with the edits, and counts as saved once the page confirms it', async () => {
    const hive = await OpenHive.open(hiveBytes((root) => root.create('Key')))
    await setDword(hive, 7)
    const { report, blob } = await save(hive, 'download')
    const bytes = new Uint8Array(await (blob as Blob).arrayBuffer())
    expect(report).toMatchObject({
      size: bytes.length,
      keys: 2,
      values: 1,
      errors: 0,
      dirty: false,
      sha256: await sha256(bytes),
      state: { revision: 1, unsaved: 1 },
    })
    expect(dwordIn(bytes)).toEqual(encodeDword(7))
    expect(Hive.open(bytes).base).toMatchObject({ checksumValid: true, dirty: false })
    const state = await hive.session.markSaved({ doc: hive.doc, revision: 1 })
    expect(state).toMatchObject({ unsaved: 0, revision: 1 })
    expect((await hive.undo())?.state.unsaved).toBe(1)
    expect((await hive.redo())?.state.unsaved).toBe(0)
  })

  it('a download has correct reference counts of security cells, with no edit and nothing to undo', async () => {
    const bytes = hiveBytes((root) => root.create('Key'))
    const { cells, image, root } = Hive.open(bytes.slice())
    const security = image.u32(cells.payloadAt(root) + NK.SECURITY) as CellOffset
    const count = cells.payloadAt(security) + SK.REFERENCES
    const hive = await OpenHive.open(corrupt(bytes, { at: count, u32: 0 }))
    const { report, blob } = await save(hive, 'download')
    const saved = Hive.open(new Uint8Array(await (blob as Blob).arrayBuffer()))
    expect(saved.check().findings).toEqual([])
    expect(report.state).toMatchObject({ unsaved: 0, undo: null, revision: 0 })
  })

  it('a download of an older revision does not count as saved', async () => {
    const hive = await OpenHive.open(hiveBytes((root) => root.create('Key')))
    await setDword(hive, 7)
    const { report } = await save(hive, 'download')
    await setDword(hive, 8)
    const { doc, session } = hive
    const state = await session.markSaved({ doc, revision: report.state.revision })
    expect(state.unsaved).toBe(2)
  })

  it('a download without an edit differs only in the header and the time of the first bin', async () => {
    const bytes = hiveBytes((root) => root.create('Key'))
    const hive = await OpenHive.open(bytes.slice())
    const { blob } = await save(hive, 'download')
    const saved = new Uint8Array(await (blob as Blob).arrayBuffer())
    for (const copy of [bytes, saved]) {
      copy.fill(0, 4, 0x14)
      copy.fill(0, 0x1fc, 0x200)
      copy.fill(0, 0x1014, 0x101c)
    }
    expect(firstDifference(bytes, saved)).toBe(-1)
  })
})

describe('saving in place', () => {
  it('a save in place writes the file and reads it back, and can be repeated', async () => {
    const { disk, hive } = await openWithHandle()
    expect(hive.info.inPlace).toBe(true)
    for (const number of [1, 2, 3]) {
      await setDword(hive, number)
      const { report, blob } = await save(hive, 'in-place')
      expect(blob).toBeNull()
      expect(report.state.unsaved).toBe(0)
      expect(report.sha256).toBe(await sha256(disk.bytes))
      expect(dwordIn(disk.bytes)).toEqual(encodeDword(number))
    }
  })

  it('a save in place refuses a file that another program changed, unless overwrite is set', async () => {
    const { disk, hive } = await openWithHandle()
    await setDword(hive, 1)
    const theirs = disk.bytes.slice()
    theirs[theirs.length - 1] = 0xff
    disk.bytes = theirs
    await expect(save(hive, 'in-place')).rejects.toMatchObject({ code: 'changed-on-disk' })
    disk.bytes = new Uint8Array(3)
    await expect(save(hive, 'in-place')).rejects.toMatchObject({
      code: 'changed-on-disk',
      detail: { actual: 3 },
    })
    expect(disk.bytes).toHaveLength(3)
    const { report } = await save(hive, 'in-place', { overwrite: true })
    expect(report.state.unsaved).toBe(0)
    await setDword(hive, 2)
    await save(hive, 'in-place')
    expect(dwordIn(disk.bytes)).toEqual(encodeDword(2))
  })

  it.each([['QuotaExceededError'], ['NotAllowedError']])(
    'a save that fails with %s aborts the write and leaves the hive unsaved',
    async (name) => {
      const { bytes, disk, hive } = await openWithHandle()
      await setDword(hive, 1)
      disk.failure = new DOMException('', name)
      await expect(save(hive, 'in-place')).rejects.toMatchObject({ code: 'write-failed' })
      expect(disk.aborted).toBe(1)
      expect(firstDifference(disk.bytes, bytes)).toBe(-1)
      const state = await hive.session.markSaved({ doc: hive.doc, revision: -1 })
      expect(state.unsaved).toBe(1)
      disk.failure = null
      expect((await save(hive, 'in-place')).report.state.unsaved).toBe(0)
    },
  )

  it('a save in place fails when the disk holds other bytes afterwards', async () => {
    const { disk, hive } = await openWithHandle()
    await setDword(hive, 1)
    disk.mangle = (bytes) => bytes.map((byte, at) => (at === 5000 ? byte ^ 1 : byte))
    await expect(save(hive, 'in-place')).rejects.toMatchObject({ code: 'write-failed' })
    const state = await hive.session.markSaved({ doc: hive.doc, revision: -1 })
    expect(state.unsaved).toBe(1)
  })

  it('a save in place of a deleted file fails', async () => {
    const { disk, hive } = await openWithHandle()
    disk.getFile = () => Promise.reject(new DOMException('', 'NotFoundError'))
    await expect(save(hive, 'in-place')).rejects.toMatchObject({ code: 'write-failed' })
  })

  it('a save in place without a handle fails', async () => {
    const hive = await OpenHive.open(hiveBytes((root) => root.create('Key')))
    await expect(save(hive, 'in-place')).rejects.toMatchObject({ code: 'write-failed' })
  })

  it('edits wait until a save in place is done', async () => {
    const { disk, hive } = await openWithHandle()
    await setDword(hive, 1)
    const gate = deferred<void>()
    disk.gate = gate.promise
    const saving = save(hive, 'in-place')
    const edit = hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'Later' })
    expect(await hive.outline()).toEqual(['ROOT', '.Key'])
    gate.resolve()
    expect((await saving).report.state).toMatchObject({ revision: 1, unsaved: 0 })
    expect((await edit).state).toMatchObject({ revision: 2, unsaved: 1 })
    expect(Hive.open(disk.bytes.slice()).rootKey.subkey('Later')).toBeNull()
  })
})

describe('saving to another file', () => {
  it('the other file becomes the one of the hive, and the first file keeps what it had', async () => {
    const { bytes, disk, hive } = await openWithHandle()
    await setDword(hive, 1)
    const copy = new FakeHandle('COPY', new Uint8Array())
    const { report, info } = await save(hive, copy.handle)
    expect(report.state.unsaved).toBe(0)
    expect(info).toMatchObject({ name: 'COPY', inPlace: true })
    expect(dwordIn(copy.bytes)).toEqual(encodeDword(1))
    await setDword(hive, 2)
    expect((await save(hive, 'in-place')).info).toBeNull()
    expect(dwordIn(copy.bytes)).toEqual(encodeDword(2))
    expect(firstDifference(disk.bytes, bytes)).toBe(-1)
  })

  it('a hive that came without a handle is saved in place from then on', async () => {
    const hive = await OpenHive.open(hiveBytes((root) => root.create('Key')))
    const file = new FakeHandle('FILE', new Uint8Array())
    expect((await save(hive, file.handle)).info).toMatchObject({ name: 'FILE', inPlace: true })
    await setDword(hive, 2)
    await save(hive, 'in-place')
    expect(dwordIn(file.bytes)).toEqual(encodeDword(2))
  })

  it('choosing its own file is a save in place, which refuses a file that another program changed', async () => {
    const { disk, hive } = await openWithHandle()
    await setDword(hive, 1)
    disk.changeOutside(new Uint8Array(3))
    await expect(save(hive, disk.handle)).rejects.toMatchObject({ code: 'changed-on-disk' })
    expect(disk.bytes).toHaveLength(3)
  })

  it('a compacted copy leaves the hive with its own file, as unsaved as it was', async () => {
    const { bytes, disk, hive } = await openWithHandle()
    await setDword(hive, 1)
    const copy = new FakeHandle('COPY', new Uint8Array())
    const request = { doc: hive.doc, to: copy.handle, overwrite: false, layout: 5 } as const
    const { report, info } = await hive.session.save(request)
    expect(dwordIn(copy.bytes)).toEqual(encodeDword(1))
    expect(report.state.unsaved).toBe(1)
    expect(info).toBeNull()
    expect(firstDifference(disk.bytes, bytes)).toBe(-1)
    await save(hive, 'in-place')
    expect(dwordIn(disk.bytes)).toEqual(encodeDword(1))
  })

  it('a compacted copy over its own file saves the hive, which can be saved in place again', async () => {
    const { disk, hive } = await openWithHandle()
    await setDword(hive, 1)
    const request = { doc: hive.doc, to: disk.handle, overwrite: false, layout: 5 } as const
    expect((await hive.session.save(request)).report.state.unsaved).toBe(0)
    await setDword(hive, 2)
    await save(hive, 'in-place')
    expect(dwordIn(disk.bytes)).toEqual(encodeDword(2))
  })
})

describe('the check before saving', () => {
  it('a save is refused when its bytes have an error that the opened bytes lack', async () => {
    const hive = Hive.open(hiveBytes((root) => root.create('Key')))
    const handle = new FakeHandle('DISK', new Uint8Array())
    const doc = documentOf(hive)
    await doc.surveyed()
    const { cell } = hive.key('Key')
    hive.image.transact(() => hive.image.setU16(hive.cells.payloadAt(cell), 0))
    const request = { doc: 1, to: handle.handle, overwrite: true } as const
    await expect(saveDocument(doc, request, NO_CONTEXT)).rejects.toMatchObject({
      code: 'save-would-damage',
      detail: { finding: expect.any(String), offset: expect.any(Number) },
    })
    expect(handle.bytes).toHaveLength(0)
  })

  it('a save may have the errors that the opened bytes had', async () => {
    const bytes = hiveBytes((root) => {
      root.create('Key')
      root.create('Hurt').set('Value', VALUE_TYPE.BINARY, new Uint8Array(100))
    })
    const at = Buffer.from(bytes).indexOf('Value', 0, 'latin1') - 0x14
    new DataView(bytes.buffer).setUint32(at + 0x08, 0x00ffff00, true)
    const hive = await OpenHive.open(bytes)
    await setDword(hive, 1)
    const { report } = await save(hive, 'download')
    expect(report.errors).toBeGreaterThan(0)
  })
})

it('the digest is of the bytes as opened, whatever was edited since', async () => {
  const bytes = hiveBytes((root) => root.create('Key'))
  const wanted = await sha256(bytes)
  const hive = await OpenHive.open(bytes)
  await setDword(hive, 1)
  expect(await hive.session.digest({ doc: hive.doc })).toBe(wanted)
  expect(wanted).toMatch(/^[0-9a-f]{64}$/)
})
