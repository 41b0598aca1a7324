import { HiveImage } from '../../src/regf/HiveImage.ts'

/** Counts signatures, counts, flags and lengths read: a few for every record that is looked at. */
export class CountingImage extends HiveImage {
  reads = 0

  override u16(at: number): number {
    this.reads++
    return super.u16(at)
  }
}
