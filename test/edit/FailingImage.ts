import { HiveError } from '../../src/errors.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'

/** A hive image whose writes can be made to fail: every byte is written through one of these methods. */
export class FailingImage extends HiveImage {
  writes = 0
  /** The number of the write that fails, counted from 0. */
  failAt = Number.POSITIVE_INFINITY

  #count(): void {
    if (this.writes++ === this.failAt) throw new HiveError('out-of-memory', 'as if')
  }

  override setU8(at: number, value: number): void {
    this.#count()
    super.setU8(at, value)
  }

  override setU16(at: number, value: number): void {
    this.#count()
    super.setU16(at, value)
  }

  override setU32(at: number, value: number): void {
    this.#count()
    super.setU32(at, value)
  }

  override setI32(at: number, value: number): void {
    this.#count()
    super.setI32(at, value)
  }

  override setU64(at: number, value: bigint): void {
    this.#count()
    super.setU64(at, value)
  }

  override setBytes(at: number, bytes: Uint8Array): void {
    this.#count()
    super.setBytes(at, bytes)
  }

  override fill(at: number, count: number, value: number): void {
    this.#count()
    super.fill(at, count, value)
  }

  override move(from: number, to: number, count: number): void {
    this.#count()
    super.move(from, to, count)
  }

  override extend(length: number): void {
    this.#count()
    super.extend(length)
  }
}
