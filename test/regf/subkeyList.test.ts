import { expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BIN, LIST, NK, SIG } from '../../src/regf/layout.ts'
import { type CellOffset, fileOffset } from '../../src/regf/offsets.ts'
import { eachLeaf } from '../../src/regf/subkeyList.ts'
import { corrupt } from '../helpers/corrupt.ts'

const KEYS = 1600

/** A hive with an index of three leaves, some of them emptied as hivex leaves them. */
function withEmptyLeaves(emptied: readonly number[]): { hive: Hive; left: string[] } {
  const made = Hive.create()
  const names = Array.from({ length: KEYS }, (_, n) => `k${String(n).padStart(5, '0')}`)
  made.transact(() => {
    for (const name of names) made.rootKey.create(name)
  })
  const root = made.cells.payloadAt(made.root)
  const leaves: { leaf: CellOffset; count: number }[] = []
  eachLeaf(made.cells, root, (leaf, count) => {
    leaves.push({ leaf, count })
  })
  let first = 0
  const left: string[] = []
  made.transact(({ cells }) => {
    for (const [index, { leaf, count }] of leaves.entries()) {
      if (emptied.includes(index)) cells.image.setU16(cells.payloadAt(leaf) + LIST.COUNT, 0)
      else left.push(...names.slice(first, first + count))
      first += count
    }
    cells.image.setU32(root + NK.SUBKEY_COUNT, left.length)
  })
  return { hive: Hive.open(made.finishedCopy()), left }
}

it.each([[[0]], [[1]], [[2]], [[0, 1]], [[1, 2]], [[0, 2]]])(
  'an index whose leaves %j are empty is searched and edited like any other',
  (emptied) => {
    const { hive, left } = withEmptyLeaves(emptied)
    expect(hive.check().findings.filter(({ severity }) => severity !== 'info')).toMatchObject([
      { code: 'leaf-empty' },
    ])
    const wanted = new Set(left)
    for (const name of ['a', 'k00100x', 'k00600x', 'k01400x', 'z']) {
      hive.rootKey.create(name)
      wanted.add(name)
    }
    for (const name of [left[0], left.at(-1)]) {
      hive.key(name as string).delete()
      wanted.delete(name as string)
    }
    expect([...hive.rootKey.subkeys()].map(({ name }) => name)).toEqual([...wanted].sort())
    const findings = Hive.open(hive.finishedCopy()).check().findings
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([])
  },
)

it('an index without room for an entry, in the last bytes of a file, has no subkeys', () => {
  const bytes = Hive.create().finishedCopy()
  const { cells, image, root } = Hive.open(bytes.slice())
  let free = cells.bins.start(0) + BIN.HEADER
  while (image.i32(fileOffset(free as CellOffset)) < 0) {
    free -= image.i32(fileOffset(free as CellOffset))
  }
  const at = fileOffset(free as CellOffset)
  const list = cells.bins.end(0) - 8
  const hive = Hive.open(
    corrupt(
      bytes,
      { at, u32: image.i32(at) - 8 },
      { at: fileOffset(list as CellOffset), u32: -8 },
      { at: fileOffset(list as CellOffset) + 4, u32: SIG.RI },
      { at: cells.payloadAt(root) + NK.SUBKEY_COUNT, u32: 1 },
      { at: cells.payloadAt(root) + NK.SUBKEY_LIST, u32: list },
    ),
  )
  expect(hive.rootKey.subkey('any')).toBeNull()
  expect(() => hive.rootKey.create('any')).toThrow(expect.objectContaining({ code: 'damaged' }))
})
