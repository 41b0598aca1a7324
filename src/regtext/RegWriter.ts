/**
 * Writes .reg text as Windows does: wrapping, quoting and blank lines are those of its own export. Where that would
 * lose something, the text has another form of the same meaning. What has none is refused.
 */

import { ANSI_BYTES, NO_BYTE } from '../bytes/codePage1252.ts'
import { encodeUtf16 } from '../bytes/text.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import { HexLines } from './HexLines.ts'
import { HEADERS, type RegVersion } from './regText.ts'
import { TextOutput, type WriteBytes } from './TextOutput.ts'

const { SZ, EXPAND_SZ, BINARY, DWORD, MULTI_SZ } = VALUE_TYPE
const NUL = 0
const CR = 0x0d
const LF = 0x0a
const QUOTE = 0x22
const BACKSLASH = 0x5c
const EQUALS = 0x3d
const BOM = 0xfeff
/** Bytes of text that are written between two looks at the room there is. */
const BYTES_AT_ONCE = 1 << 15

/** A run of bytes in a larger array. */
export interface Run {
  readonly at: number
  readonly length: number
}

/** A name in the form in which it is stored. */
export interface NameRun extends Run {
  /** One byte for each unit instead of two. */
  readonly latin1: boolean
}

/**
 * Checks whether a unit of a name or a text can be written: line breaks and NUL have no spelling, and code page 1252
 * has few characters.
 *
 * @param unit - the unit
 * @param version - the form of the text
 * @returns true if it can
 */
export function isWritable(unit: number, version: RegVersion): boolean {
  if (unit === CR || unit === LF || unit === NUL) return false
  return version === 5 || ANSI_BYTES[unit] !== NO_BYTE
}

export class RegWriter {
  readonly #version: RegVersion
  readonly #out: TextOutput

  /**
   * Writes the header.
   *
   * @param version - the form of the text
   * @param write - takes the text in pieces: UTF-16LE with a byte order mark, or code page 1252
   */
  constructor(version: RegVersion, write: WriteBytes) {
    this.#version = version
    this.#out = new TextOutput(version === 4 ? 'ansi' : 'utf-16', write)
    if (version === 5) this.#out.units[this.#out.length++] = BOM
    this.#out.add(HEADERS[version])
    this.#endLine()
  }

  /**
   * Writes the line of a key, to which the values after it belong.
   *
   * @param path - its path in the registry
   * @returns false, with nothing written, if the path cannot be written
   */
  key(path: string): boolean {
    return this.#keyLine('[', path)
  }

  /**
   * Writes the line that deletes a key.
   *
   * @param path - its path in the registry
   * @returns false, with nothing written, if the path cannot be written
   */
  deleteKey(path: string): boolean {
    return this.#keyLine('[-', path)
  }

  /**
   * Writes a value.
   *
   * @param name - its name
   * @param type - its type
   * @param data - its data
   * @returns false, with nothing written, if the name or the data cannot be written
   */
  value(name: string, type: number, data: Uint8Array): boolean {
    const stored = encodeUtf16(name)
    const run = { at: 0, length: stored.length, latin1: false }
    return this.#line(stored, run, data, type, [{ at: 0, length: data.length }])
  }

  /**
   * Writes the line that deletes a value.
   *
   * @param name - its name
   * @returns false, with nothing written, if the name cannot be written
   */
  deleteValue(name: string): boolean {
    const stored = encodeUtf16(name)
    this.#out.room()
    if (this.#name(stored, { at: 0, length: stored.length, latin1: false }) < 0) return false
    this.#out.add('-')
    this.#endLine()
    return true
  }

  /**
   * Writes the line of a key whose path was found to be writable.
   *
   * @param units - an array that begins with the units of its path
   * @param count - how many there are
   */
  keyUnits(units: Uint16Array, count: number): void {
    this.#out.room()
    this.#endLine()
    this.#out.add('[')
    this.#out.addUnits(units, count)
    this.#out.room()
    this.#out.add(']')
    this.#endLine()
  }

  /**
   * Writes a value as it is stored.
   *
   * @param bytes - the bytes of a hive
   * @param name - where the name is
   * @param type - its type
   * @param data - where the data is
   * @returns false, with nothing written, if the name or the data cannot be written
   */
  storedValue(bytes: Uint8Array, name: NameRun, type: number, data: readonly Run[]): boolean {
    return this.#line(bytes, name, bytes, type, data)
  }

  /** Ends the text, and passes on the rest of it. */
  end(): void {
    this.#endLine()
    this.#out.flush()
  }

  #keyLine(opening: string, path: string): boolean {
    const units = new Uint16Array(path.length)
    for (let at = 0; at < path.length; at++) {
      const unit = path.charCodeAt(at)
      if (!isWritable(unit, this.#version)) return false
      units[at] = unit
    }
    this.#out.room()
    this.#endLine()
    this.#out.add(opening)
    this.#out.addUnits(units, units.length)
    this.#out.room()
    this.#out.add(']')
    this.#endLine()
    return true
  }

  #line(
    names: Uint8Array,
    name: NameRun,
    bytes: Uint8Array,
    type: number,
    data: readonly Run[],
  ): boolean {
    const out = this.#out
    out.room()
    const start = out.length
    const column = this.#name(names, name)
    if (column >= 0 && this.#data(bytes, type, data, column)) {
      this.#endLine()
      return true
    }
    out.length = start
    return false
  }

  /** Adds `"name"=`; returns its length, or -1 if the name cannot be written. */
  #name(bytes: Uint8Array, { at, length, latin1 }: NameRun): number {
    const out = this.#out
    const { units } = out
    const start = out.length
    let to = start
    if (length < (latin1 ? 1 : 2)) {
      out.add('@=')
      return 2
    }
    units[to++] = QUOTE
    const step = latin1 ? 1 : 2
    const end = at + length - step
    const isAnsi = this.#version === 4
    for (let from = at; from <= end; from += step) {
      const low = bytes[from] as number
      const unit = latin1 ? low : low | ((bytes[from + 1] as number) << 8)
      if (unit < 0x20 && (unit === CR || unit === LF || unit === NUL)) return -1
      if (isAnsi && ANSI_BYTES[unit] === NO_BYTE) return -1
      if (unit === QUOTE || unit === BACKSLASH) units[to++] = BACKSLASH
      units[to++] = unit
    }
    units[to++] = QUOTE
    units[to++] = EQUALS
    out.length = to
    return to - start
  }

  /** Adds the data of a value; false if it cannot be written. */
  #data(bytes: Uint8Array, type: number, data: readonly Run[], column: number): boolean {
    const out = this.#out
    const size = sizeOf(data)
    const [first] = data
    if (type === DWORD && size === 4 && first?.length === 4) {
      out.add('dword:')
      for (let at = first.at + 3; at >= first.at; at--) out.addByte(bytes[at] as number)
      return true
    }
    if (type === SZ && this.#quoted(bytes, data, size)) return true
    const isNarrow = this.#version === 4 && (type === SZ || type === EXPAND_SZ || type === MULTI_SZ)
    if (isNarrow && !hasBytes(bytes, data)) return false
    const prefix = type === BINARY ? 'hex:' : `hex(${type.toString(16)}):`
    out.add(prefix)
    const lines = new HexLines(out, column + prefix.length, isNarrow ? size >>> 1 : size)
    for (const { at, length } of data) {
      if (isNarrow) addNarrow(lines, bytes, at, length)
      else lines.add(bytes, at, length)
    }
    return true
  }

  /** Adds a string between quotation marks if that is exact: text whose only NUL is at its end. */
  #quoted(bytes: Uint8Array, data: readonly Run[], size: number): boolean {
    if (size < 2 || size % 2 !== 0) return false
    const out = this.#out
    const [first] = data
    const start = out.length
    if (data.length === 1 && first !== undefined && size <= BYTES_AT_ONCE) {
      out.units[out.length++] = QUOTE
      const { at } = first
      const isText = this.#addText(bytes, at, at + size - 2) && isNul(bytes, at + size - 2)
      if (!isText) {
        out.length = start
        return false
      }
      out.units[out.length++] = QUOTE
      return true
    }
    if (!this.#isText(bytes, data)) return false
    out.units[out.length++] = QUOTE
    let left = size - 2
    for (const { at, length } of data) {
      const end = at + Math.min(left, length)
      left -= end - at
      for (let from = at; from < end; from += BYTES_AT_ONCE) {
        out.room()
        this.#addText(bytes, from, Math.min(end, from + BYTES_AT_ONCE))
      }
    }
    out.units[out.length++] = QUOTE
    return true
  }

  /** Adds text, escaped; false if a unit of it cannot be written. */
  #addText(bytes: Uint8Array, at: number, end: number): boolean {
    const { units } = this.#out
    const isAnsi = this.#version === 4
    let to = this.#out.length
    for (let from = at; from < end; from += 2) {
      const unit = (bytes[from] as number) | ((bytes[from + 1] as number) << 8)
      if (unit < 0x20 && (unit === CR || unit === LF || unit === NUL)) return false
      if (isAnsi && ANSI_BYTES[unit] === NO_BYTE) return false
      if (unit === QUOTE || unit === BACKSLASH) units[to++] = BACKSLASH
      units[to++] = unit
    }
    this.#out.length = to
    return true
  }

  /** Whether data in several runs, or long data, can be written between quotation marks. */
  #isText(bytes: Uint8Array, data: readonly Run[]): boolean {
    const last = data.at(-1)
    for (const run of data) {
      if (run.length % 2 !== 0) return false
      const end = run.at + run.length - (run === last ? 2 : 0)
      for (let at = run.at; at < end; at += 2) {
        const unit = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
        if (!isWritable(unit, this.#version)) return false
      }
    }
    return last !== undefined && last.length >= 2 && isNul(bytes, last.at + last.length - 2)
  }

  #endLine(): void {
    const out = this.#out
    out.units[out.length++] = CR
    out.units[out.length++] = LF
  }
}

function sizeOf(data: readonly Run[]): number {
  let size = 0
  for (const { length } of data) size += length
  return size
}

function isNul(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0 && bytes[at + 1] === 0
}

/** Whether data is text, of whole units that all have a byte in code page 1252. */
function hasBytes(bytes: Uint8Array, data: readonly Run[]): boolean {
  for (const { at, length } of data) {
    if (length % 2 !== 0) return false
    for (let from = at; from < at + length; from += 2) {
      const unit = (bytes[from] as number) | ((bytes[from + 1] as number) << 8)
      if (ANSI_BYTES[unit] === NO_BYTE) return false
    }
  }
  return true
}

/** Adds text as bytes of code page 1252. */
function addNarrow(lines: HexLines, bytes: Uint8Array, at: number, length: number): void {
  for (let done = 0; done < length; done += BYTES_AT_ONCE) {
    const from = at + done
    const count = Math.min(BYTES_AT_ONCE, length - done) >>> 1
    const narrow = Uint8Array.from({ length: count }, (_, index) => {
      const low = bytes[from + index * 2] as number
      return ANSI_BYTES[low | ((bytes[from + index * 2 + 1] as number) << 8)] as number
    })
    lines.add(narrow, 0, count)
  }
}
