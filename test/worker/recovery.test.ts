import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { readBaseBlock } from '../../src/regf/baseBlock.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { BASE } from '../../src/regf/layout.ts'
import { runEdit } from '../../src/worker/edits.ts'
import { createEngine } from '../../src/worker/engine.ts'
import type { EditResult } from '../../src/worker/protocol.ts'
import { addLogs, previewLogs } from '../../src/worker/recovery.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { deferred } from '../helpers/deferred.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { dirty, entriesOf, newLog, someVersions } from '../helpers/logs.ts'
import { documentOf, OpenHive } from './openHive.ts'
import { dirtyHive, file } from './recoveryHives.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Every key and value, as lines. */
function linesOf(bytes: Bytes): string[] {
  const lines: string[] = []
  const visit = (key: Hive['rootKey'], path: string) => {
    lines.push(path)
    for (const value of key.values()) lines.push(`${path} ${value.name} ${value.data.join()}`)
    for (const child of key.subkeys()) visit(child, `${path}\\${child.name}`)
  }
  visit(Hive.open(bytes.slice()).rootKey, '')
  return lines
}

async function savedBytes({ session, doc }: OpenHive): Promise<Bytes> {
  const { blob } = await session.save({ doc, to: 'download', overwrite: false })
  return new Uint8Array(await (blob as Blob).arrayBuffer())
}

async function expanded(hive: OpenHive, ...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const key = await hive.key(path)
    await hive.session.setExpanded({ doc: hive.doc, key, expanded: true })
  }
}

describe('a dirty hive that came with its logs', () => {
  it('a dirty hive with logs opens read-only, with a preview of what the logs would do', async () => {
    const { bytes, logs } = dirtyHive()
    const hive = await OpenHive.open(bytes, { logs })
    expect(hive.info).toMatchObject({
      access: 'dirty',
      dirty: true,
      logs: ['TEST.LOG1', 'TEST.LOG2'],
      recovery: null,
      state: { unsaved: 0, undo: null },
    })
    const report = await hive.session.previewLogs({ doc: hive.doc })
    expect(report.verdicts).toMatchObject([
      { name: 'TEST.LOG1', used: [10, 11], fault: null },
      { name: 'TEST.LOG2', used: [12], fault: null },
    ])
    expect(report.effect).toMatchObject({ newErrors: 0, worse: false })
    expect(report.effect?.changes).toMatchObject({
      keys: { added: 1, removed: 4 },
      values: { added: 2, removed: 0 },
    })
    expect(await hive.outline()).toContain('.Beta')
    expect(await hive.session.check({ doc: hive.doc })).toMatchObject({ errors: 0 })
  })

  it('applying logs is one step, which can be undone and redone', async () => {
    const { bytes, logs, last } = dirtyHive()
    const hive = await OpenHive.open(bytes, { logs })
    const { session, doc } = hive
    await session.previewLogs({ doc })
    const label = { kind: 'apply-logs', name: '', count: 2 }
    const applied = await session.applyLogs({ doc })
    expect(applied).toMatchObject({
      label,
      state: { unsaved: 1, undo: label, redo: null },
      swapped: { access: 'editable', dirty: false, recovery: { needed: false } },
    })
    expect(await hive.outline()).not.toContain('.Beta')
    await hive.edit({ kind: 'create-key', parent: await hive.key(''), name: 'New' })
    await hive.undo()
    expect(linesOf(await savedBytes(hive))).toEqual(linesOf(last))
    const undone = (await hive.undo()) as EditResult
    expect(undone).toMatchObject({ label, swapped: { access: 'dirty', recovery: null } })
    expect(await hive.outline()).toContain('.Beta')
    expect((await hive.redo())?.swapped).toMatchObject({ access: 'editable' })
    expect(await hive.outline()).not.toContain('.Beta')
    expect(hive.events.filter(({ type }) => type === 'checked')).toHaveLength(4)
  })

  it('undoing everything gives the opened bytes again', async () => {
    const { bytes, logs } = dirtyHive()
    const hive = await OpenHive.open(bytes, { logs })
    const { session, doc } = hive
    await session.applyLogs({ doc })
    await hive.edit({ kind: 'delete-key', key: await hive.key('Alpha') })
    await hive.undo()
    await hive.undo()
    expect((await session.check({ doc })).keys).toBe(Hive.open(bytes.slice()).check().keys)
    await session.allowEditing({ doc })
    const saved = await savedBytes(hive)
    const same = corrupt(
      saved,
      ...[BASE.PRIMARY_SEQUENCE, BASE.SECONDARY_SEQUENCE].map((at, n) => ({ at, u32: 11 - n })),
    )
    expect(linesOf(same)).toEqual(linesOf(bytes))
  })

  it('a save uses a sequence number above all earlier ones, before or after the logs are applied', async () => {
    const { bytes, logs } = dirtyHive()
    const hive = await OpenHive.open(bytes, { logs })
    const { session, doc } = hive
    const numbers = async () => {
      const { base } = Hive.open(await savedBytes(hive))
      expect(base.dirty).toBe(false)
      return base.primarySequence
    }
    await session.applyLogs({ doc })
    const first = await numbers()
    expect(first).toBeGreaterThan(12)
    await hive.undo()
    await session.allowEditing({ doc })
    const second = await numbers()
    expect(second).toBeGreaterThan(first)
    await hive.redo()
    expect(await numbers()).toBeGreaterThan(second)
  })

  it('a save without the logs applied uses a sequence number above theirs', async () => {
    const { bytes, logs } = dirtyHive()
    const hive = await OpenHive.open(bytes, { logs })
    await hive.session.allowEditing({ doc: hive.doc })
    const { base } = Hive.open(await savedBytes(hive))
    expect(base.primarySequence).toBeGreaterThan(12)
  })

  it('logs cannot be applied to an edited hive', async () => {
    const { bytes, logs } = dirtyHive()
    const hive = await OpenHive.open(bytes, { logs })
    const { session, doc } = hive
    await session.allowEditing({ doc })
    await hive.edit({ kind: 'delete-key', key: await hive.key('Alpha') })
    const refused = { code: 'already-edited' }
    await expect(session.previewLogs({ doc })).rejects.toMatchObject(refused)
    await expect(session.applyLogs({ doc })).rejects.toMatchObject(refused)
    await hive.undo()
    expect((await session.previewLogs({ doc })).effect?.changes?.keys.removed).toBe(4)
    expect((await session.applyLogs({ doc })).swapped).not.toBeNull()
  })
})

describe('a dirty hive that was saved without its logs', () => {
  it('a dirty hive that was saved without its logs refuses them as saved-without-logs', async () => {
    const { bytes, logs } = dirtyHive()
    const hive = await OpenHive.open(bytes, { logs })
    const { session, doc } = hive
    await session.allowEditing({ doc })
    await hive.edit({ kind: 'delete-key', key: await hive.key('Alpha') })
    await savedBytes(hive)
    await hive.undo()
    const refused = { code: 'saved-without-logs' }
    await expect(session.previewLogs({ doc })).rejects.toMatchObject(refused)
    await expect(session.applyLogs({ doc })).rejects.toMatchObject(refused)
  })
})

describe('a dirty hive of which a save failed', () => {
  it('after a failed save the logs still apply, and the next save is above the number that may have been written', async () => {
    const { bytes, logs } = dirtyHive()
    const hive = await OpenHive.open(bytes, { logs })
    const { session, doc } = hive
    await session.allowEditing({ doc })
    const disk = new FakeHandle('OTHER', bytes.slice())
    disk.mangle = (written) => written.subarray(0, -1)
    const failed = session.save({ doc, to: disk.handle, overwrite: true })
    await expect(failed).rejects.toMatchObject({ code: 'write-failed' })
    const { primarySequence } = readBaseBlock(new HiveImage(disk.bytes.slice().buffer))
    expect(primarySequence).toBeGreaterThan(12)
    await session.applyLogs({ doc })
    await hive.undo()
    expect(Hive.open(await savedBytes(hive)).base.primarySequence).toBeGreaterThan(primarySequence)
  })
})

describe('logs that make a hive worse', () => {
  it('logs that make a hive worse can be applied to inspect it, but not saved', async () => {
    const [first] = someVersions() as [Bytes]
    // Their only page breaks the root, so that nothing below it can be read.
    const broken = corrupt(first, {
      at: Hive.open(first.slice()).rootKey.cell + 0x1000 + 32,
      u32: 4,
    })
    const logs = [file('TEST.LOG1', newLog(first, entriesOf([first, broken], 10)))]
    const hive = await OpenHive.open(dirty(first), { logs })
    const { session, doc } = hive
    expect((await session.previewLogs({ doc })).effect?.newErrors).toBeGreaterThan(0)
    await session.applyLogs({ doc })
    await expect(savedBytes(hive)).rejects.toMatchObject({ code: 'save-would-damage' })
    await hive.undo()
    await session.allowEditing({ doc })
    expect(linesOf(await savedBytes(hive))).toEqual(linesOf(first))
  })
})

describe('keys of a hive before and after its logs', () => {
  it('ids from before and after applying logs never coincide', async () => {
    const { bytes, logs } = dirtyHive()
    const hive = await OpenHive.open(bytes, { logs })
    const { session, doc } = hive
    const alpha = await hive.key('Alpha')
    const [value] = await hive.values(alpha)
    await session.applyLogs({ doc })
    const now = await hive.key('Alpha')
    expect(now).not.toBe(alpha)
    await expect(session.keyDetails({ doc, key: alpha })).rejects.toMatchObject({ code: 'stale' })
    const gone = { doc, key: now, value: value?.id ?? 0 }
    await expect(session.valueDetails(gone)).rejects.toMatchObject({ code: 'stale' })
    const edit = await hive.edit({ kind: 'create-key', parent: now, name: 'New' })
    await hive.undo()
    await hive.undo()
    expect(await hive.key('Alpha')).toBe(alpha)
    const other = await session.allowEditing({ doc })
    const again = await hive.edit({ kind: 'create-key', parent: other.root, name: 'Newer' })
    expect(again.focus.key).not.toBe(edit.focus.key)
    for (const key of [now, edit.focus.key]) {
      await expect(session.keyDetails({ doc, key })).rejects.toMatchObject({ code: 'stale' })
    }
  })

  it('keys are found again by path after logs are applied, or their nearest ancestors are', async () => {
    const { bytes, logs } = dirtyHive()
    const hive = await OpenHive.open(bytes, { logs })
    const { session, doc } = hive
    const before = {
      two: await hive.key('Alpha\\Two'),
      gone: await hive.key('Beta\\A'),
      value: (await hive.values(await hive.key('Alpha'))).find(({ name }) => name === 'Text'),
    }
    const alpha = await hive.key('Alpha')
    await session.applyLogs({ doc })
    const values = { key: alpha, ids: [before.value?.id ?? 0, 0, 77] }
    const keys = [before.two, before.gone, 7, await hive.key('Witness')]
    const there = await session.relocate({ doc, keys, values })
    const root = await hive.key('')
    expect(there.keys).toEqual([
      { key: await hive.key('Alpha\\Two'), found: true },
      { key: root, found: false },
      { key: root, found: false },
      { key: await hive.key('Witness'), found: true },
    ])
    const text = (await hive.values(await hive.key('Alpha'))).find(({ name }) => name === 'Text')
    const unnamed = (await hive.values(await hive.key('Alpha'))).find(({ name }) => name === '')
    expect(there.values).toEqual([text?.id, unnamed?.id, null])
    const grown = await hive.key('Alpha\\Grown')
    await hive.undo()
    const back = await session.relocate({ doc, keys: [grown, before.gone], values: null })
    expect(back.keys).toEqual([
      { key: alpha, found: false },
      { key: before.gone, found: true },
    ])
  })

  it('expanded keys stay expanded when logs are applied and undone', async () => {
    const { bytes, logs } = dirtyHive()
    const hive = await OpenHive.open(bytes, { logs })
    const { session, doc } = hive
    await expanded(hive, 'Alpha', 'Alpha\\Two', 'Beta')
    const before = await hive.outline()
    await session.applyLogs({ doc })
    const after = await hive.outline()
    expect(after).toEqual(
      before
        .filter((line) => !['.Beta', '..A', '..B', '..C'].includes(line))
        .flatMap((line) => (line === '.Alpha' ? [line, '..Grown'] : [line])),
    )
    const key = await hive.key('Alpha')
    await session.setExpanded({ doc, key, expanded: false })
    await hive.undo()
    // Keys that did not exist in the other hive are collapsed.
    expect(await hive.outline()).toEqual(before.filter((line) => !line.startsWith('..')))
  })
})

describe('logs that come later', () => {
  it('logs given later are matched with the open hive', async () => {
    const { bytes, logs } = dirtyHive()
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    const other = file('SAM', Hive.create().finishedCopy())
    expect(await session.sortFiles({ files: [...logs, other] })).toEqual({
      hives: [{ file: 2, logs: [] }],
      later: [{ doc, logs: [0, 1] }],
    })
    const info = await session.addLogs({ doc, logs })
    expect(info).toMatchObject({ logs: ['TEST.LOG1', 'TEST.LOG2'], access: 'dirty' })
    expect((await session.applyLogs({ doc })).swapped?.recovery?.report.verdicts).toHaveLength(2)
  })

  it('logs given later replace those of the same name, and are previewed again', async () => {
    const { bytes, logs } = dirtyHive()
    const bad = file('TEST.LOG1', new Uint8Array(5000))
    const hive = await OpenHive.open(bytes, { logs: [bad] })
    const { session, doc } = hive
    expect((await session.previewLogs({ doc })).effect).toBeNull()
    await expect(session.applyLogs({ doc })).rejects.toMatchObject({ code: 'no-usable-log' })
    const info = await session.addLogs({ doc, logs })
    expect(info.logs).toEqual(['TEST.LOG1', 'TEST.LOG2'])
    expect((await session.previewLogs({ doc })).effect).not.toBeNull()
  })
})

describe('a preview of logs', () => {
  const context = { signal: new AbortController().signal, progress: () => {} }

  it('a preview is dropped when more logs are given', async () => {
    const { bytes, states } = dirtyHive()
    const [first, second, third] = states as [Bytes, Bytes, Bytes]
    const doc = documentOf(Hive.open(bytes))
    addLogs(doc, [{ name: 'TEST.LOG1', bytes: newLog(first, entriesOf([first, second], 10)) }], 10)
    const under = previewLogs(doc, context)
    addLogs(doc, [{ name: 'TEST.LOG2', bytes: newLog(second, entriesOf([second, third], 11)) }], 11)
    expect((await under).report.verdicts).toHaveLength(1)
    expect((await previewLogs(doc, context)).report.verdicts).toHaveLength(2)
  })

  it('a preview takes no memory once the hive is edited', async () => {
    const { bytes, logs } = dirtyHive()
    const doc = documentOf(Hive.open(bytes))
    const read = logs.map(async ({ name, file }) => ({
      name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    }))
    addLogs(doc, await Promise.all(read), 12)
    const held = doc.held
    await previewLogs(doc, context)
    expect(doc.held).toBeGreaterThan(held)
    doc.hive.allowDirty()
    const name = 'New'
    await runEdit(doc, { kind: 'create-key', parent: doc.info.root, name }, context)
    const { image } = doc.hive
    expect(doc.held).toBe(image.length + image.held + held - bytes.length)
  })
})

describe('a hive that needs no logs', () => {
  it('a hive that needs no logs is clean, and its logs are not applied', async () => {
    const { last, logs } = dirtyHive()
    const hive = await OpenHive.open(last, { logs })
    const { session, doc } = hive
    expect(hive.info).toMatchObject({ access: 'editable', dirty: false })
    const { verdicts, effect } = await session.previewLogs({ doc })
    expect(verdicts.map(({ fault }) => fault?.reason)).toEqual(['hive-clean', 'hive-clean'])
    expect(effect).toBeNull()
    await expect(session.applyLogs({ doc })).rejects.toMatchObject({ code: 'nothing-to-recover' })
  })
})

describe('a hive that cannot be opened without its logs', () => {
  function withoutRoot() {
    const { bytes, logs, last } = dirtyHive()
    return { bytes: corrupt(bytes, { at: BASE.ROOT_CELL, u32: 0x00ffff00 }), logs, last }
  }

  it('a hive that needs its logs opens with them applied, unsaved, and is saved that way', async () => {
    const { bytes, logs, last } = withoutRoot()
    const hive = await OpenHive.open(bytes, { logs })
    expect(hive.info).toMatchObject({
      size: bytes.length,
      access: 'editable',
      dirty: false,
      recovery: { needed: true, report: { effect: { before: null } } },
      state: { undo: null, unsaved: 1, size: last.length },
    })
    expect(await hive.session.digest({ doc: hive.doc })).toBe(await sha256(bytes))
    expect(linesOf(await savedBytes(hive))).toEqual(linesOf(last))
    expect(await hive.undo()).toBeNull()
  })

  it('when logs do not help, the error has the reason and the outcome of each log', async () => {
    const { bytes } = withoutRoot()
    const logs = [file('TEST.LOG1', new Uint8Array()), file('TEST.LOG2', new Uint8Array(600))]
    await expect(OpenHive.open(bytes, { logs })).rejects.toMatchObject({
      code: 'bad-root',
      detail: {
        logs: [
          { name: 'TEST.LOG1', fault: { reason: 'empty' } },
          { name: 'TEST.LOG2', fault: { reason: 'empty' } },
        ],
      },
    })
  })
})

it('all hives of one document count towards the size limit', async () => {
  const { bytes, logs } = dirtyHive()
  const session = createEngine(() => {})
  const { doc } = await session.open({ name: 'TEST', file: new Blob([bytes]), handle: null, logs })
  await session.applyLogs({ doc })
  const size = 3 * 1024 ** 3 - 2 * bytes.length
  const big = { size } as Blob
  await expect(
    session.open({ name: 'BIG', file: big, handle: null, logs: [] }),
  ).rejects.toMatchObject({ code: 'file-too-large' })
})

it('a hive that opens only with its logs needs room for a copy of it', async () => {
  const { bytes, logs } = dirtyHive()
  const broken = corrupt(bytes, { at: BASE.ROOT_CELL, u32: 0x00ffff00 })
  const given = logs.reduce((sum, log) => sum + log.file.size, broken.length)
  const session = createEngine(() => {})
  // Files that are being read take up all but the given room.
  const gate = deferred<ArrayBuffer>()
  const reading = (size: number) => {
    const file = { size, slice: () => ({ arrayBuffer: () => gate.promise }) } as unknown as Blob
    return session.open({ name: 'BIG', file, handle: null, logs: [] })
  }
  const open = () => {
    const file = new Blob([broken])
    return session.open({ name: 'TEST', file, handle: null, logs })
  }
  const half = 1.5 * 1024 ** 3
  const others = [half, half - given - broken.length + 1].map(reading)
  await expect(open()).rejects.toMatchObject({ code: 'out-of-memory' })
  gate.resolve(new ArrayBuffer(0))
  await Promise.allSettled(others)
  const { doc, recovery } = await open()
  expect(recovery).toMatchObject({ needed: true })
  expect((await session.check({ doc })).errors).toBe(0)
})

async function sha256(bytes: Bytes): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Buffer.from(digest).toString('hex')
}
