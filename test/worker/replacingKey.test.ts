/** Restoring a hive file over a key. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { encodeString } from '../../src/values/encode.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

function fill(root: Key): void {
  const old = root.create('Old')
  old.set('v', 1, encodeString('old'))
  old.createPath('Gone\\Below').set('w', 1, encodeString('w'))
  root.create('Other')
}

const saved = hiveBytes((root) => {
  root.set('top', 1, encodeString('new'))
  root.createPath('A\\B').set('x', 4, Uint8Array.of(1, 0, 0, 0))
})

const fileOf = (bytes: Uint8Array) => new Blob([Uint8Array.from(bytes)])

/** Restores a hive over a key; what the preview says. */
async function restored(hive: OpenHive, path: string, bytes = saved) {
  const { session, doc } = hive
  const key = path === '' ? hive.info.root : await hive.key(path)
  const preview = await session.previewReplace({ doc, key, file: fileOf(bytes) })
  return { preview, result: await session.applyReplace({ doc, key }) }
}

const valuesIn = async (hive: OpenHive, path: string) =>
  (await hive.values(await hive.key(path))).flatMap(({ name, absent }) => (absent ? [] : [name]))

describe('restoring a hive over a key', () => {
  it('says what goes and what comes, and is one step', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { preview, result } = await restored(hive, 'Old')
    expect(preview).toEqual({
      ...{ goes: { keys: 2, values: 2 }, comes: { keys: 2, values: 2 } },
      dirty: false,
    })
    expect(result.label).toEqual({ kind: 'restore-hive', name: 'Old', count: 4 })
    expect(await valuesIn(hive, 'Old')).toEqual(['top'])
    expect(await valuesIn(hive, 'Old\\A\\B')).toEqual(['x'])
    await expect(hive.key('Old\\Gone')).rejects.toThrow()
    expect(await hive.findings()).toEqual([])
    await hive.undo()
    expect(await valuesIn(hive, 'Old')).toEqual(['v'])
    expect(await valuesIn(hive, 'Old\\Gone\\Below')).toEqual(['w'])
  })

  it('goes over the root, too', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    await restored(hive, '')
    expect(await hive.outline()).toEqual(['ROOT', '.A'])
    await hive.undo()
    expect(await hive.outline()).toEqual(['ROOT', '.Old', '.Other'])
  })

  it('keeps permissions and times of the keys of the hive', async () => {
    const made = Hive.open(saved.slice())
    const hive = await OpenHive.open(hiveBytes(fill))
    await restored(hive, 'Old')
    const { lastWrite } = await hive.session.keyDetails({
      doc: hive.doc,
      key: await hive.key('Old\\A\\B'),
    })
    expect(lastWrite).toBe(made.key('A\\B').lastWrite)
  })

  it('needs a preview of that key, a sound hive, and a hive that may be edited', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { session, doc } = hive
    const key = await hive.key('Old')
    await expect(session.applyReplace({ doc, key })).rejects.toMatchObject({ code: 'stale' })
    await session.previewReplace({ doc, key, file: fileOf(saved) })
    const other = await hive.key('Other')
    await expect(session.applyReplace({ doc, key: other })).rejects.toMatchObject({ code: 'stale' })
    await session.endReplace({ doc })
    await expect(session.applyReplace({ doc, key })).rejects.toMatchObject({ code: 'stale' })
    const damaged = fileOf(corrupt(saved, { at: 0x1024 + 20, u32: 9 }))
    await expect(session.previewReplace({ doc, key, file: damaged })).rejects.toMatchObject({
      code: 'damaged',
    })
    const text = new Blob(['words'])
    await expect(session.previewReplace({ doc, key, file: text })).rejects.toMatchObject({
      code: 'not-a-hive',
    })
    expect(await hive.outline()).toEqual(['ROOT', '.Old', '.Other'])
  })
})
