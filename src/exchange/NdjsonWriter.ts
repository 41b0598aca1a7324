/** Rows as JSON lines: one object a line, with every column. */

import { type ByteSink, ByteText, type Constant, constant } from './ByteText.ts'
import { bigEndianAt, type DataForm, dwordAt, endOfText, formOf, qwordAt } from './dataText.ts'
import type { RowState, TableRow, TableWriter } from './TableRow.ts'
import { TypeNames } from './TypeNames.ts'

const HIVE = constant('{"hive":"')
const PATH = constant('","path":"')
const NAME = constant('","name":"')
const TYPE = constant('","type":"')
const TEXT = constant('","text":')
const NO_VALUE = constant('","name":null,"type":null,"text":null,"number":null,"raw":null')
const NUMBER = constant(',"number":')
const RAW = constant(',"raw":"')
const NO_RAW = constant(',"raw":null')
const LAST_WRITE = constant('","last_write":"')
const LAST_WRITE_AFTER_NULL = constant(',"last_write":"')
const CELL = constant('","cell":')
const NO_TIME = constant('","last_write":null,"cell":')
const NO_TIME_AFTER_NULL = constant(',"last_write":null,"cell":')
const STATES: Readonly<Record<RowState, Constant>> = {
  live: constant(',"state":"live"}\n'),
  deleted: constant(',"state":"deleted"}\n'),
  lost: constant(',"state":"lost"}\n'),
}
const NULL = constant('null')
const QUOTE = constant('"')

export class NdjsonWriter implements TableWriter {
  readonly #out: ByteText
  readonly #types = new TypeNames()

  /**
   * Begins a table.
   *
   * @param sink - gets the lines in UTF-8
   */
  constructor(sink: ByteSink) {
    this.#out = new ByteText(sink)
  }

  /** Writes a row. */
  add(row: TableRow): void {
    const out = this.#out
    out.put(HIVE)
    out.jsonText(row.hive)
    out.put(PATH)
    out.jsonUtf8(row.path.source, row.path.from, row.path.to)
    if (row.isValue) this.#addValue(row)
    else out.put(NO_VALUE)
    const isAfterNull = !row.isValue || !row.hasData
    if (row.hasTime) {
      out.put(isAfterNull ? LAST_WRITE_AFTER_NULL : LAST_WRITE)
      out.time(row.timeHigh, row.timeLow)
      out.put(CELL)
    } else {
      out.put(isAfterNull ? NO_TIME_AFTER_NULL : NO_TIME)
    }
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
    out.put(NAME)
    out.jsonUtf8(name.source, name.from, name.to)
    out.put(TYPE)
    out.put(this.#types.of(row.type))
    out.put(TEXT)
    const form = formOf(row)
    if (form === 'string' || form === 'strings') this.#addText(row, form)
    else out.put(NULL)
    out.put(NUMBER)
    if (form === 'dword') out.number(dwordAt(data.source, data.from))
    else if (form === 'dword-big-endian') out.number(bigEndianAt(data.source, data.from))
    else if (form === 'qword') out.ascii(String(qwordAt(data.source, data.from)))
    else out.put(NULL)
    out.put(row.hasData ? RAW : NO_RAW)
    if (pieces === null) out.hex(data.source, data.from, data.to)
    else for (const { at, length } of pieces) out.hex(data.source, at, at + length)
  }

  /** Writes strings with a line feed between them. */
  #addText(row: TableRow, form: DataForm): void {
    const out = this.#out
    const { source, from } = row.data
    const end = endOfText(row, form)
    out.put(QUOTE)
    let start = from
    if (form === 'strings') {
      for (let at = from; at < end; at += 2) {
        if (source[at] !== 0 || source[at + 1] !== 0) continue
        out.jsonUtf16(source, start, at)
        out.ascii('\\n')
        start = at + 2
      }
    }
    out.jsonUtf16(source, start, end)
    out.put(QUOTE)
  }
}
