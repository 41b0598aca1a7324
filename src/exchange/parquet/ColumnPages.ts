/**
 * One column of a row group while its rows are collected. hyparquet-writer makes an object of each value before it
 * encodes a column, which takes several times as long as reading the hive; so the values are encoded here as they
 * come, and the package does the rest: headers of pages, run lengths and the footer.
 */

import type { ColumnChunk, Encoding, SchemaElement } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js'
import { PageBytes } from './PageBytes.ts'
import type { Snappy } from './Snappy.ts'

/** The least and the greatest value. */
export interface Bounds {
  readonly min_value: number | bigint
  readonly max_value: number | bigint
}

export class ColumnPages {
  readonly element: SchemaElement
  readonly #snappy: Snappy
  /** The values that are not null, or the different ones if there are indexes. */
  readonly values = new PageBytes()
  /** The number of values in `values`. */
  count = 0
  /** 1 for each row with a value; empty if all have one. */
  readonly #levels: Uint8Array | null
  /** For each row, or each that has a value, which of the different values it has. */
  readonly #indexes: Uint32Array | null
  #rows = 0
  #filled = 0

  /**
   * Makes a column without rows.
   *
   * @param element - its name and type
   * @param rows - the most rows of a group
   * @param hasIndexes - whether values are written once each, and rows as numbers of them
   * @param snappy - compresses the pages
   */
  constructor(element: SchemaElement, rows: number, hasIndexes: boolean, snappy: Snappy) {
    this.element = element
    this.#snappy = snappy
    this.#levels = element.repetition_type === 'OPTIONAL' ? new Uint8Array(rows) : null
    this.#indexes = hasIndexes ? new Uint32Array(rows) : null
  }

  /** Adds a row without a value. */
  addNull(): void {
    if (this.#levels !== null) this.#levels[this.#rows] = 0
    this.#rows++
  }

  /** Adds a row whose value was added to `values`. */
  addValue(): void {
    if (this.#levels !== null) this.#levels[this.#rows] = 1
    this.#rows++
    this.count++
  }

  /** Adds a row that has one of the different values. */
  addIndex(index: number): void {
    if (this.#levels !== null) this.#levels[this.#rows] = 1
    if (this.#indexes !== null) this.#indexes[this.#filled++] = index
    this.#rows++
  }

  /** Drops all rows. */
  clear(): void {
    this.values.clear()
    this.count = 0
    this.#rows = 0
    this.#filled = 0
  }

  /**
   * Writes the pages of the column.
   *
   * @param writer - where they go
   * @param bounds - the bounds of its values, for readers that skip groups
   * @returns what the footer says about them
   */
  write(writer: ByteWriter, bounds: Bounds | null): ColumnChunk {
    const start = writer.offset
    const { type, name } = this.element
    const encodings: Encoding[] = []
    let size = 0
    let dictionaryAt: bigint | undefined
    if (this.#indexes !== null) {
      dictionaryAt = BigInt(start)
      size += this.#writeDictionary(writer)
      encodings.push('PLAIN')
    }
    const dataAt = BigInt(writer.offset)
    const encoding = this.#indexes === null ? 'PLAIN' : 'RLE_DICTIONARY'
    size += this.#writeData(writer, encoding)
    encodings.push(encoding)
    const nulls = this.#levels === null ? 0 : this.#rows - this.#present
    const statistics = bounds === null ? undefined : { ...bounds, null_count: BigInt(nulls) }
    return {
      file_offset: BigInt(start),
      meta_data: {
        type: type ?? 'BYTE_ARRAY',
        encodings,
        path_in_schema: [name],
        codec: 'SNAPPY',
        num_values: BigInt(this.#rows),
        total_compressed_size: BigInt(writer.offset - start),
        total_uncompressed_size: BigInt(size),
        data_page_offset: dataAt,
        ...(dictionaryAt === undefined ? {} : { dictionary_page_offset: dictionaryAt }),
        ...(statistics === undefined ? {} : { statistics }),
      },
    }
  }

  /** The number of rows that have a value. */
  get #present(): number {
    return this.#indexes === null ? this.count : this.#filled
  }

  /** Returns the bytes of the page before compression. */
  #writeDictionary(writer: ByteWriter): number {
    const plain = this.values.view
    const compressed = this.#snappy.compress(plain)
    const start = writer.offset
    writePageHeader(writer, {
      type: 'DICTIONARY_PAGE',
      uncompressed_page_size: plain.length,
      compressed_page_size: compressed.length,
      dictionary_page_header: { num_values: this.count, encoding: 'PLAIN' },
    })
    const header = writer.offset - start
    writer.appendBytes(compressed)
    return header + plain.length
  }

  #writeData(writer: ByteWriter, encoding: Encoding): number {
    const levels = new ByteWriter()
    if (this.#levels !== null) {
      writeRleBitPackedHybrid(levels, this.#levels.subarray(0, this.#rows), 1)
    }
    const plain = this.#indexes === null ? this.values.view : this.#indexBytes(this.#indexes)
    const compressed = this.#snappy.compress(plain)
    const start = writer.offset
    writePageHeader(writer, {
      type: 'DATA_PAGE_V2',
      uncompressed_page_size: levels.offset + plain.length,
      compressed_page_size: levels.offset + compressed.length,
      data_page_header_v2: {
        num_values: this.#rows,
        num_nulls: this.#levels === null ? 0 : this.#rows - this.#present,
        num_rows: this.#rows,
        encoding,
        definition_levels_byte_length: levels.offset,
        repetition_levels_byte_length: 0,
        is_compressed: true,
      },
    })
    const header = writer.offset - start
    writer.appendBytes(levels.getBytes())
    writer.appendBytes(compressed)
    return header + levels.offset + plain.length
  }

  #indexBytes(indexes: Uint32Array): Uint8Array<ArrayBuffer> {
    const page = new ByteWriter()
    const width = Math.ceil(Math.log2(Math.max(1, this.count)))
    page.appendUint8(width)
    writeRleBitPackedHybrid(page, indexes.subarray(0, this.#filled), width)
    return page.getBytes()
  }
}
