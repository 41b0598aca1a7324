import { HiveImage } from '../../src/regf/HiveImage.ts'

/** Counts reads of 16-bit fields (signatures, counts, flags, lengths): a few for every record that is read. */
export class CountingImage extends HiveImage {
  reads = 0

  override u16(at: number): number {
    this.reads++
    return super.u16(at)
  }
}
