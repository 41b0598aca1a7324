/**
 * Writes .reg text as Windows does: wrapping, quoting and blank lines are those of its own export. Where that would
 * lose something, the text has another form of the same meaning. What has none is refused.
 *
 * An export has very many short lines, so for most of them neither a string nor an object is made.
 */

import { ANSI_BYTES, NO_BYTE } from '../bytes/codePage1252.ts'
import { encodeUtf16 } from '../bytes/text.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import { EscapedText, isWritable } from './EscapedText.ts'
import { HexLines } from './HexLines.ts'
import { HEADERS, type RegVersion } from './regText.ts'
import { TextOutput, type WriteBytes } from './TextOutput.ts'

const { SZ, EXPAND_SZ, BINARY, DWORD, MULTI_SZ } = VALUE_TYPE
const CR = 0x0d
const LF = 0x0a
const QUOTE = 0x22
const EQUALS = 0x3d
const BOM = 0xfeff
/** The most bytes of data that are written without looking at the room there is. */
export const SHORT_DATA: number = 1 << 15
/** What comes before the bytes of a value, by its type. */
const HEX_PREFIXES = Array.from({ length: 16 }, (_, type) => hexPrefix(type))

/** A run of bytes in a larger array. */
export interface Run {
  readonly at: number
  readonly length: number
}

/** Where a value is stored. */
export interface StoredValue {
  readonly nameAt: number
  /** In bytes. */
  readonly nameLength: number
  /** Whether the name has one byte for each unit instead of two. */
  readonly isLatin1: boolean
  readonly type: number
  readonly dataAt: number
  /** In bytes. */
  readonly dataLength: number
  /** The data if it is in several runs or has more than `SHORT_DATA` bytes. Then the two above mean nothing. */
  readonly pieces: readonly Run[] | null
}

export class RegWriter {
  readonly #version: RegVersion
  readonly #out: TextOutput
  readonly #text: EscapedText
  readonly #hex: HexLines

  /**
   * Writes the header.
   *
   * @param version - the form of the text
   * @param write - takes the text in pieces: UTF-16LE with a byte order mark, or code page 1252
   */
  constructor(version: RegVersion, write: WriteBytes) {
    this.#version = version
    this.#out = new TextOutput(version === 4 ? 'ansi' : 'utf-16', write)
    this.#text = new EscapedText(this.#out, version)
    this.#hex = new HexLines(this.#out)
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
    const { length } = data
    const isShort = length <= SHORT_DATA
    return this.#line(stored, data, {
      nameAt: 0,
      nameLength: stored.length,
      isLatin1: false,
      type,
      dataAt: 0,
      dataLength: length,
      pieces: isShort ? null : [{ at: 0, length }],
    })
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
    if (!this.#name(stored, 0, stored.length, false)) return false
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
   * @param value - where in them it is
   * @returns false, with nothing written, if the name or the data cannot be written
   */
  storedValue(bytes: Uint8Array, value: StoredValue): boolean {
    return this.#line(bytes, bytes, value)
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

  /** Writes a value whose name and data are in two arrays. */
  #line(names: Uint8Array, bytes: Uint8Array, value: StoredValue): boolean {
    const out = this.#out
    out.room()
    const start = out.length
    const { nameAt, nameLength, isLatin1 } = value
    if (!this.#name(names, nameAt, nameLength, isLatin1)) return false
    const isWritten =
      value.pieces === null
        ? this.#data(bytes, value, out.length - start)
        : this.#longData(bytes, value.type, value.pieces, out.length - start)
    if (isWritten) this.#endLine()
    else out.length = start
    return isWritten
  }

  /** Adds `"name"=`; false, with nothing added, if the name cannot be written. */
  #name(bytes: Uint8Array, at: number, length: number, isLatin1: boolean): boolean {
    const out = this.#out
    const { units } = out
    if (length < (isLatin1 ? 1 : 2)) {
      out.add('@=')
      return true
    }
    const start = out.length
    units[out.length++] = QUOTE
    const text = this.#text
    if (!(isLatin1 ? text.addLatin1(bytes, at, length) : text.addUtf16(bytes, at, length))) {
      out.length = start
      return false
    }
    units[out.length++] = QUOTE
    units[out.length++] = EQUALS
    return true
  }

  /** Adds short data; false if it cannot be written. */
  #data(bytes: Uint8Array, { type, dataAt, dataLength }: StoredValue, column: number): boolean {
    if (type === DWORD && dataLength === 4) {
      this.#out.add('dword:')
      this.#hex.addNumber(bytes, dataAt)
      return true
    }
    if (type === SZ && this.#quoted(bytes, dataAt, dataLength)) return true
    if (!this.#isNarrow(type)) {
      this.#beginHex(type, column, dataLength)
      this.#hex.add(bytes, dataAt, dataLength)
      return true
    }
    return this.#narrow(bytes, type, [{ at: dataAt, length: dataLength }], column)
  }

  /** Adds data of any length; false if it cannot be written. */
  #longData(bytes: Uint8Array, type: number, data: readonly Run[], column: number): boolean {
    if (type === SZ && this.#longQuoted(bytes, data)) return true
    if (this.#isNarrow(type)) return this.#narrow(bytes, type, data, column)
    this.#beginHex(type, column, sizeOf(data))
    for (const { at, length } of data) this.#hex.add(bytes, at, length)
    return true
  }

  /** Whether data of a type is text that has one byte for each unit. */
  #isNarrow(type: number): boolean {
    return this.#version === 4 && (type === SZ || type === EXPAND_SZ || type === MULTI_SZ)
  }

  #beginHex(type: number, column: number, count: number): void {
    // Reading past the end of a list makes a function slow.
    const isKnown = type < HEX_PREFIXES.length
    const prefix = isKnown ? (HEX_PREFIXES[type] as string) : hexPrefix(type)
    this.#out.add(prefix)
    this.#hex.begin(column + prefix.length, count)
  }

  /** Adds a string between quotation marks if that is exact: text whose only NUL is at its end. */
  #quoted(bytes: Uint8Array, at: number, size: number): boolean {
    if (size < 2 || size % 2 !== 0 || !isNul(bytes, at + size - 2)) return false
    const out = this.#out
    const start = out.length
    out.units[out.length++] = QUOTE
    if (!this.#text.addUtf16(bytes, at, size - 2)) {
      out.length = start
      return false
    }
    out.units[out.length++] = QUOTE
    return true
  }

  /** The same for a long string, which is examined before any of it is added. */
  #longQuoted(bytes: Uint8Array, data: readonly Run[]): boolean {
    const size = sizeOf(data)
    if (size < 2 || size % 2 !== 0 || !this.#isText(bytes, data)) return false
    const out = this.#out
    out.units[out.length++] = QUOTE
    let left = size - 2
    for (const { at, length } of data) {
      const end = at + Math.min(left, length)
      left -= end - at
      for (let from = at; from < end; from += SHORT_DATA) {
        out.room()
        this.#text.addUtf16(bytes, from, Math.min(end - from, SHORT_DATA))
      }
    }
    out.units[out.length++] = QUOTE
    return true
  }

  /** Whether data can be written between quotation marks. */
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

  /** Adds text as bytes of code page 1252; false, with nothing added, if that does not have all of it. */
  #narrow(bytes: Uint8Array, type: number, data: readonly Run[], column: number): boolean {
    if (!hasBytes(bytes, data)) return false
    this.#beginHex(type, column, sizeOf(data) >>> 1)
    for (const { at, length } of data) addNarrow(this.#hex, bytes, at, length)
    return true
  }

  #endLine(): void {
    const out = this.#out
    out.units[out.length++] = CR
    out.units[out.length++] = LF
  }
}

function hexPrefix(type: number): string {
  return type === BINARY ? 'hex:' : `hex(${type.toString(16)}):`
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
  for (let done = 0; done < length; done += SHORT_DATA) {
    const from = at + done
    const count = Math.min(SHORT_DATA, length - done) >>> 1
    const narrow = Uint8Array.from({ length: count }, (_, index) => {
      const low = bytes[from + index * 2] as number
      return ANSI_BYTES[low | ((bytes[from + index * 2 + 1] as number) << 8)] as number
    })
    lines.add(narrow, 0, count)
  }
}
