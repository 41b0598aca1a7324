import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { fileOffset } from '../../src/regf/offsets.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { findingsOf, hiveBytes, OpenHive } from './openHive.ts'

const MAX_SUBKEY_NAME = 4 + 0x34

function withKeys(count: number) {
  return hiveBytes((root) => {
    for (let n = 0; n < count; n++) root.create(`key ${n}`)
  })
}

describe('a check of an open hive', () => {
  it('a check counts the current keys and values', async () => {
    const hive = await OpenHive.open(withKeys(3))
    const { doc, session } = hive
    expect(await session.check({ doc })).toMatchObject({ keys: 4, values: 0, revision: 0 })
    const key = await hive.key('key 1')
    await hive.edit({ kind: 'create-key', parent: key, name: 'New' })
    const type = VALUE_TYPE.BINARY
    await hive.edit({ kind: 'create-value', key, name: 'v', type, data: new Uint8Array(8) })
    await hive.edit({ kind: 'delete-key', key: await hive.key('key 2') })
    expect(await session.check({ doc })).toMatchObject({ keys: 4, values: 1, revision: 3 })
    await hive.undo()
    expect(await session.check({ doc })).toMatchObject({ keys: 5, values: 1, revision: 4 })
  })

  it('a check omits a problem that an edit fixed, and lists it again after undo', async () => {
    const bytes = withKeys(1)
    const at = fileOffset(Hive.open(bytes.slice()).root) + MAX_SUBKEY_NAME
    const hive = await OpenHive.open(corrupt(bytes, { at, u16: 0 }))
    const { doc, session } = hive
    const codes = async () => (await findingsOf(session, doc)).map(({ code }) => code)
    expect(await codes()).toEqual(['maximum-too-small'])
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'longer than key 0' })
    expect(await codes()).toEqual([])
    await hive.undo()
    expect(await codes()).toEqual(['maximum-too-small'])
  })

  it('a check with nothing changed is answered at once, without progress', async () => {
    const hive = await OpenHive.open(withKeys(5000))
    const { doc, session } = hive
    await session.check({ doc })
    const seen: number[] = []
    const context = {
      signal: new AbortController().signal,
      progress: (done: number) => {
        seen.push(done)
      },
    }
    await session.check({ doc }, context)
    expect(seen).toEqual([])
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
    await session.check({ doc }, context)
    expect(seen.every((done) => done >= 0 && done <= 1)).toBe(true)
  })

  it('a check can be cancelled, and edits do not wait for it', async () => {
    const hive = await OpenHive.open(withKeys(5000))
    const { doc, session } = hive
    await session.check({ doc })
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'First' })
    const stop = new AbortController()
    const context = { signal: stop.signal, progress: () => {} }
    const waiting = session.check({ doc }, context)
    const { state } = await hive.edit({
      kind: 'create-key',
      parent: hive.info.root,
      name: 'Second',
    })
    expect(state.revision).toBe(2)
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    expect((await session.check({ doc })).keys).toBe(5003)
  })

  it('an edit during a check restarts it, and its result includes the edit', async () => {
    const hive = await OpenHive.open(withKeys(5000))
    const { doc, session } = hive
    await session.check({ doc })
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'First' })
    const waiting = session.check({ doc })
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'Second' })
    expect(await waiting).toMatchObject({ keys: 5003, revision: 2 })
  })

  it('after a later check a save is still compared with the hive as opened', async () => {
    const bytes = withKeys(1)
    const at = fileOffset(Hive.open(bytes.slice()).key('key 0').cell) + 4 + 0x14
    const hive = await OpenHive.open(corrupt(bytes, { at, u32: 5 }))
    const { doc, session } = hive
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
    expect((await session.check({ doc })).errors).toBe(1)
    const { report } = await session.save({ doc, to: 'download', overwrite: false })
    expect(report).toMatchObject({ keys: 3, errors: 1 })
  })
})
