/**
 * Reads .reg text, in pieces of any size, as changes. It reads what Windows reads. A line that Windows passes over is
 * an error, or is passed over and reported, as the caller likes.
 *
 * A line is read again from its start when its end has not arrived yet, except for the inside of strings and bytes,
 * which may be very long.
 */

import type { Change } from '../edit/change.ts'
import { HiveError } from '../errors.ts'
import { lineProblemText } from '../text/importing.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import { HexData } from './HexData.ts'
import { readHeader } from './header.ts'
import { HexText } from './hexText.ts'
import type { KeyPaths } from './KeyPaths.ts'
import { readKeyLine } from './keyLine.ts'
import type { LineProblem, SkippedLine } from './lineProblem.ts'
import { readQuotedName } from './quotedName.ts'
import { HEADERS, type RegVersion } from './regText.ts'
import { StringData } from './StringData.ts'
import { type InputEncoding, PLAIN_READING, type TextReading } from './TextInput.ts'
import { TextLines } from './TextLines.ts'
import { digitOf, isBreak, NO_DIGIT, UNIT } from './units.ts'
import { readLine31 } from './windows31.ts'

/** How text is read. */
export interface RegReading {
  /** Reads the paths of keys. */
  readonly paths: KeyPaths
  /** Whether text that is given as bytes gets a NUL if it ends without one, as in Windows. */
  readonly addNul: boolean
  /** Called for each line that is passed over; null if such a line is an error. */
  readonly skip: ((line: SkippedLine) => void) | null
  /** How bytes become text; as in Windows if it is not given. */
  readonly encoding?: TextReading
}

/** Where the reader is. */
type State =
  | 'header'
  /** At the start of a line. */
  | 'line'
  /** In a line whose rest means nothing. */
  | 'rest'
  /** The same between lines of bytes. */
  | 'hex-rest'
  | 'string'
  /** Where a byte may begin; behind a backslash; at the start of a line of more bytes. */
  | 'hex'
  | 'hex-end'
  | 'hex-line'
  /** Behind the data of a value. */
  | 'after'
  /** At the start of a line of the form of Windows 3.1. */
  | 'line-31'

/** Whether the reader got on, needs more text, or has a change. */
type Progress = 'on' | 'more' | 'change'

const { SZ, EXPAND_SZ, BINARY, DWORD, MULTI_SZ } = VALUE_TYPE
/** Units of a line that are kept until its end arrives. No path or name has as many. */
const LONGEST_LINE = 1 << 19
const MOST_DIGITS = 8
/** The states in which no value is begun. */
const OUTSIDE_VALUES: ReadonlySet<State> = new Set(['header', 'line', 'line-31', 'rest'])

export class RegReader {
  readonly #reading: RegReading
  readonly #lines: TextLines
  readonly #hexText: HexText
  readonly #string = new StringData()
  readonly #hex = new HexData()
  #state: State = 'header'
  /** The state at the start of a line. */
  #lineState: 'line' | 'line-31' = 'line'
  #version: RegVersion = 5
  /** The names of the key that values belong to, or why there is none. */
  #key: readonly string[] | LineProblem = 'no-key'
  #name = ''
  #type = 0
  /** The data of the value; null if it is to be deleted. */
  #data: Uint8Array | null = null
  /** Where the data of the value begins. */
  #valueLine = 0
  #valueColumn = 0
  #change: Change | null = null
  /** Whether the end of the text was read. */
  #isFinished = false

  /**
   * Starts before the first line.
   *
   * @param reading - how the text is read
   */
  constructor(reading: RegReading) {
    this.#reading = reading
    const { encoding = PLAIN_READING, addNul } = reading
    this.#lines = new TextLines(encoding)
    this.#hexText = new HexText(encoding.codePage, addNul)
  }

  /** The encoding of the text, as far as it is known. Of `utf-8`, Windows would read other characters. */
  get encoding(): InputEncoding {
    return this.#lines.encoding
  }

  /** Whether the text has characters whose code page it does not say. */
  get hasAnsi(): boolean {
    return this.#lines.hasAnsi || this.#hexText.hasAnsi
  }

  /** The number of values that got a NUL at their end. */
  get nuls(): number {
    return this.#hexText.nuls
  }

  /**
   * Reads the next piece of the text.
   *
   * @param bytes - the piece, which may be overwritten when all of its changes are read
   * @param isLast - whether the text ends with it
   * @returns the changes; their data is valid until the next one is read
   * @throws HiveError `bad-text` for a line that is not read, with its line and column
   */
  *read(bytes: Uint8Array, isLast: boolean): Generator<Change> {
    this.add(bytes, isLast)
    for (let change = this.next(); change !== null; change = this.next()) yield change
  }

  /**
   * Takes the next piece of the text, whose changes `next` reads: a loop over `read` takes longer.
   *
   * @param bytes - the piece, which may be overwritten when all of its changes are read
   * @param isLast - whether the text ends with it
   */
  add(bytes: Uint8Array, isLast: boolean): void {
    this.#lines.add(bytes, isLast)
  }

  /**
   * Reads the next change of the piece.
   *
   * @returns the change, whose data is valid until the next one is read; null if there is no other
   * @throws HiveError `bad-text` for a line that is not read, with its line and column
   */
  next(): Change | null {
    const lines = this.#lines
    while (lines.start < lines.end) {
      const progress = this.#step()
      if (progress === 'change' && this.#change !== null) return this.#change
      if (progress !== 'more') continue
      if (lines.end - lines.start <= LONGEST_LINE) break
      this.#problem('too-long', lines.start)
    }
    if (lines.isBroken) {
      throw this.#error('not-utf-8', lines.line, lines.end - lines.lineStart + 1)
    }
    if (!lines.isLast || this.#isFinished) return null
    this.#isFinished = true
    return this.#finish()
  }

  #step(): Progress {
    switch (this.#state) {
      case 'line':
        return this.#readLine()
      case 'hex':
        return this.#readHex()
      case 'hex-line':
        return this.#readHexLine()
      case 'string':
        return this.#readString()
      case 'after':
        return this.#readAfter()
      case 'rest':
        return this.#readRest(this.#lineState)
      case 'hex-rest':
        return this.#readRest('hex-line')
      case 'hex-end':
        return this.#readHexEnd()
      case 'line-31':
        return this.#readLine31()
      case 'header':
        return this.#readHeader()
    }
  }

  /** The end of the text: bytes that were to be continued are complete; a string is not. */
  #finish(): Change | null {
    switch (this.#state) {
      case 'header':
        throw this.#error('no-header', 1, 1)
      case 'hex-line':
        this.#data = this.#hexData()
        return this.#valueChange()
      case 'string':
        this.#problem('string-not-closed', this.#lines.start)
        return null
      default:
        return null
    }
  }

  #readHeader(): Progress {
    const header = readHeader(this.#lines)
    if (header === 'more') return 'more'
    if (typeof header === 'string') throw this.#error(header, 1, 1)
    this.#version = header.version
    this.#lineState = header.isWindows31 ? 'line-31' : 'line'
    this.#state = this.#lineState
    return 'on'
  }

  #readLine(): Progress {
    const lines = this.#lines
    const at = lines.skipBlanks(lines.start)
    if (at === lines.end) return 'more'
    const unit = lines.units[at] as number
    switch (unit) {
      case UNIT.QUOTE:
        return this.#readValue(at)
      case UNIT.OPEN_KEY:
        return this.#readKey(at)
      case UNIT.CR:
      case UNIT.LF:
        return lines.endLine(at) ? 'on' : 'more'
      case UNIT.AT:
        if (typeof this.#key === 'string') return this.#problem(this.#key, at)
        this.#name = ''
        return this.#readAssignment(at + 1)
      case UNIT.SEMICOLON:
      case UNIT.HASH:
        return this.#pass('rest', at)
      default:
        return this.#readJunk(at)
    }
  }

  /** A line of none of the known kinds. A second header, and what some editors put at the end, lose nothing. */
  #readJunk(at: number): Progress {
    const lines = this.#lines
    const end = lines.findBreak(at)
    if (end < 0) return 'more'
    const unit = lines.units[at] as number
    const header = HEADERS[this.#version]
    const from = unit === UNIT.MARK ? at + 1 : at
    if (lines.startsWith(from, header) && end === from + header.length)
      return this.#pass('rest', end)
    if (unit === UNIT.CTRL_Z || unit === UNIT.NUL) {
      const rest = lines.units.subarray(at, lines.end)
      const isEnd = rest.every((one) => one === unit || isBreak(one))
      if (isEnd && !lines.isLast) return 'more'
      if (isEnd) return this.#pass('rest', lines.end)
    }
    return this.#problem(unit === UNIT.NUL ? 'nul' : 'junk', at)
  }

  #readKey(at: number): Progress {
    const lines = this.#lines
    const { line } = lines
    const read = readKeyLine(lines, at, this.#reading.paths)
    if (read === 'more') return 'more'
    this.#key = 'skipped-key'
    if ('problem' in read) return this.#problem(read.problem, read.at)
    const { path, isDeletion } = read
    this.#key = isDeletion ? 'deleted-key' : path
    this.#change = { kind: isDeletion ? 'delete-key' : 'create-key', path, line }
    return 'change'
  }

  #readValue(at: number): Progress {
    if (typeof this.#key === 'string') return this.#problem(this.#key, at)
    const read = readQuotedName(this.#lines, at)
    if (read === 'more') return 'more'
    if ('problem' in read) return this.#problem(read.problem, read.at)
    this.#name = read.name
    return this.#readAssignment(read.behind)
  }

  /** Reads from behind the name of a value to where its data begins. */
  #readAssignment(behind: number): Progress {
    const lines = this.#lines
    const { units, end } = lines
    const equals = lines.skipBlanks(behind)
    if (equals === end) return 'more'
    if (units[equals] !== UNIT.EQUALS) return this.#problem('no-equals', equals)
    const at = lines.skipBlanks(equals + 1)
    if (at === end) return 'more'
    const unit = units[at] as number
    this.#valueLine = lines.line
    this.#valueColumn = at - lines.lineStart + 1
    if (unit === UNIT.QUOTE) {
      this.#type = SZ
      this.#string.begin()
      return this.#pass('string', at + 1)
    }
    if (unit === UNIT.MINUS) {
      this.#data = null
      return this.#pass('after', at + 1)
    }
    // The longest that comes before data: `hex(ffffffff):`.
    if (end - at < 16 && lines.findBreak(at) < 0) return 'more'
    if (lines.startsWith(at, 'dword:')) return this.#readDword(at + 6)
    if (lines.startsWith(at, 'hex:')) return this.#beginHex(BINARY, at + 4)
    if (lines.startsWith(at, 'hex(')) return this.#readType(at + 4)
    const isMissing = isBreak(unit) || unit === UNIT.SEMICOLON
    return this.#problem(isMissing ? 'no-data' : 'unknown-data', at)
  }

  #readDword(from: number): Progress {
    const lines = this.#lines
    const start = lines.skipBlanks(from)
    let at = start
    let value = 0
    for (; at < lines.end; at++) {
      const digit = digitOf(lines.units[at] as number)
      if (digit === NO_DIGIT) break
      value = (value << 4) | digit
    }
    if (at === lines.end) return 'more'
    if (at === start || at - start > MOST_DIGITS) return this.#problem('dword', start)
    this.#type = DWORD
    this.#data = Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24)
    return this.#pass('after', at)
  }

  #readType(from: number): Progress {
    const lines = this.#lines
    const { units } = lines
    let at = from
    let type = 0
    for (; at < lines.end; at++) {
      const digit = digitOf(units[at] as number)
      if (digit === NO_DIGIT) break
      type = type * 16 + digit
    }
    const digits = at - from
    const isClosed = units[at] === UNIT.CLOSE && units[at + 1] === UNIT.COLON
    if (digits === 0 || digits > MOST_DIGITS || !isClosed) return this.#problem('hex-type', from)
    return this.#beginHex(type, at + 2)
  }

  #beginHex(type: number, at: number): Progress {
    this.#type = type
    this.#hex.begin()
    return this.#pass('hex', at)
  }

  #readHex(): Progress {
    const answer = this.#hex.read(this.#lines)
    switch (answer) {
      case 'done':
        this.#data = this.#hexData()
        return this.#pass('after', this.#lines.start)
      case 'continued':
        return this.#pass('hex-end', this.#lines.start)
      case 'more':
        return 'more'
      default:
        return this.#problem(answer, this.#lines.start)
    }
  }

  /** Reads the end of a line of bytes behind its backslash. */
  #readHexEnd(): Progress {
    const lines = this.#lines
    const at = lines.skipBlanks(lines.start)
    if (at === lines.end) return 'more'
    const unit = lines.units[at] as number
    if (unit === UNIT.SEMICOLON) return this.#pass('hex-rest', at)
    if (!isBreak(unit)) return this.#problem('text-behind', at)
    if (!lines.endLine(at)) return 'more'
    this.#state = 'hex-line'
    return 'on'
  }

  #readHexLine(): Progress {
    const lines = this.#lines
    const at = lines.skipBlanks(lines.start)
    if (at === lines.end) return 'more'
    const unit = lines.units[at] as number
    if (isBreak(unit)) return lines.endLine(at) ? 'on' : 'more'
    if (unit === UNIT.SEMICOLON) return this.#pass('hex-rest', at)
    if (digitOf(unit) === NO_DIGIT) return this.#problem('hex-not-continued', at)
    return this.#pass('hex', at)
  }

  #readString(): Progress {
    const lines = this.#lines
    const answer = this.#string.read(lines)
    switch (answer) {
      case 'done':
        this.#data = this.#string.data
        return this.#pass('after', lines.start)
      case 'break': {
        const isClosed = this.#reading.skip === null || this.#string.isClosedLater(lines)
        if (isClosed === 'more') return 'more'
        if (!isClosed) return this.#problem('string-not-closed', lines.start)
        return this.#string.addBreak(lines) ? 'on' : 'more'
      }
      case 'more':
        return 'more'
      default:
        return this.#problem(answer, lines.start)
    }
  }

  /** Reads the rest of a line behind the data of a value. */
  #readAfter(): Progress {
    const lines = this.#lines
    const at = lines.skipBlanks(lines.start)
    if (at === lines.end) return 'more'
    const unit = lines.units[at] as number
    if (unit === UNIT.SEMICOLON) this.#pass('rest', at)
    else if (!isBreak(unit)) return this.#problem(this.#problemBehind(), at)
    else if (lines.endLine(at)) this.#state = this.#lineState
    else return 'more'
    this.#change = this.#valueChange()
    return 'change'
  }

  /** What text behind data means. Behind a string of several lines, a quotation mark is missing before it. */
  #problemBehind(): LineProblem {
    if (this.#data !== null && this.#type === DWORD) return 'dword'
    return this.#lines.line > this.#valueLine && this.#type === SZ
      ? 'string-not-closed'
      : 'text-behind'
  }

  #valueChange(): Change {
    const path = this.#key as readonly string[]
    const line = this.#valueLine
    const name = this.#name
    if (this.#data === null) return { kind: 'delete-value', path, name, line }
    return { kind: 'set-value', path, name, type: this.#type, data: this.#data, line }
  }

  /** The bytes that were read, in the form in which they are stored. */
  #hexData(): Uint8Array {
    const { data } = this.#hex
    const isText = this.#type === SZ || this.#type === EXPAND_SZ || this.#type === MULTI_SZ
    return isText ? this.#hexText.stored(data, this.#version) : data
  }

  /** The form of Windows 3.1: the default value of a key below HKEY_CLASSES_ROOT in each line. */
  #readLine31(): Progress {
    const lines = this.#lines
    const { line, start } = lines
    const read = readLine31(lines, this.#reading.paths)
    if (read === 'on' || read === 'more') return read
    if (typeof read === 'string') return this.#problem(read, start)
    this.#change = { kind: 'set-value', name: '', type: SZ, line, ...read }
    return 'change'
  }

  /** Reads to the end of the line. */
  #readRest(next: State): Progress {
    const lines = this.#lines
    const at = lines.findBreak(lines.start)
    if (at < 0) {
      lines.start = lines.end
      return 'on'
    }
    if (!lines.endLine(at)) return 'more'
    this.#state = next
    return 'on'
  }

  #pass(state: State, at: number): Progress {
    this.#state = state
    this.#lines.start = at
    return 'on'
  }

  /** Reports what cannot be read, and passes over the rest of its line. */
  #problem(problem: LineProblem, at: number): Progress {
    const { lineStart, line } = this.#lines
    const { skip } = this.#reading
    const isInValue = !OUTSIDE_VALUES.has(this.#state) && this.#valueLine < line
    const column = at - lineStart + 1
    if (skip === null) {
      const isOpen = problem === 'string-not-closed'
      throw isOpen
        ? this.#error(problem, this.#valueLine, this.#valueColumn)
        : this.#error(problem, line, column)
    }
    if (isInValue) skip({ line: this.#valueLine, column: this.#valueColumn, problem })
    skip({ line, column, problem })
    return this.#pass('rest', at)
  }

  #error(problem: LineProblem, line: number, column: number): HiveError {
    return new HiveError('bad-text', lineProblemText(problem), { line, column, part: problem })
  }
}
