/**
 * Consecutive cells in new bins, for hives built by hand: with short headers, or with the long headers of versions 1.0
 * and 1.1, which name the previous cell (regf-format 1.6, 2). Offsets of fields are from the start of a record.
 */

const NIL = 0xffffffff
const BIN = 4096
const BIN_HEADER = 32

export class RawCells {
  readonly #isOld: boolean
  readonly #gaps: readonly (readonly number[])[]
  #gap = 0
  #view = new DataView(new ArrayBuffer(1 << 16))
  /** Cell offsets of the next cell, of the bin it is in, and of the end of that bin. */
  #next = 0
  #bin = 0
  #end = 0
  /** Offset of the previous cell from the start of its bin. */
  #last = NIL

  /** @param options.gaps - sizes of the free cells after the cells, in turn */
  constructor(options: { isOld: boolean; gaps: readonly (readonly number[])[] }) {
    this.#isOld = options.isOld
    this.#gaps = options.gaps
  }

  /** All bins so far. */
  binsView(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.#end)
  }

  /** Allocates a cell for a payload; returns its cell offset. */
  add(payload: number): number {
    const unit = this.#isOld ? 16 : 8
    const size = Math.max(unit, Math.ceil((payload + this.#header) / unit) * unit)
    if (this.#next + size > this.#end) this.#openBin(size)
    const cell = this.#place(-size)
    const gaps = this.#gaps[this.#gap++ % this.#gaps.length] ?? []
    for (const gap of gaps) {
      if (gap > 0 && this.#next + gap < this.#end) this.#place(gap)
    }
    return cell
  }

  /** Writes a cell with a stored size at the next offset. */
  #place(stored: number): number {
    const cell = this.#next
    this.#view.setInt32(cell, stored, true)
    if (this.#isOld) {
      this.#view.setUint32(cell + 4, this.#last, true)
      // A free cell has links to the next and the previous free one.
      if (stored > 0) this.#view.setBigUint64(cell + 8, 0xffffffffffffffffn, true)
    }
    this.#last = cell - this.#bin
    this.#next += Math.abs(stored)
    return cell
  }

  #openBin(size: number): void {
    this.closeBin()
    const bytes = Math.ceil((size + BIN_HEADER) / BIN) * BIN
    this.#bin = this.#end
    this.#end += bytes
    this.#next = this.#bin + BIN_HEADER
    this.#last = NIL
    while (this.#end > this.#view.byteLength) {
      const larger = new Uint8Array(this.#view.byteLength * 2)
      larger.set(new Uint8Array(this.#view.buffer))
      this.#view = new DataView(larger.buffer)
    }
    this.#view.setUint32(this.#bin, 0x6e696268, true)
    this.#view.setUint32(this.#bin + 4, this.#bin, true)
    this.#view.setUint32(this.#bin + 8, bytes, true)
  }

  /** Makes the rest of the last bin a free cell. */
  closeBin(): void {
    if (this.#next < this.#end) this.#place(this.#end - this.#next)
  }

  get #header(): number {
    return this.#isOld ? 8 : 4
  }

  u8(cell: number, field: number, value: number): void {
    this.#view.setUint8(cell + this.#header + field, value)
  }

  u16(cell: number, field: number, value: number): void {
    this.#view.setUint16(cell + this.#header + field, value, true)
  }

  u32(cell: number, field: number, value: number): void {
    this.#view.setUint32(cell + this.#header + field, value >>> 0, true)
  }

  u64(cell: number, field: number, value: bigint): void {
    this.#view.setBigUint64(cell + this.#header + field, value, true)
  }

  text(cell: number, field: number, text: string): void {
    this.bytes(cell, field, Buffer.from(text, 'latin1'))
  }

  bytes(cell: number, field: number, bytes: Uint8Array): void {
    new Uint8Array(this.#view.buffer).set(bytes, cell + this.#header + field)
  }
}
