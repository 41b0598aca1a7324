/** A search by its definition: slow, with copies of everything, and without a look at the raw bytes. */

import { decodeLatin1, decodeUtf16 } from '../../src/bytes/text.ts'
import { upcase } from '../../src/bytes/upcase.ts'
import type { Hive } from '../../src/offreg/Hive.ts'
import { Key } from '../../src/offreg/Key.ts'
import { findKeyNode, storedKeyName } from '../../src/regf/keyNode.ts'
import { findKeyValue, storedValueName } from '../../src/regf/keyValue.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { compileQuery } from '../../src/search/compile.ts'
import { EVERYWHERE, queryNumber, type SearchQuery } from '../../src/search/query.ts'
import { type Hit, search } from '../../src/search/search.ts'
import { standardType } from '../../src/values/valueType.ts'

/** `PLACE PATH "NAME" ENCODING OFFSET+LENGTH` */
export type Line = string

/** A query that finds a text everywhere, but for what is given. */
export function queryOf(text: string, rest: Partial<SearchQuery> = {}): SearchQuery {
  return { ...EVERYWHERE, text, ...rest }
}

/** What the engine finds. */
export function searched(hive: Hive, query: SearchQuery, top = hive.root): Line[] {
  const lines: Line[] = []
  search(
    hive.cells,
    top,
    compileQuery(query),
    (hit) => {
      lines.push(lineOf(hive, hit))
    },
    top === hive.root,
  )
  return lines
}

export function lineOf(hive: Hive, { place, key, value, match }: Hit): Line {
  const path = new Key(hive, key).path.join('\\')
  const name = value === null ? '' : ` "${nameOf(hive, value).text}"`
  return `${place} ${path}${name} ${match.encoding} ${match.offset}+${match.length}`
}

function nameOf({ cells }: Hive, value: CellOffset) {
  const { at, length, latin1 } = storedValueName(cells, value, findKeyValue(cells, value))
  const bytes = cells.image.bytesView(at, length)
  return { text: latin1 ? decodeLatin1(bytes) : decodeUtf16(bytes), latin1 }
}

/** What has to be found. */
export function modelSearch(hive: Hive, query: SearchQuery, top = hive.rootKey): Line[] {
  const lines: Line[] = []
  const visit = (key: Key) => {
    const { cells } = hive
    const isInTime =
      (query.writtenFrom === null || key.lastWrite >= query.writtenFrom) &&
      (query.writtenTo === null || key.lastWrite < query.writtenTo)
    const path = key.path.join('\\')
    const isAny = query.types === null && query.leastSize === 0 && query.mostSize === Infinity
    if (isInTime && isAny && query.places.includes('key')) {
      const { latin1 } = storedKeyName(cells, key.cell, findKeyNode(cells, key.cell))
      const found = inName(key.name, latin1, query)
      if (found !== null) lines.push(`key ${path} ${found}`)
    }
    for (const value of isInTime ? key.values() : []) {
      const { text, latin1 } = nameOf(hive, value.cell)
      const standard = standardType(value.type)
      const hasType = query.types?.some((type) => type === value.type || type === standard) ?? true
      if (!hasType || value.size < query.leastSize || value.size > query.mostSize) continue
      const name = query.places.includes('name') ? inName(text, latin1, query) : null
      if (name !== null) lines.push(`name ${path} "${text}" ${name}`)
      const data = query.places.includes('data') ? inData(value.data, value.type, query) : null
      if (data !== null) lines.push(`data ${path} "${text}" ${data}`)
    }
    for (const subkey of key.subkeys()) visit(subkey)
  }
  visit(top)
  return lines
}

function fold(text: string, { matchCase }: SearchQuery): string {
  return matchCase ? text : upcase(text)
}

function inName(name: string, latin1: boolean, query: SearchQuery): string | null {
  if (query.kind !== 'text' && query.kind !== 'any') return null
  const wanted = fold(query.text, query)
  const at = fold(name, query).indexOf(wanted)
  if (at < 0 || (query.whole && name.length !== wanted.length)) return null
  const width = latin1 ? 1 : 2
  return `${latin1 ? 'latin1' : 'utf16'} ${at * width}+${wanted.length * width}`
}

function inData(data: Uint8Array, type: number, query: SearchQuery): string | null {
  const found: { readonly at: number; readonly order: number; readonly line: string }[] = []
  const standard = standardType(type)
  const isText = standard === 1 || standard === 2 || standard === 6 || standard === 7
  const add = (order: number, at: number, length: number, encoding: string) => {
    found.push({ at, order, line: `${encoding} ${at}+${length}` })
  }
  if (query.kind === 'text' || query.kind === 'any') {
    const wanted = fold(query.text, query)
    const [evenText, oddText] = [0, 1].map((odd) => fold(decodeUtf16(data.subarray(odd)), query))
    const bytesText = fold(decodeLatin1(data), query)
    const readings = [
      { order: 0, width: 2, from: 0, text: evenText },
      { order: 0, width: 2, from: 1, text: isText ? '' : oddText },
      { order: 1, width: 1, from: 0, text: bytesText },
    ]
    for (const { order, width, from, text = '' } of readings) {
      const length = wanted.length * width
      for (let index = text.indexOf(wanted); index >= 0; index = text.indexOf(wanted, index + 1)) {
        const at = from + index * width
        const isEdge = (edge: number) =>
          edge < 0 ||
          edge + width > data.length ||
          data.subarray(edge, edge + width).every((byte) => byte === 0)
        if (query.whole && !(isEdge(at - width) && isEdge(at + length))) continue
        add(order, at, length, width === 2 ? 'utf16' : 'latin1')
        break
      }
    }
  }
  const number = queryNumber(query.text)
  if ((query.kind === 'number' || query.kind === 'any') && number !== null && !isText) {
    const isBig = standard === 5
    const isNumber = isBig || standard === 4 || standard === 11
    if (data.length > 0 && data.length <= 8 && isNumberAt(data, 0, data.length, number, isBig)) {
      add(2, 0, data.length, isBig ? 'big-endian' : 'little-endian')
    } else if (!query.whole && number !== 0n && !(isNumber && data.length <= 8)) {
      const widths = (number > 255n ? [2, 4, 8] : [4, 8]).filter((width) => {
        return number < 1n << BigInt(width * 8) && number >= -(1n << BigInt(width * 8 - 1))
      })
      const least = (number < 0n ? widths.filter((width) => width >= 4) : widths)[0] ?? 8
      for (let at = 0; at + least <= data.length; at++) {
        if (!isNumberAt(data, at, least, number, false)) continue
        const width = [8, 4, 2].find(
          (one) => at + one <= data.length && isNumberAt(data, at, one, number, false),
        )
        add(2, at, width ?? least, 'little-endian')
        break
      }
    }
  }
  if (query.kind === 'hex') {
    const pattern = query.text.split(' ').map((byte) => (byte === '??' ? null : parseInt(byte, 16)))
    for (let at = 0; at + pattern.length <= data.length; at++) {
      if (query.whole && (at > 0 || pattern.length !== data.length)) break
      if (!pattern.every((byte, index) => byte === null || data[at + index] === byte)) continue
      add(3, at, pattern.length, 'bytes')
      break
    }
  }
  return found.sort((a, b) => a.at - b.at || a.order - b.order)[0]?.line ?? null
}

function isNumberAt(data: Uint8Array, at: number, width: number, wanted: bigint, isBig: boolean) {
  const bytes = [...data.subarray(at, at + width)]
  const value = (isBig ? bytes : bytes.toReversed()).reduce(
    (sum, byte) => sum * 256n + BigInt(byte),
    0n,
  )
  const bits = width * 8
  return value === wanted || (wanted < 0n && BigInt.asIntN(bits, value) === wanted)
}
