import { expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { fileOffset } from '../../src/regf/offsets.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { corrupt } from '../helpers/corrupt.ts'

it('a key with subkeys in a bad bin does not move, since their parent fields could not be updated', () => {
  const made = Hive.create()
  const parent = made.rootKey.create('p')
  made.rootKey.create('wall')
  for (let n = 0; n < 60; n++) parent.create(`${n}`.padStart(100, 'k'))
  const { bins } = made.cells
  const damaged = corrupt(made.finishedCopy(), { at: fileOffset(bins.start(1)), u32: 0 })
  const hive = Hive.open(damaged.slice())
  const key = hive.key('p')
  expect(key.subkeyCells.length).toBeLessThan(60)
  expect(() => key.rename('a name that does not fit the cell')).toThrow(
    expect.objectContaining({ code: 'damaged' }),
  )
  expect(firstDifference(hive.image.bytesCopy(0, hive.image.length), damaged)).toBe(-1)
  expect(key.rename('q').name).toBe('q')
})
