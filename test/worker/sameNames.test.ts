import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { encodeString } from '../../src/values/encode.ts'
import type { KeyId, ValueRow } from '../../src/worker/protocol.ts'
import { caseBytes } from '../helpers/cases.ts'
import { sameNames } from '../helpers/sameNames.ts'
import { OpenHive } from './openHive.ts'

async function open(): Promise<{ hive: OpenHive; key: KeyId }> {
  const hive = await OpenHive.open(sameNames())
  return { hive, key: await hive.key('A') }
}

/** Names with `*` for a duplicate, and data, in stored order. */
async function seen(hive: OpenHive, key: KeyId): Promise<string[]> {
  const rows = await hive.values(key, 'stored')
  return rows.map(
    ({ name, duplicate, preview }) => `${name}${duplicate ? '*' : ''}=${preview.text}`,
  )
}

async function row(hive: OpenHive, key: KeyId, index: number): Promise<ValueRow> {
  const found = (await hive.values(key, 'stored'))[index]
  if (found === undefined) throw new Error(`no value ${index}`)
  return found
}

describe('values of one name', () => {
  const START = ['dup=of dup', 'DUP*=of DUX', '=of ', '*=of x', 'dup*=of duy']

  it('values of the same name have different ids', async () => {
    const { hive, key } = await open()
    expect(await seen(hive, key)).toEqual(START)
    const findings = await hive.findings()
    expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(
      Array.from({ length: 3 }, () => 'info value-duplicate'),
    )
  })

  it.each([0, 1, 2, 3, 4])(
    'each of several values of one name can be set alone: %i',
    async (index) => {
      const { hive, key } = await open()
      const { id } = await row(hive, key, index)
      const data = encodeString('changed and longer than what was there')
      const result = await hive.edit({ kind: 'set-value', key, value: id, type: 2, data })
      expect(result.focus).toEqual({ key, value: id })
      const now = [...START]
      now[index] = `${now[index]?.split('=')[0]}=changed and longer than what was there`
      expect(await seen(hive, key)).toEqual(now)
      await hive.undo()
      expect(await seen(hive, key)).toEqual(START)
      await hive.redo()
      expect(await seen(hive, key)).toEqual(now)
    },
  )

  it.each([1, 3, 4])(
    'each of several values of one name can be renamed alone: %i',
    async (index) => {
      const { hive, key } = await open()
      const { id } = await row(hive, key, index)
      await hive.edit({
        kind: 'rename-value',
        key,
        value: id,
        name: 'a much longer name of its own',
      })
      const names = (await seen(hive, key)).map((text) => text.split('=')[0])
      const wanted = START.map((text) => text.split('=')[0])
      wanted[index] = 'a much longer name of its own'
      expect(names).toEqual(wanted)
      await hive.undo()
      expect(await seen(hive, key)).toEqual(START)
    },
  )

  it('a duplicate value can change its case, but cannot take the name of another value', async () => {
    const { hive, key } = await open()
    const { id } = await row(hive, key, 4)
    await hive.edit({ kind: 'rename-value', key, value: id, name: 'Dup' })
    expect((await seen(hive, key)).at(-1)).toBe('Dup*=of duy')
    const unnamed = (await row(hive, key, 3)).id
    const edit = { kind: 'rename-value', key, value: unnamed, name: 'dup' } as const
    await expect(hive.edit(edit)).rejects.toMatchObject({ code: 'value-exists' })
  })

  it.each([0, 1, 2, 3, 4])(
    'each of several values of one name can be deleted alone: %i',
    async (index) => {
      const { hive, key } = await open()
      const { id } = await row(hive, key, index)
      await hive.edit({ kind: 'delete-values', key, values: [id] })
      const data = (await seen(hive, key)).map((text) => text.split('=')[1])
      const wanted = START.toSpliced(index, 1).map((text) => text.split('=')[1])
      expect(data.filter((text) => text !== '')).toEqual(wanted)
      await hive.undo()
      expect(await seen(hive, key)).toEqual(START)
    },
  )

  it('duplicate values survive a save that keeps the layout', async () => {
    const { hive, key } = await open()
    const { id } = await row(hive, key, 1)
    await hive.edit({ kind: 'set-value', key, value: id, type: 1, data: encodeString('second') })
    const { blob } = await hive.session.save({ doc: hive.doc, to: 'download', overwrite: false })
    const saved = Hive.open(new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer()))
    const values = [...(saved.rootKey.subkey('A')?.values() ?? [])]
    expect(values.map(({ name }) => name)).toEqual(['dup', 'DUP', '', '', 'dup'])
  })
})

const shared = caseBytes('duplicate-value.hiv')

describe.skipIf(shared === null)('duplicate-value.hiv', () => {
  const start = async () => {
    const hive = await OpenHive.open(shared ?? new Uint8Array())
    return { hive, key: await hive.key('A') }
  }

  it('each value with the name of an earlier one gets an info finding', async () => {
    const { hive } = await start()
    const findings = await hive.findings()
    expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual(
      Array.from({ length: 3 }, () => 'info value-duplicate'),
    )
  })

  it.each([0, 1, 2, 3, 4])(
    'value %i of duplicate-value.hiv can be edited, renamed and deleted alone',
    async (index) => {
      const { hive, key } = await start()
      const before = await seen(hive, key)
      expect(before).toHaveLength(5)
      const { id, name, duplicate } = await row(hive, key, index)
      await hive.edit({ kind: 'set-value', key, value: id, type: 1, data: encodeString('new') })
      const edited = await seen(hive, key)
      expect(edited).toEqual(before.with(index, `${name}${duplicate ? '*' : ''}=new`))
      if (name !== '' || duplicate) {
        await hive.edit({ kind: 'rename-value', key, value: id, name: 'renamed' })
        expect((await seen(hive, key))[index]).toBe('renamed=new')
        await hive.undo()
      }
      await hive.edit({ kind: 'delete-values', key, values: [id] })
      const left = (await hive.values(key, 'stored')).filter(({ absent }) => !absent)
      expect(left).toHaveLength(4)
      expect(left.map((one) => one.id)).not.toContain(id)
      await hive.undo()
      await hive.undo()
      expect(await seen(hive, key)).toEqual(before)
    },
  )
})
