/** Damages a hive: patches single fields of a copy and corrects the checksum of the header. */

import { computeChecksum } from '../../src/regf/baseBlock.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { BASE } from '../../src/regf/layout.ts'

/** One field, at a file offset. */
export type Patch = { readonly at: number } & (
  | { readonly u8: number }
  | { readonly u16: number }
  | { readonly u32: number }
  | { readonly bytes: readonly number[] | Uint8Array }
)

/** A copy with the patches applied; the checksum is corrected unless it is patched itself. */
export function corrupt(bytes: Uint8Array, ...patches: readonly Patch[]): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes.length)
  copy.set(bytes)
  const image = new HiveImage(copy.buffer)
  image.transact(() => {
    for (const patch of patches) apply(image, patch)
    if (patches.some(({ at }) => at === BASE.CHECKSUM)) return
    image.setU32(BASE.CHECKSUM, computeChecksum(image))
  })
  return copy
}

function apply(image: HiveImage, patch: Patch): void {
  if ('u8' in patch) image.setU8(patch.at, patch.u8)
  else if ('u16' in patch) image.setU16(patch.at, patch.u16)
  else if ('u32' in patch) image.setU32(patch.at, patch.u32 >>> 0)
  else image.setBytes(patch.at, Uint8Array.from(patch.bytes))
}
