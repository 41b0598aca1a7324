/**
 * Rows as CSV (RFC 4180, in UTF-8 with line feeds), safe to open in a spreadsheet: a cell that it would take for a
 * formula gets an apostrophe before it, and so does one that begins with an apostrophe. Without the first apostrophe
 * of a cell that has one, every cell is as it was. Text is spelled like a NAME of the command, so that each row is one
 * line, and nothing in it is hidden.
 */

import { spellName } from '../bytes/spelling.ts'
import { decodeUtf16 } from '../bytes/text.ts'
import { type ByteSink, ByteText, type Constant, constant } from './ByteText.ts'
import { needsGuard } from './csvCell.ts'
import { bigEndianAt, type DataForm, dwordAt, endOfText, formOf, qwordAt } from './dataText.ts'
import { COLUMNS, type RowState, type TableRow, type TableWriter } from './TableRow.ts'
import { TypeNames } from './TypeNames.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const APOSTROPHE = 0x27
const BACKSLASH = 0x5c
const LETTER_U = 0x75
/** The first byte of the wide forms of what a formula begins with. */
const WIDE = 0xef
const STATES: Readonly<Record<RowState, Constant>> = {
  live: constant(',live\n'),
  deleted: constant(',deleted\n'),
  lost: constant(',lost\n'),
}
/** No name, type, text, number and raw bytes. */
const NO_VALUE = constant(',,,,,')

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** 1 for each ASCII character that gets an apostrophe before it at the start of a cell. */
const GUARDED = Uint8Array.from({ length: 128 }, (_, code) => {
  return needsGuard(String.fromCharCode(code)) ? 1 : 0
})

export class CsvWriter implements TableWriter {
  readonly #out: ByteText
  readonly #types = new TypeNames()
  /** The name of the last hive, and as it is written. */
  #hive = ''
  #hiveBytes = new Uint8Array()

  /**
   * Begins a table.
   *
   * @param sink - gets the lines in UTF-8
   */
  constructor(sink: ByteSink) {
    this.#out = new ByteText(sink)
    this.#out.ascii(`${COLUMNS.join(',')}\n`)
  }

  /** Writes a row. */
  add(row: TableRow): void {
    const out = this.#out
    if (row.hive !== this.#hive) {
      this.#hive = row.hive
      this.#hiveBytes = encoder.encode(spellName(row.hive))
    }
    this.#cell(this.#hiveBytes, 0, this.#hiveBytes.length)
    this.#comma()
    this.#cell(row.path.source, row.path.from, row.path.to)
    if (row.isValue) this.#addValue(row)
    else out.put(NO_VALUE)
    this.#comma()
    if (row.hasTime) out.time(row.timeHigh, row.timeLow)
    this.#comma()
    out.number(row.cell)
    out.put(STATES[row.state])
  }

  /** Passes on what was not passed on yet. */
  end(): void {
    this.#out.flush()
  }

  #addValue(row: TableRow): void {
    const out = this.#out
    const { name, data, pieces } = row
    this.#comma()
    this.#cell(name.source, name.from, name.to)
    this.#comma()
    out.put(this.#types.of(row.type))
    this.#comma()
    const form = formOf(row)
    if (form === 'string' || form === 'strings') this.#addText(row, form)
    this.#comma()
    if (form === 'dword') out.number(dwordAt(data.source, data.from))
    else if (form === 'dword-big-endian') out.number(bigEndianAt(data.source, data.from))
    else if (form === 'qword') out.ascii(String(qwordAt(data.source, data.from)))
    this.#comma()
    if (pieces === null) out.hex(data.source, data.from, data.to)
    else for (const { at, length } of pieces) out.hex(data.source, at, at + length)
  }

  /** Writes strings with a line feed between them, which is spelled like all that is hidden. */
  #addText(row: TableRow, form: DataForm): void {
    const { source, from } = row.data
    const end = endOfText(row, form)
    if (isSpelled(source, from, end)) {
      this.#spelled(source, from, end)
      return
    }
    const text = decodeUtf16(source, from, end).replaceAll('\0', '\n')
    const bytes = encoder.encode(spellName(text))
    this.#cell(bytes, 0, bytes.length)
  }

  /** Writes UTF-16 that `isSpelled` found short and visible, between quotation marks. */
  #spelled(source: Uint8Array, from: number, to: number): void {
    const out = this.#out
    out.room(to - from + 3)
    const { bytes } = out
    let { at } = out
    bytes[at++] = QUOTE
    if (from < to && GUARDED[source[from] as number] === 1) bytes[at++] = APOSTROPHE
    for (let index = from; index < to; index += 2) {
      const byte = source[index] as number
      if (byte === QUOTE) bytes[at++] = QUOTE
      bytes[at++] = byte
    }
    bytes[at++] = QUOTE
    out.at = at
  }

  /** Writes UTF-8 between quotation marks. */
  #cell(source: Uint8Array, from: number, to: number): void {
    const out = this.#out
    out.room(2)
    out.byte(QUOTE)
    if (isGuarded(source, from, to)) out.byte(APOSTROPHE)
    for (let start = from; start < to; start += RUN) {
      const end = Math.min(to, start + RUN)
      out.room((end - start) * 2 + 1)
      for (let index = start; index < end; index++) {
        const byte = source[index] as number
        if (byte === QUOTE) out.byte(QUOTE)
        out.byte(byte)
      }
    }
    out.room(1)
    out.byte(QUOTE)
  }

  #comma(): void {
    this.#out.room(1)
    this.#out.byte(COMMA)
  }
}

/** Bytes of a cell that are written before room is made again. */
const RUN = 1 << 15

function isGuarded(source: Uint8Array, from: number, to: number): boolean {
  if (from === to) return false
  const first = source[from] as number
  if (first !== WIDE) return GUARDED[first] === 1
  return needsGuard(decoder.decode(source.subarray(from, Math.min(to, from + 3))))
}

/**
 * Checks whether UTF-16 is short, and spelled as it is: printable ASCII without a backslash that may be the start of an
 * escape. Nearly all text is.
 */
function isSpelled(source: Uint8Array, from: number, to: number): boolean {
  if (to - from > RUN) return false
  for (let at = from; at < to; at += 2) {
    const unit = source[at] as number
    if (unit < 0x20 || unit > 0x7e || source[at + 1] !== 0) return false
    const isBeforeU = at + 2 < to && ((source[at + 2] as number) | 0x20) === LETTER_U
    if (unit === BACKSLASH && isBeforeU) return false
  }
  return true
}
