/** Rows as an Apache Parquet file, in groups that are written one after the other. */

import type { ColumnChunk, SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { dateFromFiletime, secondsOf } from '../../bytes/filetime.ts'
import { typeName } from '../../values/valueType.ts'
import type { ByteSink } from '../ByteText.ts'
import { bigEndianAt, dwordAt, endOfText, formOf } from '../dataText.ts'
import type { RowState, TableRow, TableWriter } from '../TableRow.ts'
import { type Bounds, ColumnPages } from './ColumnPages.ts'
import { Snappy } from './Snappy.ts'

/** The most rows of a group. */
const ROWS = 1 << 15
/** Bytes of data after which a group is written, however few its rows are. */
const GROUP_BYTES = 8 << 20
const LINE_FEED = 0x0a
/** Seconds from 1601 to 1970. */
const TO_1970 = 11_644_473_600
const TICKS_A_SECOND = 10_000_000
const TICKS_A_MICROSECOND = 10
const TWO_32 = 2 ** 32

const REQUIRED = { repetition_type: 'REQUIRED' } as const
const OPTIONAL = { repetition_type: 'OPTIONAL' } as const
const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const

const encoder = new TextEncoder()

export class ParquetTable implements TableWriter {
  readonly #sink: ByteSink
  readonly #bytes = new ByteWriter(GROUP_BYTES)
  readonly #snappy = new Snappy()
  readonly #hive = this.#dictionary({ name: 'hive', ...TEXT, ...REQUIRED })
  readonly #path = this.#dictionary({ name: 'path', ...TEXT, ...REQUIRED })
  readonly #name = this.#plain({ name: 'name', ...TEXT, ...OPTIONAL })
  readonly #type = this.#dictionary({ name: 'type', ...TEXT, ...OPTIONAL })
  readonly #text = this.#plain({ name: 'text', ...TEXT, ...OPTIONAL })
  readonly #number = this.#plain({
    ...{ name: 'number', type: 'INT64', converted_type: 'UINT_64' },
    ...OPTIONAL,
  })
  readonly #raw = this.#plain({ name: 'raw', type: 'BYTE_ARRAY', ...OPTIONAL })
  readonly #lastWrite: ColumnPages
  readonly #cell = this.#plain({
    ...{ name: 'cell', type: 'INT32', converted_type: 'UINT_32' },
    ...REQUIRED,
  })
  readonly #state = this.#dictionary({ name: 'state', ...TEXT, ...REQUIRED })
  readonly #columns: readonly ColumnPages[]
  readonly #file: ParquetWriter
  #rows = 0
  /** Bytes of data in the group. */
  #data = 0
  /** The different values of the group, by what they stand for. */
  readonly #hives = new Map<string, number>()
  readonly #types = new Map<number, number>()
  readonly #states = new Map<RowState, number>()
  /** The time of the last key, in microseconds since 1970, by its halves, and as it is compared. */
  #timeHigh = 0
  #timeLow = 0
  #time = 0
  #earliest = Number.POSITIVE_INFINITY
  #latest = Number.NEGATIVE_INFINITY

  /**
   * Begins a table.
   *
   * @param sink - gets the bytes of the file
   * @param times - whether all rows have a last write, or some may have none
   */
  constructor(sink: ByteSink, times: 'all' | 'some' = 'all') {
    this.#sink = sink
    this.#lastWrite = this.#plain({
      ...{ name: 'last_write', type: 'INT64', converted_type: 'TIMESTAMP_MICROS' },
      ...{ logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } },
      ...(times === 'all' ? REQUIRED : OPTIONAL),
    })
    this.#columns = [
      this.#hive,
      this.#path,
      this.#name,
      this.#type,
      this.#text,
      this.#number,
      this.#raw,
      this.#lastWrite,
      this.#cell,
      this.#state,
    ]
    this.#file = new ParquetWriter({
      writer: this.#bytes,
      createdBy: 'propolis',
      schema: [
        { name: 'hive', num_children: this.#columns.length },
        ...this.#columns.map(({ element }) => element),
      ],
    })
  }

  /** Adds a row. */
  add(row: TableRow): void {
    this.#addHive(row.hive)
    if (row.isFirstOfKey || this.#path.count === 0) this.#addPath(row)
    this.#path.addIndex(this.#path.count - 1)
    if (row.isValue) this.#addValue(row)
    else this.#addKey()
    if (row.hasTime) this.#addTime()
    else this.#lastWrite.addNull()
    this.#cell.values.addInt32(row.cell)
    this.#cell.addValue()
    this.#addState(row.state)
    if (++this.#rows === ROWS || this.#data >= GROUP_BYTES) this.#endGroup()
  }

  /** Writes the last rows and the footer. */
  end(): void {
    if (this.#rows > 0) this.#endGroup()
    void this.#file.finish()
    this.#pass()
  }

  #plain(element: SchemaElement): ColumnPages {
    return new ColumnPages(element, ROWS, false, this.#snappy)
  }

  #dictionary(element: SchemaElement): ColumnPages {
    return new ColumnPages(element, ROWS, true, this.#snappy)
  }

  #addHive(hive: string): void {
    let index = this.#hives.get(hive)
    if (index === undefined) {
      index = addText(this.#hive, hive)
      this.#hives.set(hive, index)
    }
    this.#hive.addIndex(index)
  }

  #addPath(row: TableRow): void {
    const { path, timeHigh, timeLow } = row
    this.#path.values.addBytes(path.source, path.from, path.to)
    this.#path.count++
    this.#data += path.to - path.from
    const seconds = secondsOf(timeHigh, timeLow)
    // Exact: the remainder of a division by a second depends on the low bits only.
    const ticks = ticksInSecond(timeHigh, timeLow)
    this.#time = (seconds - TO_1970) * 1e6 + Math.floor(ticks / TICKS_A_MICROSECOND)
    if (!Number.isSafeInteger(this.#time)) {
      this.#time = dateFromFiletime((BigInt(timeHigh) << 32n) | BigInt(timeLow)) * 1000
    }
    this.#timeHigh = Math.floor(this.#time / TWO_32)
    this.#timeLow = this.#time - this.#timeHigh * TWO_32
  }

  #addTime(): void {
    this.#lastWrite.values.addInt64(this.#timeHigh, this.#timeLow)
    this.#lastWrite.addValue()
    if (this.#time < this.#earliest) this.#earliest = this.#time
    if (this.#time > this.#latest) this.#latest = this.#time
  }

  #addKey(): void {
    this.#name.addNull()
    this.#type.addNull()
    this.#text.addNull()
    this.#number.addNull()
    this.#raw.addNull()
  }

  #addValue(row: TableRow): void {
    const { name, data, pieces } = row
    this.#name.values.addBytes(name.source, name.from, name.to)
    this.#name.addValue()
    this.#addType(row.type)
    if (pieces !== null) this.#raw.values.addPieces(data.source, pieces)
    else if (row.hasData) this.#raw.values.addBytes(data.source, data.from, data.to)
    if (row.hasData) this.#raw.addValue()
    else this.#raw.addNull()
    this.#data += data.to - data.from + name.to - name.from
    const form = formOf(row)
    if (form === 'string' || form === 'strings') {
      this.#text.values.addUtf16(data.source, data.from, endOfText(row, form), LINE_FEED)
      this.#text.addValue()
    } else {
      this.#text.addNull()
    }
    if (form === 'dword') this.#addNumber(0, dwordAt(data.source, data.from))
    else if (form === 'dword-big-endian') this.#addNumber(0, bigEndianAt(data.source, data.from))
    else if (form === 'qword') {
      this.#addNumber(dwordAt(data.source, data.from + 4), dwordAt(data.source, data.from))
    } else {
      this.#number.addNull()
    }
  }

  #addNumber(high: number, low: number): void {
    this.#number.values.addInt64(high, low)
    this.#number.addValue()
  }

  #addType(type: number): void {
    let index = this.#types.get(type)
    if (index === undefined) {
      index = addText(this.#type, typeName(type))
      this.#types.set(type, index)
    }
    this.#type.addIndex(index)
  }

  #addState(state: RowState): void {
    let index = this.#states.get(state)
    if (index === undefined) {
      index = addText(this.#state, state)
      this.#states.set(state, index)
    }
    this.#state.addIndex(index)
  }

  #endGroup(): void {
    const start = this.#bytes.offset
    const chunks = this.#columns.map((column) => column.write(this.#bytes, this.#boundsOf(column)))
    this.#file.row_groups.push({
      columns: chunks,
      total_byte_size: chunks.reduce(sizeWith, 0n),
      num_rows: BigInt(this.#rows),
      total_compressed_size: BigInt(this.#bytes.offset - start),
    })
    this.#file.num_rows += BigInt(this.#rows)
    this.#pass()
    for (const column of this.#columns) column.clear()
    for (const values of [this.#hives, this.#types, this.#states]) values.clear()
    this.#earliest = Number.POSITIVE_INFINITY
    this.#latest = Number.NEGATIVE_INFINITY
    this.#rows = 0
    this.#data = 0
  }

  #boundsOf(column: ColumnPages): Bounds | null {
    if (column !== this.#lastWrite || this.#earliest > this.#latest) return null
    return { min_value: BigInt(this.#earliest), max_value: BigInt(this.#latest) }
  }

  /** Passes on what was written. */
  #pass(): void {
    this.#sink(this.#bytes.getBytes().slice())
    this.#bytes.index = 0
  }
}

/** Adds one of the different values of a column; returns its index. */
function addText(column: ColumnPages, text: string): number {
  const bytes = encoder.encode(text)
  column.values.addBytes(bytes, 0, bytes.length)
  return column.count++
}

function sizeWith(sum: bigint, { meta_data }: ColumnChunk): bigint {
  return sum + (meta_data?.total_uncompressed_size ?? 0n)
}

/** The ticks of a FILETIME after its last whole second. */
function ticksInSecond(high: number, low: number): number {
  // 2^32 ticks are 429 seconds and 4,967,296 ticks.
  return ((((high % TICKS_A_SECOND) * 4_967_296) % TICKS_A_SECOND) + low) % TICKS_A_SECOND
}
