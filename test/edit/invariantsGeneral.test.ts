/**
 * Write rules that hold for every edit (regf-format 6.1, 6.8, and 44 of 6.9), by their numbers. Rules
 * 9 and 20 to 47 are also named in `test/offreg` and `test/regf`.
 *
 * Not here, because no edit can do it yet: 6.1.7 for a security cell that moves (none ever does), the
 * newest log entry of 6.1.9, a class given to a new key (6.2.18 field 56, 6.2.19), a supplied
 * descriptor (6.2.15, 6.7.40, 6.7.41), deleting a damaged subtree by unlinking it (6.3.25), and making
 * a tombstone (6.8.43).
 */

import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, BIN, LIST, NK, SIG, VALUE_FLAG, VK } from '../../src/regf/layout.ts'
import { type CellOffset, fileOffset } from '../../src/regf/offsets.ts'
import { audit } from '../helpers/audit.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { cellOf, hiveOfEverything, NOW } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { EditRun, STEP_KINDS } from './EditRun.ts'
import { type EditCase, EVERY_EDIT, LATER, openEverything, places } from './everyEdit.ts'
import { FailingImage } from './FailingImage.ts'

const { bytes } = places
const everyEdit = EVERY_EDIT.map((edit) => [edit.name, edit] as const)

/** Most places at which one edit is made to fail. */
const FAILURES = 40

function bytesOf({ image }: Hive): Uint8Array<ArrayBuffer> {
  return image.bytesCopy(0, image.length)
}

function edited({ command }: EditCase, file: Uint8Array = bytes): Hive {
  const hive = openEverything(file)
  new History(hive).run(command(places))
  return hive
}

it('the hive that the edits start from keeps all rules', () => {
  expect(audit(openEverything())).toMatchObject({ problems: [], leaks: [] })
})

describe('6.1.1 an edit that fails changes nothing', () => {
  it.each(everyEdit)('6.1.1 the edit "%s" changes nothing when it fails', (_, edit) => {
    const done = bytesOf(edited(edit))
    const image = new FailingImage(bytes.slice().buffer)
    const hive = Hive.open(image)
    hive.clock = () => LATER
    hive.check()
    const history = new History(hive)
    const count = writesOf(edit)
    const step = Math.max(1, count / FAILURES)
    for (let failAt = 0; failAt < count; failAt += step) {
      image.writes = 0
      image.failAt = Math.floor(failAt)
      expect(() => history.run(edit.command(places))).toThrow('as if')
      expect(firstDifference(bytesOf(hive), bytes), `write ${failAt} of ${count}`).toBe(-1)
    }
    image.failAt = Number.POSITIVE_INFINITY
    history.run(edit.command(places))
    expect(firstDifference(bytesOf(hive), done)).toBe(-1)
  })

  function writesOf(edit: EditCase): number {
    const image = new FailingImage(bytes.slice().buffer)
    const hive = Hive.open(image)
    hive.check()
    new History(hive).run(edit.command(places))
    return image.writes
  }
})

describe('6.1.2 an edit does not change bytes outside its cells', () => {
  const rubbish = (length: number) => new Uint8Array(length).fill(0xb2)
  const tail = rubbish(bytes.length + 5000)
  tail.set(bytes)
  const file = corrupt(
    tail,
    { at: 112, bytes: rubbish(72) },
    { at: 184, bytes: rubbish(324) },
    { at: 520, bytes: rubbish(3520) },
    { at: fileOffset(places.hive.cells.bins.start(1)) + 12, bytes: rubbish(20) },
  )
  const before = audit(Hive.open(file.slice())).cells

  it.each(everyEdit)('6.1.2 the edit "%s" does not change bytes outside its cells', (_, edit) => {
    const hive = edited(edit, file)
    const dataSize = places.hive.image.u32(BASE.DATA_SIZE)
    const grown = hive.image.u32(BASE.DATA_SIZE) - dataSize
    const free = [...before].filter(([, cell]) => cell.free).map(([at]) => at)
    const allowed = [...edit.touches(places), ...free].map((at) => {
      const start: number = fileOffset(at as CellOffset)
      return [start, start + (before.get(at)?.size ?? 0)] as const
    })
    if (grown > 0) {
      const end = fileOffset(dataSize as CellOffset)
      allowed.push([BASE.DATA_SIZE, BASE.DATA_SIZE + 4], [end, end + grown])
    }
    const after = bytesOf(hive)
    for (const [from, to] of allowed) after.set(file.subarray(from, to), from)
    expect(firstDifference(after.subarray(0, file.length), file)).toBe(-1)
  })

  it('6.1.2 no edit changes a cell that nothing refers to', () => {
    const hive = openEverything()
    const { result: leak } = hive.transact(({ cells }) => cells.allocate(100))
    const leaky = hive.finishedCopy()
    const at = fileOffset(leak)
    for (const edit of EVERY_EDIT) {
      const after = edited(edit, leaky)
      expect(audit(after).leaks, edit.name).toEqual([leak])
      expect(after.image.bytesCopy(at, 104)).toEqual(leaky.slice(at, at + 104))
    }
  })
})

describe('6.1.3, 6.1.4, 6.1.5, 6.1.6, 6.7.42 bins, cells, references and counts hold', () => {
  it.each(everyEdit)('bins, cells, references and counts hold after the edit "%s"', (_, edit) => {
    expect(audit(edited(edit))).toMatchObject({ problems: [], leaks: [] })
  })

  it('bins, cells, references and counts hold after all edits in turn, each undone or kept', () => {
    const hive = openEverything()
    const history = new History(hive)
    for (const [index, { command }] of EVERY_EDIT.entries()) {
      history.run(command(places))
      if (index % 3 === 0 || index > 3) history.undo()
      expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
    }
  })
})

describe('6.1.3 to 6.1.6, 6.7.42 bins, cells, references and counts hold after random edits', () => {
  it.each([2, 3, 5] as const)(
    'the rules hold after random edits of a hive of version 1.%i',
    (minor) => {
      for (let seed = 0; seed < 6; seed++) {
        const random = rng(seed)
        const run = new EditRun(Hive.create({ minor, now: NOW }))
        for (let step = 0; step < 100; step++) {
          run.step({ kind: random.below(STEP_KINDS), seed: random.below(1 << 30) })
          if (step % 5 > 0) continue
          expect(audit(run.hive), run.script()).toMatchObject({ problems: [], leaks: [] })
        }
      }
    },
  )
})

describe('6.1.7 references follow a record that moves', () => {
  it('the leaf of its parent and the parent fields of its children follow a key that moves', () => {
    const hive = openEverything()
    const children = [...hive.key('Alpha').subkeys()].map(({ cell }) => cell)
    const entry = places.entry('', 0)
    expect(hive.image.u32(entry)).toBe(places.cell('Alpha'))
    const moved = hive.key('Alpha').rename('Alpha with a longer name').cell
    expect(moved).not.toBe(places.cell('Alpha'))
    expect(hive.image.u32(entry)).toBe(moved)
    for (const child of children) {
      expect(hive.image.u32(hive.cells.payloadAt(child) + NK.PARENT)).toBe(moved)
    }
  })

  it('the field of its key, or the entry of the index, follows a leaf that moves', () => {
    const hive = openEverything()
    const alpha = places.nk('Alpha') + NK.SUBKEY_LIST
    const before = hive.image.u32(alpha)
    hive.key('Alpha').create('Three')
    expect(hive.image.u32(alpha)).not.toBe(before)
    expect(hive.image.i32(fileOffset(before as CellOffset))).toBeGreaterThan(0)
    const index = places.list('Many')
    const [first, second] = [0, 1].map((n) => hive.image.u32(index + LIST.ENTRIES + n * 4))
    hive.key('Many').create('key 1100x')
    const leaves = [0, 1].map((n) => hive.image.u32(index + LIST.ENTRIES + n * 4))
    expect(hive.image.u16(index + LIST.COUNT)).toBe(2)
    expect(leaves).not.toContain(first)
    expect(leaves[1]).toBe(second)
    expect(hive.image.i32(fileOffset(first as CellOffset))).toBeGreaterThan(0)
  })

  it('the field of the key follows a value list, and the entry of the list a value', () => {
    const hive = openEverything()
    const alpha = places.nk('Alpha') + NK.VALUE_LIST
    for (let n = 0; n < 9; n++) hive.key('Alpha').set(`v${n}`, 4, new Uint8Array(4))
    const list = hive.image.u32(alpha) as CellOffset
    expect(list).not.toBe(cellOf(places.valueList('Alpha')))
    const renamed = hive.key('Alpha').value('Text')?.rename('Text with a longer name')
    expect(hive.image.u32(hive.cells.payloadAt(list) + 2 * 4)).toBe(renamed?.cell)
  })
})

describe('6.1.8 a changed key has the time of the edit, and no other key has', () => {
  it.each(everyEdit)('6.1.8 only the keys changed by the edit "%s" get its time', (_, edit) => {
    const hive = edited(edit)
    const stamped = audit(hive).keys.filter((cell) => {
      return hive.image.u64(fileOffset(cell as CellOffset) + 4 + NK.LAST_WRITE) !== NOW
    })
    expect(stamped).toHaveLength(edit.stamps.length)
    for (const path of edit.stamps) {
      expect(stamped).toContain(hive.key(path).cell)
      expect(hive.key(path).lastWrite).toBe(LATER)
    }
  })
})

describe('6.1.9 a save', () => {
  it('6.1.9 a save finishes the header of a file that was never finished', () => {
    const file = corrupt(
      bytes,
      { at: BASE.PRIMARY_SEQUENCE, u32: 7 },
      { at: BASE.SECONDARY_SEQUENCE, u32: 5 },
      { at: BASE.CHECKSUM, u32: 0x12345678 },
    )
    const hive = openEverything(file)
    hive.allowDirty()
    const { image, base } = Hive.open(hive.finishedCopy())
    expect(base).toMatchObject({ primarySequence: 8, secondarySequence: 8, dirty: false })
    expect(base.lastWritten).toBe(LATER)
    expect(image.u64(fileOffset(0 as CellOffset) + BIN.TIMESTAMP)).toBe(LATER)
    expect(image.u32(BASE.TYPE)).toBe(0)
  })
})

describe('6.1.10 an edit keeps the version, which decides the kind of list', () => {
  it.each([
    [2, SIG.LI],
    [3, SIG.LF],
    [4, SIG.LF],
    [5, SIG.LH],
    [6, SIG.LH],
  ] as const)('an edit of version 1.%i writes the lists of that version', (minor, signature) => {
    const hive = Hive.create({ minor })
    const leaf = hive.rootKey.create('k').hive
    const list = hive.image.u32(leaf.cells.payloadAt(hive.root) + NK.SUBKEY_LIST) as CellOffset
    expect(hive.image.u16(hive.cells.payloadAt(list))).toBe(signature)
    const big = hive.rootKey.set('big', 3, new Uint8Array(20_000))
    const data = hive.image.u32(hive.cells.payloadAt(big.cell) + VK.DATA) as CellOffset
    expect(hive.image.u16(hive.cells.payloadAt(data)) === SIG.DB).toBe(minor >= 4)
    expect(Hive.open(hive.finishedCopy()).version).toBe(`1.${minor}`)
  })
})

describe('6.1.11 an edit that sets the present content changes nothing', () => {
  it.each([
    [
      'setting a value',
      (hive: Hive) =>
        hive
          .key('Alpha')
          .set('TEXT', 1, places.hive.key('Alpha').value('Text')?.data ?? new Uint8Array()),
    ],
    [
      'setting big data',
      (hive: Hive) =>
        hive
          .key('Alpha')
          .set('Big', 3, places.hive.key('Alpha').value('Big')?.data ?? new Uint8Array()),
    ],
    ['renaming a key', (hive: Hive) => hive.key('Alpha').rename('Alpha')],
    ['renaming a value', (hive: Hive) => hive.key('Alpha').value('Text')?.rename('Text')],
    ['creating a path', (hive: Hive) => hive.rootKey.createPath('alpha\\two\\deep')],
    [
      'deleting no values',
      (hive: Hive) => new History(hive).run({ kind: 'delete-values', key: hive.root, indexes: [] }),
    ],
  ])('6.1.11 %s changes nothing if the content stays the same', (_, edit) => {
    const hive = openEverything()
    edit(hive)
    expect(hive.image.revision).toBe(0)
    expect(firstDifference(bytesOf(hive), bytes)).toBe(-1)
  })
})

describe('6.1.12 saving', () => {
  it.each(everyEdit)('6.1.12 a save after the edit "%s" keeps the tree byte by byte', (_, edit) => {
    const hive = edited(edit)
    const before = bytesOf(hive)
    const first = hive.finishedCopy()
    hive.clock = () => LATER + 1n
    const second = Hive.open(first.slice()).finishedCopy()
    for (const saved of [first, second]) {
      expect(firstDifference(withoutHeader(saved), withoutHeader(before))).toBe(-1)
    }
  })

  /** Sequence numbers, times and checksum: all that a save may change. */
  function withoutHeader(file: Uint8Array): Uint8Array {
    return file.slice().fill(0, 4, 20).fill(0, 508, 512).fill(0, 4116, 4124)
  }
})

describe('6.8.43 edits keep the attributes of layers', () => {
  const layered = hiveOfEverything(6)
  const one = layered.nk('Alpha\\One')
  const inline = layered.vk('Alpha', 'Inline')
  const file = corrupt(
    layered.bytes,
    { at: layered.nk('Beta') + NK.LAYER, u8: 0x83 },
    { at: one + NK.LAYER, u8: 1 },
    { at: inline + VK.FLAGS, u16: VALUE_FLAG.COMP_NAME | VALUE_FLAG.TOMBSTONE },
    { at: inline + VK.DATA_SIZE, u32: 0 },
    { at: inline + VK.DATA, u32: 0xffffffff },
  )

  it('a rename keeps the layer byte, also in another cell', () => {
    const hive = Hive.open(file.slice())
    for (const name of ['beta', 'Beta with a longer name']) {
      const { cell } = hive.key('Beta').rename(name)
      expect(hive.image.u8(hive.cells.payloadAt(cell) + NK.LAYER)).toBe(0x83)
      if (name !== 'beta') continue
      hive.key('beta').rename('Beta')
    }
  })

  it('a rename keeps the tombstone flag of a value, and setting the value clears it', () => {
    const hive = Hive.open(file.slice())
    const { cell } = hive.key('Alpha').value('Inline')?.rename('Inline, longer') ?? fail()
    const flags = () => hive.image.u16(hive.cells.payloadAt(cell) + VK.FLAGS)
    expect(flags()).toBe(VALUE_FLAG.COMP_NAME | VALUE_FLAG.TOMBSTONE)
    hive.key('Alpha').set('Inline, longer', 4, new Uint8Array(4))
    expect(flags()).toBe(VALUE_FLAG.COMP_NAME)
    expect(Hive.open(hive.finishedCopy()).check().findings).toEqual([])
  })

  it('nothing can be created below a tombstone', () => {
    const hive = Hive.open(file.slice())
    const refused = expect.objectContaining({ code: 'tombstone-key' })
    expect(() => hive.key('Alpha\\One').create('k')).toThrow(refused)
    expect(() => hive.key('Alpha\\One').set('v', 4, new Uint8Array(4))).toThrow(refused)
    expect(firstDifference(bytesOf(hive), file)).toBe(-1)
  })

  function fail(): never {
    throw new RangeError('no such value')
  }
})

describe('6.9.44 undo restores the opened bytes, and redo the edited ones', () => {
  it.each(everyEdit)('6.9.44 the edit "%s" can be undone and redone byte by byte', (_, edit) => {
    const hive = openEverything()
    const history = new History(hive)
    history.run(edit.command(places))
    const after = bytesOf(hive)
    for (let round = 0; round < 3; round++) {
      history.undo()
      expect(firstDifference(bytesOf(hive), bytes)).toBe(-1)
      history.redo()
      expect(firstDifference(bytesOf(hive), after)).toBe(-1)
    }
  })
})
