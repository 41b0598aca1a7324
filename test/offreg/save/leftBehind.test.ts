/** What a compacted copy must not take along from the cells it copies. */

import { describe, expect, it } from 'vitest'
import { generateHive } from '../../../src/bench/generate.ts'
import { Hive } from '../../../src/offreg/Hive.ts'
import { compactHive } from '../../../src/offreg/save.ts'
import { MAX_NOTES } from '../../../src/regf/checks/Findings.ts'
import { HiveImage } from '../../../src/regf/HiveImage.ts'
import { INLINE, LIST, NK, SEGMENT_DATA, VK } from '../../../src/regf/layout.ts'
import type { CellOffset, FileOffset } from '../../../src/regf/offsets.ts'
import { dataSize } from '../../../src/regf/valueData.ts'
import { walkKeys } from '../../../src/regf/walk.ts'
import { firstDifference } from '../../helpers/bytes.ts'
import { NOW } from '../../helpers/hives.ts'

function generated(): Hive {
  return Hive.open(generateHive({ megabytes: 0.3, layout: 'aged', seed: 5 }))
}

/** The file offsets of all keys and values, with their cells. */
function records(hive: Hive) {
  const keys: { cell: CellOffset; at: FileOffset }[] = []
  const values: { cell: CellOffset; at: FileOffset }[] = []
  walkKeys(hive.cells, hive.root, {
    key(cell, at) {
      keys.push({ cell, at })
      return undefined
    },
    value(cell, at) {
      values.push({ cell, at })
      return undefined
    },
  })
  return { keys, values }
}

/** Fills what follows the used bytes of a cell. */
function soil({ cells }: Hive, cell: CellOffset, used: number): void {
  const at = cells.payloadAt(cell)
  cells.image.fill(at + used, cells.payloadSize(cell) - used, 0xa5)
}

describe('a compacted copy', () => {
  it('has nothing of the bytes after names and data, nor of fields without a meaning', () => {
    const hive = generated()
    const clean = compactHive(generated(), { minor: 5 })
    const { keys, values } = records(hive)
    hive.image.transact(() => {
      const { image, cells } = hive
      for (const { cell, at } of keys) {
        soil(hive, cell, NK.NAME + image.u16(at + NK.NAME_LENGTH))
        image.setU32(at + NK.VOLATILE_COUNT, 7)
        image.setU32(at + NK.WORK_VAR, 0xa5a5a5a5)
        image.setU8(at + NK.ACCESS_BITS, 3)
      }
      for (const { cell, at } of values) {
        soil(hive, cell, VK.NAME + image.u16(at + VK.NAME_LENGTH))
        image.setU16(at + VK.FLAGS + 2, 0xa5a5)
        const size = dataSize(cells, at)
        const isInline = image.u32(at + VK.DATA_SIZE) >= INLINE
        if (isInline) image.fill(at + VK.DATA + size, 4 - size, 0xa5)
        else if (size > 0 && size <= SEGMENT_DATA) {
          soil(hive, image.u32(at + VK.DATA) as CellOffset, size)
        }
      }
    })
    expect(keys.length).toBeGreaterThan(500)
    expect(firstDifference(compactHive(hive, { minor: 5 }), clean)).toBe(-1)
  })

  it.each([3, 5] as const)(
    'has the right hash of each name where the source has a wrong one (1.%i)',
    (minor) => {
      const hive = generated()
      const clean = compactHive(generated(), { minor })
      const { image } = hive
      spoilHash(hive, hive.root)
      const wrong = Hive.open(new HiveImage(image.bytesCopy(0, image.length).buffer))
      expect(wrong.check().findings.map(({ code }) => code)).toContain('hash-wrong')
      expect(firstDifference(compactHive(wrong, { minor }), clean)).toBe(-1)
    },
  )

  it('has the right hash of a name that was changed after the check', () => {
    const hive = generated()
    const clean = compactHive(hive, { minor: 5 })
    spoilHash(hive, hive.root)
    expect(firstDifference(compactHive(hive, { minor: 5 }), clean)).toBe(-1)
  })

  it('has the right hash of each name where the check found more than it lists', () => {
    const made = Hive.create({ now: NOW })
    const values = Array.from({ length: MAX_NOTES + 2 }, (_, n) => `v${10_000 + n}`)
    made.transact(() => {
      made.rootKey.create('Zero').create('Below')
      const many = made.rootKey.create('Many')
      for (const name of values) many.set(name, 4, new Uint8Array(4))
    })
    const hive = Hive.open(made.finishedCopy())
    hive.image.transact(() => {
      for (const { at } of records(hive).values) hive.image.fill(at + VK.NAME, 6, 0x61)
    })
    const copied = () => Hive.open(new HiveImage(hive.image.bytesCopy(0, hive.image.length).buffer))
    const clean = compactHive(copied(), { minor: 5 })
    spoilHash(hive, hive.key('Zero').cell)
    const wrong = copied()
    const codes = new Set(wrong.check().findings.map(({ code }) => code))
    expect([...codes]).toEqual(['value-duplicate', 'more-findings'])
    expect(firstDifference(compactHive(wrong, { minor: 5 }), clean)).toBe(-1)
  })
})

/** Changes the hash of the first subkey of a key. */
function spoilHash({ image, cells }: Hive, key: CellOffset): void {
  const list = image.u32(cells.payloadAt(key) + NK.SUBKEY_LIST) as CellOffset
  const hash = cells.payloadAt(list) + LIST.ENTRIES + 4
  image.transact(() => image.setU32(hash, image.u32(hash) ^ 0x1000))
}
