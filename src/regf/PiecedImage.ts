/** A file whose bytes are not in one piece. It is read field by field; code for bytes in one piece asks `isFlat` first. */

import { HiveError } from '../errors.ts'
import { HiveImage } from './HiveImage.ts'
import type { Units, Words } from './words.ts'

export abstract class PiecedImage extends HiveImage {
  constructor() {
    super(new ArrayBuffer(0))
  }

  override get isFlat(): boolean {
    return false
  }

  override get bytes(): Uint8Array<ArrayBuffer> {
    throw notFlat()
  }

  override get words(): Words {
    throw notFlat()
  }

  override get units(): Units {
    throw notFlat()
  }

  override u32(at: number): number {
    return this.i32(at) >>> 0
  }

  override u64(at: number): bigint {
    return BigInt(this.u32(at)) | (BigInt(this.u32(at + 4)) << 32n)
  }
}

function notFlat(): HiveError {
  return new HiveError('internal', 'the bytes of the file are not in one piece')
}
