import { BASE, BIN, HBIN } from '../../src/regf/layout.ts'
import { type CellOffset, fileOffset } from '../../src/regf/offsets.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'

/** Another bin at the end of a hive, filled with cells by hand. */
export class ExtraBin {
  readonly #bytes: Uint8Array
  readonly #start: number
  #bin = new DataView(new ArrayBuffer(1 << 16))
  #used = BIN.HEADER as number

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#start = new DataView(bytes.buffer, bytes.byteOffset).getUint32(BASE.DATA_SIZE, true)
  }

  /** Appends an allocated cell; `write` gets its payload. */
  cell(payload: number, write: (view: DataView, cell: number) => void = () => {}): CellOffset {
    const size = Math.ceil((payload + 4) / 8) * 8
    while (this.#used + size > this.#bin.byteLength) this.#grow()
    const at = this.#used
    this.#used += size
    this.#bin.setInt32(at, -size, true)
    const cell = (this.#start + at) as CellOffset
    write(new DataView(this.#bin.buffer, at + 4, size - 4), cell)
    return cell
  }

  /** Offset of the next cell. */
  get next(): CellOffset {
    return (this.#start + this.#used) as CellOffset
  }

  /** The hive with the bin, and with patches of its earlier bytes. */
  finish(...patches: readonly Patch[]): Uint8Array<ArrayBuffer> {
    const size = Math.ceil(this.#used / 4096) * 4096
    const bin = new Uint8Array(size)
    bin.set(new Uint8Array(this.#bin.buffer, 0, this.#used))
    const view = new DataView(bin.buffer)
    view.setUint32(BIN.SIGNATURE, HBIN, true)
    view.setUint32(BIN.OFFSET, this.#start, true)
    view.setUint32(BIN.SIZE, size, true)
    if (this.#used < size) view.setInt32(this.#used, size - this.#used, true)
    const at = fileOffset(this.#start as CellOffset)
    const whole = new Uint8Array(at + size)
    whole.set(this.#bytes.subarray(0, at))
    whole.set(bin, at)
    return corrupt(whole, { at: BASE.DATA_SIZE, u32: this.#start + size }, ...patches)
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bin.byteLength * 2)
    larger.set(new Uint8Array(this.#bin.buffer))
    this.#bin = new DataView(larger.buffer)
  }
}
