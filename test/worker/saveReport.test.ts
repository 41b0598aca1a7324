import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { compactHive } from '../../src/offreg/save.ts'
import { encodeDword } from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import type { SaveLayout } from '../../src/worker/protocol.ts'
import { sha256 } from '../../src/worker/sha256.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { dirtyHive, earlyHive, layeredHive } from '../helpers/pageEngine.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const ORCHARD = hiveBytes((root) => {
  root.create('Apple').set('Weight', VALUE_TYPE.DWORD, encodeDword(1))
  root.create('Pear').create('Leaf').set('Green', VALUE_TYPE.DWORD, encodeDword(1))
  root.create('Shed')
})

const save = (hive: OpenHive, layout: SaveLayout = 'kept') =>
  hive.session.save({ doc: hive.doc, to: 'download', overwrite: false, layout })

async function savedBytes(hive: OpenHive, layout: SaveLayout) {
  const { blob, report } = await save(hive, layout)
  return { report, bytes: new Uint8Array(await (blob as Blob).arrayBuffer()) }
}

describe('the report of a save', () => {
  it('a save reports what was added, removed, changed and renamed since the file was opened', async () => {
    const hive = await OpenHive.open(ORCHARD.slice())
    const apple = await hive.key('Apple')
    const weight = (await hive.values(apple)).find(({ name }) => name === 'Weight')
    const type = VALUE_TYPE.DWORD
    await hive.edit({
      kind: 'set-value',
      key: apple,
      value: weight?.id ?? 0,
      type,
      data: encodeDword(2),
    })
    await hive.edit({ kind: 'create-value', key: apple, name: 'New', type, data: encodeDword(2) })
    await hive.edit({ kind: 'delete-key', key: await hive.key('Pear') })
    await hive.edit({ kind: 'rename-key', key: await hive.key('Shed'), name: 'Barn' })
    const { report, bytes } = await savedBytes(hive, 'kept')
    expect(report.changes).toMatchObject({
      keys: { added: 0, removed: 2, changed: 0 },
      values: { added: 1, removed: 1, changed: 1 },
      moved: { keys: 1, values: 0 },
      complete: true,
    })
    expect(report.before).toEqual({
      since: 'opened',
      size: ORCHARD.length,
      sha256: await sha256(ORCHARD),
    })
    const { base, version } = Hive.open(bytes)
    expect(report).toMatchObject({
      ...{ layout: 'kept', warnings: 0, version, keys: 3, values: 2 },
      sequence: base.primarySequence,
      written: base.lastWritten,
    })
    expect(base.secondarySequence).toBe(report.sequence)
  })

  it('the next save reports what changed since the one before', async () => {
    const disk = new FakeHandle('DISK', ORCHARD.slice())
    const hive = await OpenHive.open(ORCHARD.slice(), { name: 'DISK', handle: disk.handle })
    const save = () => hive.session.save({ doc: hive.doc, to: 'in-place', overwrite: false })
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'One' })
    const first = await save()
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'Two' })
    const { report } = await save()
    expect(report.changes.keys).toEqual({ added: 1, removed: 0, changed: 0 })
    const { size, sha256 } = first.report
    expect(report.before).toEqual({ since: 'saved', size, sha256 })
  })

  it('a save that was given up does not count as the one before', async () => {
    const hive = await OpenHive.open(ORCHARD.slice())
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'One' })
    await save(hive)
    const { report } = await save(hive)
    expect(report.before.since).toBe('opened')
    expect(report.changes.keys.added).toBe(1)
  })

  it('a new hive is compared with the empty one that it was', async () => {
    const hive = await OpenHive.open(ORCHARD.slice())
    const info = await hive.session.openEmpty({ name: 'NEW' })
    const { doc, root } = info
    await hive.session.edit({ doc, edit: { kind: 'create-key', parent: root, name: 'One' } })
    const { report } = await hive.session.save({ doc, to: 'download', overwrite: false })
    expect(report.before.since).toBe('made')
    expect(report.changes.keys).toEqual({ added: 1, removed: 0, changed: 0 })
  })
})

describe('the preview of a save', () => {
  it('has the size that a save with the layout kept writes, and changes no byte', async () => {
    const hive = await OpenHive.open(ORCHARD.slice())
    await hive.edit({ kind: 'delete-key', key: await hive.key('Pear') })
    const { doc } = hive
    const preview = await hive.session.previewSave({ doc, layout: 'kept' })
    expect(preview).toMatchObject({ revision: 1, keys: 3, values: 1 })
    expect((await hive.undo())?.state.unsaved).toBe(0)
    const { blob } = await hive.session.original({ doc })
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(ORCHARD)
    await hive.redo()
    const { report } = await savedBytes(hive, 'kept')
    expect(report.size).toBe(preview.size)
  })

  it('says why a save would be refused', async () => {
    const { doc, session } = await OpenHive.open(dirtyHive(ORCHARD.slice()))
    for (const layout of ['kept', 5] as const) {
      await expect(session.previewSave({ doc, layout })).rejects.toMatchObject({ code: 'dirty' })
    }
  })
})

describe('a compacted copy', () => {
  it('its size is that of the file that is then written', async () => {
    const hive = await OpenHive.open(ORCHARD.slice())
    await hive.edit({ kind: 'delete-key', key: await hive.key('Pear') })
    for (const minor of [3, 5] as const) {
      const preview = await hive.session.previewSave({ doc: hive.doc, layout: minor })
      expect(preview).toMatchObject({ revision: 1, keys: 3, values: 1 })
      const { report, bytes } = await savedBytes(hive, minor)
      expect(bytes).toHaveLength(preview.size)
      expect(report).toMatchObject({ layout: minor, version: `1.${minor}`, size: preview.size })
      expect(report.changes.keys.removed).toBe(2)
      const copy = Hive.open(bytes)
      expect(copy.version).toBe(`1.${minor}`)
      expect(copy.check().findings).toEqual([])
      expect(copy.key('Apple').value('Weight')?.data).toEqual(encodeDword(1))
    }
  })

  it('is made again after an edit, and is nothing the hive itself becomes', async () => {
    const hive = await OpenHive.open(ORCHARD.slice())
    await hive.session.previewSave({ doc: hive.doc, layout: 3 })
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'One' })
    const { bytes } = await savedBytes(hive, 3)
    expect(Hive.open(bytes).key('One').name).toBe('One')
    expect((await savedBytes(hive, 'kept')).report.version).toBe('1.5')
  })

  it('a hive of version 1.1 can be saved as a copy of version 1.3', async () => {
    const hive = await OpenHive.open(earlyHive({ name: 'ROOT', subkeys: [{ name: 'Old' }] }))
    const { bytes } = await savedBytes(hive, 3)
    expect(Hive.open(bytes).key('Old').name).toBe('Old')
    await expect(save(hive)).rejects.toMatchObject({ code: 'read-only' })
  })

  it('what a version cannot hold is refused, with the key, before anything is written', async () => {
    const layered = layeredHive({ name: 'ROOT', subkeys: [{ name: 'Hidden', layer: 1 }] })
    const hive = await OpenHive.open(layered)
    const { doc } = hive
    await expect(hive.session.previewSave({ doc, layout: 5 })).rejects.toMatchObject({
      code: 'layered-key',
      detail: { actual: '1.5', path: ['Hidden'] },
    })
    const disk = new FakeHandle('copy.hiv', new Uint8Array())
    const request = { doc, to: disk.handle, overwrite: true, layout: 5 } as const
    await expect(hive.session.save(request)).rejects.toMatchObject({ code: 'layered-key' })
    expect(disk.bytes).toHaveLength(0)
    const big = await OpenHive.open(
      hiveBytes((root) => root.set('Big', VALUE_TYPE.BINARY, new Uint8Array(0x100001))),
    )
    await expect(big.session.previewSave({ doc: big.doc, layout: 3 })).rejects.toMatchObject({
      code: 'data-too-large',
    })
    expect((await big.session.previewSave({ doc: big.doc, layout: 4 })).values).toBe(1)
  })

  it('can be cancelled, and is as the command makes it', async () => {
    const hive = await OpenHive.open(ORCHARD.slice())
    const controller = new AbortController()
    controller.abort()
    const context = { signal: controller.signal, progress: () => {} }
    const preview = hive.session.previewSave({ doc: hive.doc, layout: 5 }, context)
    await expect(preview).rejects.toMatchObject({ code: 'cancelled' })
    const { size } = await hive.session.previewSave({ doc: hive.doc, layout: 5 })
    expect(size).toBe(compactHive(Hive.open(ORCHARD.slice()), { minor: 5 }).length)
  })
})
