/**
 * A hive as JSON that has everything `readJson` needs to make the same content again. The form is described in the
 * README of the project ("A hive as JSON").
 *
 * The text is I-JSON (RFC 7493), so that every parser reads it: member names are unique, there are no lone
 * surrogates, and no number is beyond what a double holds. What these rules exclude is written in hexadecimal.
 */

import { encodeUtf16 } from '../bytes/text.ts'
import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { keyClass, keyPath } from '../regf/keyNode.ts'
import { INLINE, KEY_FLAG, NK, SEGMENT_DATA, VALUE_FLAG, VK } from '../regf/layout.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { ReadWatch } from '../regf/ReadWatch.ts'
import { descriptorIn, linkedSecurity } from '../regf/securityCell.ts'
import { dataCopy, dataPieces, dataSize } from '../regf/valueData.ts'
import { type WalkAnswer, type WalkVisitor, walkSteps } from '../regf/walk.ts'
import { type SddlText, StoredSddl } from '../security/StoredSddl.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import type { Work } from '../work.ts'
import { type ByteSink, ByteText, type Constant, constant } from './ByteText.ts'
import { bigEndianAt, dwordAt, qwordAt } from './dataText.ts'
import { JSON_FORMAT, JSON_VERSION } from './jsonForm.ts'

/** Bits of NK.FLAGS that only say how the record is stored. */
const STORAGE_FLAGS = KEY_FLAG.COMP_NAME
/** The most bytes of a text that is first written and then taken back if it is not well-formed. */
const SHORT_TEXT = 4096
/** The most bytes of a text in several pieces that is put together to be written as text. */
const MOST_COPIED = 1 << 20

/** What of a hive is written. */
export interface JsonScope {
  /** The name of the file it came from. */
  readonly source: string
  /** The key that is written with everything below it; the root by default. */
  readonly key?: CellOffset
}

/**
 * Writes a hive as JSON. A damaged hive is written as far as it can be read.
 *
 * @param hive - the hive; it must not be edited meanwhile
 * @param scope - which key, and where it came from
 * @param sink - gets the text in UTF-8
 * @returns false if something could not be read, so that it is missing
 */
export function* writeJson(hive: Hive, scope: JsonScope, sink: ByteSink): Work<boolean> {
  const writer = new JsonWriter(hive, sink)
  const { root } = hive
  const top = scope.key ?? root
  writer.begin(scope.source, keyPath(hive.cells, root, top))
  const keys = top === root ? hive.surveyedKeys : null
  yield* walkSteps(hive.cells, top, writer, keys)
  return writer.end()
}

const KEYS = constant(',"keys":[\n')
const NEXT = constant(',\n')
const KEY_NAME = constant('{"name":"')
const LAST_WRITE = constant('","lastWrite":"')
const FLAGS = constant(',"flags":')
const USER_FLAGS = constant(',"userFlags":')
const LAYER = constant(',"layer":')
const SECURITY = constant(',"security":')
const VALUES = constant(',"values":[\n{"name":"')
const VALUE_NAME = constant(',\n{"name":"')
const TYPE = constant('","type":')
const NUMBER = constant(',"number":')
const HEX = constant(',"hex":"')
const TEXT = constant(',"text":"')
const STRINGS = constant(',"strings":[')
const MISSING = constant(',"missing":')
const QUOTE = constant('"')
const NAME_UTF16 = constant('","nameUtf16":"')
const END_OF_VALUES = constant(']')
const END_OF_KEY = constant('}')
const END_OF_KEYS = constant(']}')
const NO_TERMINATOR = constant('","terminator":false')

class JsonWriter implements WalkVisitor {
  readonly #hive: Hive
  readonly #cells: CellStore
  readonly #out: ByteText
  /** The file, for as long as the export runs. */
  readonly #file: Uint8Array<ArrayBuffer>
  /** The place of each descriptor in the table, by security cell. */
  readonly #descriptors = new Map<CellOffset, number>()
  readonly #sddl = new StoredSddl()
  /** The depth of the last key; -1 before the first. */
  #depth = -1
  #hasValues = false
  readonly #watch: ReadWatch

  constructor(hive: Hive, sink: ByteSink) {
    this.#hive = hive
    this.#cells = hive.cells
    this.#out = new ByteText(sink)
    this.#watch = new ReadWatch(hive.image)
    this.#file = hive.image.bytesView(0, hive.image.length)
  }

  /** Writes everything before the first key. */
  begin(source: string, path: readonly string[]): void {
    const out = this.#out
    const { base, version } = this.#hive
    out.ascii(`{"format":"${JSON_FORMAT}","formatVersion":${JSON_VERSION},"source":`)
    out.ascii('"')
    out.jsonText(source)
    out.ascii(`",\n"hive":{"version":"${version}","lastWritten":"`)
    const { lastWritten } = base
    out.time(Number(lastWritten >> 32n), Number(lastWritten & 0xffff_ffffn))
    out.ascii('"')
    this.#named(',"fileName', base.fileName)
    out.ascii('},\n"path":[')
    for (const [index, name] of path.entries()) {
      out.ascii(index === 0 ? '{' : ',{')
      this.#named('"name', name)
      out.ascii('}')
    }
    out.ascii('],\n"security":[')
    this.#writeDescriptors()
    out.ascii('],\n"root":')
  }

  key(_: CellOffset, key: FileOffset, depth: number): WalkAnswer {
    const out = this.#out
    const { image } = this.#cells
    this.#watch.key(key, depth)
    this.#closeTo(depth)
    if (depth > 0) out.put(depth > this.#depth ? KEYS : NEXT)
    this.#depth = depth
    this.#hasValues = false
    const flags = image.u16(key + NK.FLAGS)
    out.put(KEY_NAME)
    const length = Math.min(image.u16(key + NK.NAME_LENGTH), this.#room(key) - NK.NAME)
    this.#name(key + NK.NAME, length, (flags & KEY_FLAG.COMP_NAME) !== 0)
    out.put(LAST_WRITE)
    out.time(image.u32(key + NK.LAST_WRITE + 4), image.u32(key + NK.LAST_WRITE))
    out.put(QUOTE)
    const userFlags = image.u8(key + NK.USER_FLAGS)
    // User flags alone would be set without the others.
    const shown = flags & ~STORAGE_FLAGS
    if (shown !== 0 || userFlags !== 0) this.#number(FLAGS, shown)
    if (userFlags !== 0) this.#number(USER_FLAGS, userFlags)
    const layer = image.u8(key + NK.LAYER)
    if (layer !== 0) this.#number(LAYER, layer)
    if (image.u16(key + NK.CLASS_LENGTH) !== 0) this.#class(key)
    this.#security(image.u32(key + NK.SECURITY) as CellOffset)
    return undefined
  }

  value(_: CellOffset, value: FileOffset): WalkAnswer {
    const out = this.#out
    const { image, minor } = this.#cells
    this.#watch.value()
    out.put(this.#hasValues ? VALUE_NAME : VALUES)
    this.#hasValues = true
    const flags = minor < 2 ? 0 : image.u16(value + VK.FLAGS)
    const length = Math.min(image.u16(value + VK.NAME_LENGTH), this.#room(value) - VK.NAME)
    this.#name(value + VK.NAME, length, (flags & VALUE_FLAG.COMP_NAME) !== 0)
    const type = image.u32(value + VK.TYPE)
    this.#number(TYPE, type)
    if ((flags & ~VALUE_FLAG.COMP_NAME) !== 0) this.#number(FLAGS, flags & ~VALUE_FLAG.COMP_NAME)
    const answer = this.#data(value, type, image.u32(value + VK.DATA_SIZE))
    out.put(END_OF_KEY)
    return answer
  }

  /** Bytes of the payload of a record that the walk has visited. */
  #room(record: FileOffset): number {
    const { image, headerSize } = this.#cells
    return -image.i32(record - headerSize) - headerSize
  }

  /** Ends the text; returns false if something is missing. */
  end(): boolean {
    const out = this.#out
    if (this.#depth < 0) out.ascii('null')
    this.#closeTo(0)
    out.ascii('}\n')
    out.flush()
    this.#watch.end()
    return this.#watch.isWhole
  }

  /** Closes the last key unless the next one is below it, and every key above that it is not below either. */
  #closeTo(depth: number): void {
    const out = this.#out
    if (this.#hasValues) out.put(END_OF_VALUES)
    for (let open = this.#depth; open >= depth; open--) {
      out.put(open === this.#depth ? END_OF_KEY : END_OF_KEYS)
    }
  }

  /** Writes a stored name up to its quotation mark. One that is not well-formed is written in hexadecimal too. */
  #name(at: number, length: number, latin1: boolean): void {
    const out = this.#out
    if (latin1) {
      out.jsonLatin1(this.#file, at, at + length)
      return
    }
    const end = at + (length & ~1)
    if (out.jsonUtf16(this.#file, at, end)) return
    out.put(NAME_UTF16)
    out.hex(this.#file, at, end)
  }

  /** Writes a name that is not at a place in the file. */
  #named(field: string, name: string): void {
    const out = this.#out
    out.ascii(`${field}":"`)
    out.jsonText(name)
    out.ascii('"')
    if (name.isWellFormed()) return
    const units = encodeUtf16(name)
    out.ascii(`${field}Utf16":"`.replace(/^"/, ',"'))
    out.hex(units, 0, units.length)
    out.ascii('"')
  }

  #number(field: Constant, value: number): void {
    this.#out.put(field)
    this.#out.number(value)
  }

  #class(key: FileOffset): void {
    const className = keyClass(this.#cells, key)
    if (className !== null) this.#named(',"class', className)
  }

  #security(cell: CellOffset): void {
    const known = this.#descriptors.get(cell)
    if (known !== undefined) {
      this.#number(SECURITY, known)
      return
    }
    const found = descriptorIn(this.#cells, cell)
    if (found === null) {
      this.#watch.miss()
      return
    }
    this.#out.put(SECURITY)
    this.#descriptor(found.at, found.length)
  }

  /** The table of the descriptors, as far as they are linked. */
  #writeDescriptors(): void {
    for (const cell of linkedSecurity(this.#cells, this.#hive.root)) {
      const found = descriptorIn(this.#cells, cell)
      if (found === null) continue
      this.#out.ascii(this.#descriptors.size === 0 ? '\n' : ',\n')
      this.#descriptor(found.at, found.length)
      this.#descriptors.set(cell, this.#descriptors.size)
    }
  }

  /** Writes a descriptor as SDDL, and its bytes too where SDDL would lose something. */
  #descriptor(at: number, length: number): void {
    const out = this.#out
    const bytes = this.#file.subarray(at, at + length)
    const sddl = this.#sddlOf(bytes)
    if (sddl !== null) {
      out.ascii('{"sddl":"')
      out.jsonText(sddl.text)
      out.ascii(sddl.isWhole ? '"}' : '",')
      if (sddl.isWhole) return
    } else {
      out.ascii('{')
    }
    out.ascii('"hex":"')
    out.hex(bytes, 0, bytes.length)
    out.ascii('"}')
  }

  /** A descriptor as SDDL; null if it is not a descriptor. */
  #sddlOf(bytes: Uint8Array<ArrayBuffer>): SddlText | null {
    try {
      return this.#sddl.format(bytes)
    } catch (error) {
      if (error instanceof HiveError) return null
      throw error
    }
  }

  #data(value: FileOffset, type: number, stored: number): WalkAnswer {
    if (stored >= INLINE) {
      const at = value + VK.DATA
      this.#bytes(this.#file, at, at + Math.min(stored - INLINE, 4), type)
      return undefined
    }
    if (stored === 0) {
      this.#bytes(this.#file, 0, 0, type)
      return undefined
    }
    if (stored > SEGMENT_DATA) {
      this.#longData(value, type)
      return 'pause'
    }
    const cell = this.#cells.image.u32(value + VK.DATA) as CellOffset
    const length = Math.min(Math.max(0, this.#cells.payloadSize(cell)), stored)
    const at = length === 0 ? 0 : this.#cells.payloadAt(cell)
    this.#bytes(this.#file, at, at + length, type)
    if (length < stored) this.#missing(stored - length)
    return undefined
  }

  /** Data that may be in several pieces. */
  #longData(value: FileOffset, type: number): void {
    const pieces = dataPieces(this.#cells, value)
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
    const [first] = pieces
    if (first !== undefined && pieces.length === 1) {
      this.#bytes(this.#file, first.at, first.at + length, type)
    } else if (isText(type) && length <= MOST_COPIED) {
      this.#bytes(dataCopy(this.#cells, value), 0, length, type)
    } else {
      this.#out.put(HEX)
      for (const piece of pieces) this.#out.hex(this.#file, piece.at, piece.at + piece.length)
      this.#out.ascii('"')
    }
    const missing = dataSize(this.#cells, value) - length
    if (missing > 0) this.#missing(missing)
  }

  /** Says how many bytes of the data could not be read. */
  #missing(bytes: number): void {
    this.#watch.miss()
    this.#number(MISSING, bytes)
  }

  /** Writes data in the form of its type if that loses nothing, otherwise in hexadecimal. */
  #bytes(source: Uint8Array, from: number, to: number, type: number): void {
    const out = this.#out
    const length = to - from
    if (isText(type) && this.#textData(source, from, to, type)) return
    if (type === VALUE_TYPE.DWORD && length === 4) {
      this.#number(NUMBER, dwordAt(source, from))
    } else if (type === VALUE_TYPE.DWORD_BIG_ENDIAN && length === 4) {
      this.#number(NUMBER, bigEndianAt(source, from))
    } else if (type === VALUE_TYPE.QWORD && length === 8) {
      out.ascii(`,"number":"${qwordAt(source, from)}"`)
    } else {
      out.put(HEX)
      out.hex(source, from, to)
      out.put(QUOTE)
    }
  }

  /** Returns whether the data could be written as text. */
  #textData(source: Uint8Array, from: number, to: number, type: number): boolean {
    if (((to - from) & 1) !== 0) return false
    const out = this.#out
    const isLong = to - from > SHORT_TEXT
    if (isLong && !isWellFormed(source, from, to)) return false
    if (!isLong) out.room(SHORT_TEXT * 8)
    const { at } = out
    const isWritten =
      type === VALUE_TYPE.MULTI_SZ
        ? this.#strings(source, from, to)
        : this.#string(source, from, to)
    if (!isWritten) out.at = at
    return isWritten
  }

  #string(source: Uint8Array, from: number, to: number): boolean {
    const out = this.#out
    const hasTerminator = endsWithNul(source, from, to)
    out.put(TEXT)
    const isWell = out.jsonUtf16(source, from, hasTerminator ? to - 2 : to)
    out.put(hasTerminator ? QUOTE : NO_TERMINATOR)
    return isWell
  }

  /** Strings that each have a terminator; the list may have one too. */
  #strings(source: Uint8Array, from: number, to: number): boolean {
    const out = this.#out
    const isEmpty = from === to
    if (!isEmpty && !endsWithNul(source, from, to)) return false
    const hasTerminator = to - from === 2 || endsWithNul(source, from, to - 2)
    const end = hasTerminator ? to - 2 : to
    out.put(STRINGS)
    let start = from
    for (let at = from; at < end; at += 2) {
      if (source[at] !== 0 || source[at + 1] !== 0) continue
      out.ascii(start === from ? '"' : ',"')
      if (!out.jsonUtf16(source, start, at)) return false
      out.ascii('"')
      start = at + 2
    }
    out.ascii(hasTerminator ? ']' : '],"terminator":false')
    return true
  }
}

function isText(type: number): boolean {
  return (
    type === VALUE_TYPE.SZ ||
    type === VALUE_TYPE.EXPAND_SZ ||
    type === VALUE_TYPE.LINK ||
    type === VALUE_TYPE.MULTI_SZ
  )
}

function endsWithNul(source: Uint8Array, from: number, to: number): boolean {
  return to - from >= 2 && source[to - 1] === 0 && source[to - 2] === 0
}

/** Whether UTF-16 has no lone surrogate. */
function isWellFormed(source: Uint8Array, from: number, to: number): boolean {
  let isAfterHigh = false
  for (let at = from + 1; at < to; at += 2) {
    const kind = (source[at] as number) & 0xfc
    if ((kind === 0xdc) !== isAfterHigh) return false
    isAfterHigh = kind === 0xd8
  }
  return !isAfterHigh
}
