import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { CellStore } from '../../src/regf/CellStore.ts'
import { BASE, NK } from '../../src/regf/layout.ts'
import { hasCorpus } from '../helpers/corpus.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { oldHive } from '../helpers/oldHive.ts'
import { OpenHive } from './openHive.ts'

const SZ = 1

function fill(root: Key): void {
  const app = root.create('App')
  app.set('', SZ, Uint8Array.of(65, 0, 0, 0))
  app.set('Größe', 3, new Uint8Array(5000).fill(7))
  app.createPath('Inner\\Дом')
  root.create('Other')
}

function earlyHive(): Uint8Array<ArrayBuffer> {
  const hive = Hive.create({ minor: 3, now: 125_000_000_000_000_000n })
  hive.transact(() => fill(hive.rootKey))
  return oldHive(hive)
}

function linesOf(bytes: Uint8Array<ArrayBuffer>): string[] {
  const lines: string[] = []
  const visit = (key: Key, path: string) => {
    lines.push(`${path} ${key.lastWrite} ${key.className}`)
    for (const { name, type, data } of key.values()) lines.push(`${path} ${name} ${type} ${data}`)
    for (const child of key.subkeys()) visit(child, `${path}\\${child.name}`)
  }
  visit(Hive.open(bytes.slice()).rootKey, '')
  return lines
}

async function savedBytes({ session, doc }: OpenHive): Promise<Uint8Array<ArrayBuffer>> {
  const { blob } = await session.save({ doc, to: 'download', overwrite: false })
  return new Uint8Array(await (blob as Blob).arrayBuffer())
}

describe('a hive of version 1.1', () => {
  it('a hive of version 1.1 cannot be edited without conversion', async () => {
    const hive = await OpenHive.open(earlyHive())
    expect(hive.info).toMatchObject({ version: '1.1', access: 'old-version' })
    const edit = { kind: 'create-key', parent: hive.info.root, name: 'New' } as const
    await expect(hive.edit(edit)).rejects.toMatchObject({ code: 'read-only' })
  })

  it('a hive of version 1.1 is converted to 1.3 as one step, and can then be edited and saved', async () => {
    const bytes = earlyHive()
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    const before = { app: await hive.key('App'), lines: linesOf(bytes) }
    const label = { kind: 'convert', name: '1.3', count: 1 }
    await session.check({ doc })
    const checks = vi.spyOn(CellStore.prototype, 'adoptSurvey')
    const converted = await session.convert({ doc })
    // The check runs once and in slices: the document does not check the new hive again in one go.
    expect(checks).toHaveBeenCalledOnce()
    checks.mockRestore()
    expect(converted).toMatchObject({
      label,
      state: { undo: label, unsaved: 1 },
      swapped: { version: '1.3', access: 'editable', dirty: false, recovery: null },
    })
    await expect(session.keyDetails({ doc, key: before.app })).rejects.toMatchObject({
      code: 'stale',
    })
    const saved = await savedBytes(hive)
    expect(linesOf(saved)).toEqual(before.lines)
    expect(converted.state.size).toBe(saved.length)
    expect(saved.length).not.toBe(bytes.length)
    expect(Hive.open(saved)).toMatchObject({ version: '1.3', access: 'editable' })
    expect(Hive.open(saved).base.primarySequence).toBeGreaterThan(24)
    expect(Hive.open(saved).check().findings).toEqual([])
    await hive.edit({ kind: 'create-key', parent: await hive.key('App'), name: 'New' })
    await hive.undo()
    expect((await hive.undo())?.swapped).toMatchObject({
      version: '1.1',
      access: 'old-version',
      state: { size: bytes.length },
    })
    expect(await hive.key('App')).toBe(before.app)
    await hive.redo()
    await hive.redo()
    expect(linesOf(await savedBytes(hive))).toHaveLength(before.lines.length + 1)
  })

  it('undoing a saved conversion and saving writes the file as it was opened', async () => {
    const bytes = earlyHive()
    const disk = new FakeHandle('EARLY', bytes.slice())
    const hive = await OpenHive.open(bytes, { name: 'EARLY', handle: disk.handle })
    const { session, doc } = hive
    const save = { doc, to: 'in-place', overwrite: false } as const
    const refused = { code: 'read-only' }
    await expect(session.save(save)).rejects.toMatchObject(refused)
    await session.convert({ doc })
    await hive.undo()
    await expect(session.save(save)).rejects.toMatchObject(refused)
    await hive.redo()
    await session.save(save)
    const converted = disk.bytes
    expect(Hive.open(converted.slice()).version).toBe('1.3')
    expect((await hive.undo())?.state.unsaved).toBe(1)
    disk.bytes = Uint8Array.of(1)
    await expect(session.save(save)).rejects.toMatchObject({ code: 'changed-on-disk' })
    expect(disk.bytes).toHaveLength(1)
    disk.bytes = converted
    const { report } = await session.save(save)
    expect(disk.bytes).toEqual(bytes)
    expect(report).toMatchObject({
      size: bytes.length,
      sha256: await session.digest({ doc }),
      asOpened: true,
      state: { unsaved: 0 },
    })
    await expect(session.save(save)).rejects.toMatchObject(refused)
    await hive.redo()
    expect((await session.save(save)).report.state.unsaved).toBe(0)
    const numbers = [converted, disk.bytes].map(
      (one) => Hive.open(one.slice()).base.primarySequence,
    )
    expect(numbers[1]).toBeGreaterThan(numbers[0] ?? 0)
  })

  it('undoing a downloaded conversion and saving downloads the file as it was opened', async () => {
    const bytes = earlyHive()
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    const { revision } = (await session.convert({ doc })).state
    await savedBytes(hive)
    await session.markSaved({ doc, revision })
    await hive.undo()
    expect(await savedBytes(hive)).toEqual(bytes)
  })

  it('a hive with an error is not converted', async () => {
    const bytes = earlyHive()
    const { cells, rootKey } = Hive.open(bytes.slice())
    const node = cells.payloadAt(rootKey.key('App').cell)
    const hive = await OpenHive.open(corrupt(bytes, { at: node + NK.SUBKEY_LIST, u32: 0x00ffff00 }))
    const { session, doc } = hive
    await expect(session.convert({ doc })).rejects.toMatchObject({ code: 'damaged' })
    expect((await session.visibleRows({ doc, from: 0, count: 1 })).revision).toBe(0)
  })

  it('a dirty hive is still reported as dirty after its conversion', async () => {
    const bytes = corrupt(earlyHive(), { at: BASE.PRIMARY_SEQUENCE, u32: 25 })
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    expect((await session.convert({ doc })).swapped).toMatchObject({ dirty: true })
    const save = { doc, to: 'download', overwrite: false } as const
    expect((await session.save(save)).report.dirty).toBe(true)
  })
})

it('a hive that can be edited is refused for conversion', async () => {
  const hive = await OpenHive.open(Hive.create().finishedCopy())
  await expect(hive.session.convert({ doc: hive.doc })).rejects.toMatchObject({
    code: 'unknown-version',
  })
})

it.skipIf(!hasCorpus)(
  'converting a real hive of Windows NT 3.1 keeps every key and value',
  async () => {
    const bytes = Uint8Array.from(readFileSync('../shared/corpus/hives/regf-samples/NT31_SOFTWARE'))
    const hive = await OpenHive.open(bytes)
    await hive.session.convert({ doc: hive.doc })
    expect(linesOf(await savedBytes(hive))).toEqual(linesOf(bytes))
  },
)
