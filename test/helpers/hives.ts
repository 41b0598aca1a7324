/** A hive with one of everything, made by the engine, and the offsets of its records. */

import { encodeUtf16 } from '../../src/bytes/text.ts'
import type { NewMinor } from '../../src/offreg/create.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { isLayered } from '../../src/regf/baseBlock.ts'
import { BASE, KEY_FLAG, LIST, NK, VK } from '../../src/regf/layout.ts'
import { type CellOffset, cellOffset, type FileOffset, fileOffset } from '../../src/regf/offsets.ts'
import { subkeyCells } from '../../src/regf/subkeyList.ts'
import { packSubkeys } from '../../src/regf/subkeyRebuild.ts'

/** FILETIME of everything in the hive: 2020-01-01. */
export const NOW = 132223104000000000n
export const MARK = 'still here'

const SZ = 1
const BINARY = 3
const DWORD = 4
const LINK = 6

/** Data of three big data segments. */
export const BIG_DATA = Uint8Array.from({ length: 40_000 }, (_, index) => index % 251)

/**
 * The keys below the root, and `Witness` with its value, are in the first bin; everything else that a test may damage
 * is in later bins.
 */
export function hiveOfEverything(minor: NewMinor = 5): Places {
  const hive = Hive.create({ minor, now: NOW })
  hive.clock = () => NOW
  const root = hive.rootKey
  for (const name of ['Witness', 'Filler', 'Alpha', 'Beta', 'Link', 'Many', 'Wide']) {
    root.create(name)
  }
  root.key('Witness').set('Mark', SZ, text(MARK))
  fillFirstBin(hive.key('Filler'))
  const alpha = root.key('Alpha')
  alpha.set('', SZ, text('default'))
  alpha.set('Inline', DWORD, Uint8Array.of(1, 2, 3, 4))
  alpha.set('Text', SZ, text('some text'))
  alpha.set('Wide ☃', SZ, text('snow'))
  alpha.set('Big', BINARY, BIG_DATA)
  alpha.create('One')
  alpha.create('Two').create('Deep')
  const beta = root.key('Beta')
  for (const name of ['A', 'B', 'C']) beta.create(name)
  const link = root.key('Link')
  link.set('SymbolicLinkValue', LINK, encodeUtf16('\\Registry\\Machine'))
  const many = root.key('Many')
  hive.transact(() => {
    for (let index = 0; index < 600; index++) many.create(`key ${1000 + index}`)
  })
  // The list as in a saved hive: an ri over leaves of 507 and 93.
  hive.transact(({ cells }) => packSubkeys(cells, cells.payloadAt(many.cell)))
  root.key('Wide').create('ⱦ')
  root.key('Wide').create('Ж')
  hive.transact(({ cells }) => {
    const node = cells.payloadAt(link.cell)
    cells.image.setU16(node + NK.FLAGS, link.flags | KEY_FLAG.SYM_LINK)
    const owner = cells.payloadAt(beta.cell)
    const name = encodeUtf16('Klass')
    const cell = cells.allocate(name.length)
    cells.image.setBytes(cells.payloadAt(cell), name)
    cells.image.setU32(owner + NK.CLASS, cell)
    cells.image.setU16(owner + NK.CLASS_LENGTH, name.length)
    if (minor === 6) cells.image.setU32(BASE.FLAGS, 2)
  })
  if (minor === 6 && !isLayered(hive.image)) throw new TypeError('not layered')
  return new Places(hive)
}

/** Sets smaller and smaller values until even the smallest does not fit into the first bin. */
function fillFirstBin(key: Key): void {
  let count = 0
  for (const size of [400, 100, 40, 5]) {
    const isInFirstBin = (cell: CellOffset) => key.hive.cells.bins.binAt(cell) === 0
    while (isInFirstBin(key.set(`Pad ${count++}`, BINARY, new Uint8Array(size)).cell));
  }
}

/** Text of a REG_SZ value, NUL included. */
export function text(value: string): Uint8Array {
  return encodeUtf16(`${value}\0`)
}

/** File offsets of the records of a hive, by path. */
export class Places {
  readonly hive: Hive
  readonly bytes: Uint8Array<ArrayBuffer>

  constructor(hive: Hive) {
    this.hive = hive
    this.bytes = hive.finishedCopy()
  }

  /** A key's cell. */
  cell(path: string): CellOffset {
    return this.hive.key(path).cell
  }

  /** A key's record. */
  nk(path: string): FileOffset {
    return this.#record(this.cell(path))
  }

  /** The list a key refers to: the ri, or the only leaf. */
  list(path: string): FileOffset {
    return this.follow(this.nk(path) + NK.SUBKEY_LIST)
  }

  /** A leaf below an ri. */
  leaf(path: string, index: number): FileOffset {
    return this.follow(this.list(path) + LIST.ENTRIES + index * 4)
  }

  /** The entry of a subkey in a leaf of 8-byte entries. */
  entry(path: string, index: number): FileOffset {
    return (this.list(path) + LIST.ENTRIES + index * 8) as FileOffset
  }

  valueList(path: string): FileOffset {
    return this.follow(this.nk(path) + NK.VALUE_LIST)
  }

  valueCell(path: string, name: string): CellOffset {
    const value = this.hive.key(path).value(name)
    if (value === null) throw new RangeError(`no value ${name} in ${path}`)
    return value.cell
  }

  vk(path: string, name: string): FileOffset {
    return this.#record(this.valueCell(path, name))
  }

  /** A value's data cell. */
  data(path: string, name: string): FileOffset {
    return this.follow(this.vk(path, name) + VK.DATA)
  }

  security(path: string): FileOffset {
    return this.follow(this.nk(path) + NK.SECURITY)
  }

  /** The record in the cell that the field at a file offset refers to. */
  follow(field: number): FileOffset {
    return this.#record(this.hive.image.u32(field) as CellOffset)
  }

  /** Cells of a key's subkeys. */
  children(path: string): Uint32Array {
    return subkeyCells(this.hive.cells, this.nk(path))
  }

  #record(cell: CellOffset): FileOffset {
    return this.hive.cells.payloadAt(cell)
  }
}

/** The size field of the cell a record is in. */
export function sizeField(record: FileOffset): FileOffset {
  return (record - 4) as FileOffset
}

/** The cell a record is in, in hives with short cell headers. */
export function cellOf(record: FileOffset): CellOffset {
  return cellOffset(sizeField(record))
}

/** First cell of a hive: the root. */
export const ROOT = 0x20 as CellOffset

export { fileOffset }
