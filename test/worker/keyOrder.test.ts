import { describe, expect, it } from 'vitest'
import type { KeyOrder } from '../../src/worker/protocol.ts'
import { rawHive } from '../helpers/rawHive.ts'
import { OpenHive } from './openHive.ts'

const YEAR = 315_360_000_000_000n
const DAWN = 130_000_000_000_000_000n

function written(name: string, years: bigint) {
  return { name, lastWrite: DAWN + years * YEAR }
}

const HIVE = {
  minor: 5,
  root: {
    name: 'ROOT',
    subkeys: [
      written('ControlSet001', 3n),
      written('ControlSet10', 1n),
      {
        ...written('ControlSet2', 2n),
        subkeys: [written('b', 1n), written('c10', 2n), written('c9', 3n)],
      },
      // The order is by all 64 bits.
      { name: 'Late', lastWrite: DAWN + 3n * YEAR + 1n },
    ],
  },
}

async function open(): Promise<OpenHive> {
  return OpenHive.open(rawHive(HIVE))
}

async function sort(hive: OpenHive, order: KeyOrder): Promise<string[]> {
  await hive.session.sortKeys({ doc: hive.doc, order })
  return hive.outline()
}

describe('the order of keys', () => {
  it('numbers in names count as numbers, and times by all their bits', async () => {
    const hive = await open()
    expect(await hive.outline()).toEqual([
      'ROOT',
      '.ControlSet001',
      '.ControlSet10',
      '.ControlSet2',
      '.Late',
    ])
    expect(await sort(hive, 'natural')).toEqual([
      'ROOT',
      '.ControlSet001',
      '.ControlSet2',
      '.ControlSet10',
      '.Late',
    ])
    expect(await sort(hive, 'oldest')).toEqual([
      'ROOT',
      '.ControlSet10',
      '.ControlSet2',
      '.ControlSet001',
      '.Late',
    ])
    expect(await sort(hive, 'newest')).toEqual([
      'ROOT',
      '.Late',
      '.ControlSet001',
      '.ControlSet2',
      '.ControlSet10',
    ])
    expect((await hive.rows()).map(({ lastWrite }) => lastWrite).slice(1)).toEqual([
      DAWN + 3n * YEAR + 1n,
      DAWN + 3n * YEAR,
      DAWN + 2n * YEAR,
      DAWN + YEAR,
    ])
  })

  it('keys stay expanded, and their rows are found in the order', async () => {
    const hive = await open()
    const { doc, session } = hive
    await session.setExpanded({ doc, key: await hive.key('ControlSet2'), expanded: true })
    expect(await sort(hive, 'newest')).toEqual([
      'ROOT',
      '.Late',
      '.ControlSet001',
      '.ControlSet2',
      '..c9',
      '..c10',
      '..b',
      '.ControlSet10',
    ])
    const rows = await hive.rows()
    expect(rows[4]).toMatchObject({ name: 'c9', posInSet: 1, setSize: 3 })
    for (const [index, { id }] of rows.entries()) {
      expect(await session.reveal({ doc, key: id })).toMatchObject({ index })
    }
  })

  it('a new key takes its place in the order, and undo takes it away again', async () => {
    const hive = await open()
    await sort(hive, 'newest')
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'A' })
    expect((await hive.outline())[1]).toBe('.A')
    await hive.undo()
    expect((await hive.outline())[1]).toBe('.Late')
  })

  it('the stored order is not changed', async () => {
    const hive = await open()
    await sort(hive, 'newest')
    expect(await hive.session.hasChanges({ doc: hive.doc })).toBe(false)
    expect((await sort(hive, 'stored'))[1]).toBe('.ControlSet001')
  })
})
