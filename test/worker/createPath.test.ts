/** Creating all keys of a path in one step. */

import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const open = () => OpenHive.open(hiveBytes((root) => root.create('Software').create('Old')))

describe('creating a path', () => {
  it('creates what is missing of it in one step, which undo takes back', async () => {
    const hive = await open()
    const { session, doc, info } = hive
    const names = ['SOFTWARE', 'New', 'Deep']
    const result = await hive.edit({ kind: 'create-path', parent: info.root, names })
    expect(result.label).toEqual({ kind: 'create-path', name: 'SOFTWARE\\New\\Deep', count: 1 })
    expect(result.focus.key).toBe(await hive.key('Software\\New\\Deep'))
    expect(result.state.unsaved).toBe(1)
    await session.undo({ doc })
    expect(await session.resolvePath({ doc, text: 'Software\\New\\Deep' })).toMatchObject({
      missing: 'New',
      rest: ['New', 'Deep'],
    })
  })

  it('creates nothing when a name cannot be one, and no step when all exist', async () => {
    const hive = await open()
    const { session, doc, info } = hive
    const parent = info.root
    const bad = hive.edit({ kind: 'create-path', parent, names: ['A', 'x'.repeat(256)] })
    await expect(bad).rejects.toThrow(HiveError)
    expect((await session.resolvePath({ doc, text: 'A' })).missing).toBe('A')
    const old = await hive.edit({ kind: 'create-path', parent, names: ['Software', 'Old'] })
    expect(old.state.unsaved).toBe(0)
    expect(old.focus.key).toBe(await hive.key('Software\\Old'))
  })

  it('a path into another hive has no names to create', async () => {
    const { session, doc } = await open()
    const text = 'HKEY_LOCAL_MACHINE\\SYSTEM\\Select'
    expect(await session.resolvePath({ doc, text })).toMatchObject({ kind: 'elsewhere', rest: [] })
  })
})
