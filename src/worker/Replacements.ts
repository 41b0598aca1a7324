/** What is to be replaced at each hit of a search: only in names, and in data that people see as text. */

import { decodeUtf16, encodeUtf16 } from '../bytes/text.ts'
import { upcase } from '../bytes/upcase.ts'
import type { Hive } from '../offreg/Hive.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { findKeyValue, findValue, valueName, valueType } from '../regf/keyValue.ts'
import { LIMIT, NK } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { findSubkey } from '../regf/subkeyList.ts'
import { dataCopy } from '../regf/valueData.ts'
import type { Replacer } from '../search/replaced.ts'
import { multiStringEnd, stringEnd } from '../values/decode.ts'
import { standardType, VALUE_TYPE } from '../values/valueType.ts'
import type { HitPlace } from './HitReader.ts'
import type { Place, ReplacementRow, ReplaceProblem } from './protocol.ts'

/** Units that are shown before what changes, and of each text. */
const BEFORE = 24
const SHOWN = 120
const FIRST_ROOM = 256

/** The problems by their number; 0 is none. */
const PROBLEMS: readonly (ReplaceProblem | null)[] = [
  null,
  'key-exists',
  'value-exists',
  'name-empty',
  'name-too-long',
  'name-has-backslash',
  'root-key',
  'data-too-large',
  'empty-string',
]

/** A text and what it becomes. */
interface Change {
  readonly was: string
  /** null if it would be far too long. */
  readonly becomes: string | null
  /** How many times something is replaced in it. */
  readonly count: number
  /** A string of a list would be left empty. */
  readonly leavesEmpty: boolean
  /** Bytes of the data after the text, which stay. */
  readonly rest: number
}

export class Replacements {
  /** The number of hits at which nothing can be replaced. */
  blocked = 0
  readonly #hive: Hive
  readonly #replacer: Replacer
  /** The problem of each hit, by its number. */
  #problems = new Uint8Array(FIRST_ROOM)
  #count = 0
  /** The names that were given away, by the key that they are in. */
  readonly #taken = new Set<string>()

  constructor(hive: Hive, replacer: Replacer) {
    this.#hive = hive
    this.#replacer = replacer
  }

  /** Takes the next hit; false if there is nothing to replace, so that it is no hit. */
  add(place: Place, at: HitPlace): boolean {
    const change = this.#changeOf(place, at)
    if (change === null) return false
    const problem = this.#problemOf(place, at, change)
    if (this.#count === this.#problems.length) {
      const larger = new Uint8Array(this.#count * 2)
      larger.set(this.#problems)
      this.#problems = larger
    }
    this.#problems[this.#count++] = PROBLEMS.indexOf(problem)
    if (problem !== null) this.blocked++
    return true
  }

  /** Why nothing can be replaced at a hit; null if it can be. */
  problemAt(index: number): ReplaceProblem | null {
    return PROBLEMS[this.#problems[index] as number] ?? null
  }

  /** What people see of it. */
  row(index: number, place: Place, at: HitPlace): ReplacementRow | null {
    const change = this.#changeOf(place, at)
    if (change === null) return null
    const { was, count } = change
    const becomes = change.becomes ?? ''
    let same = 0
    while (same < was.length && was[same] === becomes[same]) same++
    const from = Math.max(0, same - BEFORE)
    return {
      was: was.slice(from, from + SHOWN),
      becomes: becomes.slice(from, from + SHOWN),
      cutStart: from > 0,
      cutWas: was.length > from + SHOWN,
      cutBecomes: becomes.length > from + SHOWN,
      count,
      problem: this.problemAt(index),
    }
  }

  /** The new name at a hit in a name; null if there is nothing to replace any more. */
  newName(place: 'key' | 'name', at: HitPlace): string | null {
    return this.#changeOf(place, at)?.becomes ?? null
  }

  /** The new data of a value; null if there is nothing to replace any more. */
  newData(value: CellOffset): { readonly type: number; readonly data: Uint8Array } | null {
    const { cells } = this.#hive
    const record = findKeyValue(cells, value)
    const type = valueType(cells, record)
    const data = dataCopy(cells, record)
    const change = this.#changeOfData(type, data)
    if (change?.becomes == null) return null
    const text = encodeUtf16(change.becomes)
    const rest = data.subarray(endOfText(type, data))
    const next = new Uint8Array(text.length + rest.length)
    next.set(text)
    next.set(rest, text.length)
    return { type, data: next }
  }

  #changeOf(place: Place, { key, value }: HitPlace): Change | null {
    const { cells } = this.#hive
    if (place === 'key') return this.#changeOfName(keyName(cells, key, findKeyNode(cells, key)))
    if (value === null) return null
    const record = findKeyValue(cells, value)
    if (record === 0) return null
    if (place === 'name') return this.#changeOfName(valueName(cells, value, record))
    const type = valueType(cells, record)
    return isReplaceable(type) ? this.#changeOfData(type, dataCopy(cells, record)) : null
  }

  #changeOfName(was: string): Change | null {
    const replaced = was === '' ? null : this.#replacer(was)
    if (replaced === null || replaced.text === was) return null
    return { was, becomes: replaced.text, count: replaced.count, leavesEmpty: false, rest: 0 }
  }

  #changeOfData(type: number, data: Uint8Array): Change | null {
    const end = endOfText(type, data)
    const was = decodeUtf16(data, 0, end)
    const isList = standardType(type) === VALUE_TYPE.MULTI_SZ
    const strings = isList ? was.split('\0') : [was]
    let count = 0
    let leavesEmpty = false
    let isTooLong = false
    const next = strings.map((string) => {
      const replaced = string === '' ? null : this.#replacer(string)
      if (replaced === null) return string
      count += replaced.count
      isTooLong ||= replaced.text === null
      leavesEmpty ||= isList && replaced.text === ''
      return replaced.text ?? ''
    })
    const becomes = next.join('\0')
    if (count === 0 || (becomes === was && !isTooLong)) return null
    return { was, becomes: isTooLong ? null : becomes, count, leavesEmpty, rest: data.length - end }
  }

  #problemOf(
    place: Place,
    at: HitPlace,
    { was, becomes, ...change }: Change,
  ): ReplaceProblem | null {
    const { cells, root } = this.#hive
    if (place === 'data') {
      if (change.leavesEmpty) return 'empty-string'
      const most = cells.minor >= 4 ? LIMIT.BIG_DATA : LIMIT.PLAIN_DATA
      return becomes === null || becomes.length * 2 + change.rest > most ? 'data-too-large' : null
    }
    if (place === 'key' && at.key === root) return 'root-key'
    if (becomes === '') return 'name-empty'
    const longest = place === 'key' ? LIMIT.KEY_NAME : LIMIT.VALUE_NAME
    if (becomes === null || becomes.length > longest) return 'name-too-long'
    if (place === 'key' && becomes.includes('\\')) return 'name-has-backslash'
    const key = findKeyNode(cells, at.key)
    const owner = place === 'key' ? (cells.image.u32(key + NK.PARENT) as CellOffset) : at.key
    const list = findKeyNode(cells, owner)
    const find = place === 'key' ? findSubkey : findValue
    const other = list === 0 ? NIL : find(cells, list, becomes)
    const own = place === 'key' ? at.key : at.value
    const name = `${place} ${owner} ${upcase(becomes)}`
    if ((other !== NIL && other !== own) || this.#taken.has(name)) {
      return place === 'key' ? 'key-exists' : 'value-exists'
    }
    this.#taken.add(name)
    return null
  }
}

/** Whether the data of a type is text in which something can be replaced. */
function isReplaceable(type: number): boolean {
  const standard = standardType(type)
  return (
    standard === VALUE_TYPE.SZ ||
    standard === VALUE_TYPE.EXPAND_SZ ||
    standard === VALUE_TYPE.MULTI_SZ
  )
}

/** Where the text that people see ends. */
function endOfText(type: number, data: Uint8Array): number {
  return standardType(type) === VALUE_TYPE.MULTI_SZ ? multiStringEnd(data) : stringEnd(data)
}
