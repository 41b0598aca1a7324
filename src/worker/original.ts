/** Reassembles the file as it was opened, while the document is open. */

import { HiveError } from '../errors.ts'
import { OriginalImage } from '../regf/OriginalImage.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { ReplyOf } from './protocol.ts'
import { sha256 } from './sha256.ts'

/**
 * The bytes of the file as it was opened. Takes as much memory as the file had bytes.
 *
 * @throws HiveError `out-of-memory`; `internal` when the bytes do not match the digest of the file
 *   as opened
 */
export async function originalOf(doc: HiveDocument): Promise<ReplyOf<'original'>> {
  const { original } = doc
  const bytes = new Uint8Array(await originalBytes(doc))
  const opened = await doc.digest()
  const digest = opened === null ? null : await sha256(bytes)
  if (digest !== opened) {
    throw new HiveError('internal', 'the original could not be put together again', {
      expected: opened ?? undefined,
      actual: digest ?? undefined,
    })
  }
  return { blob: original ?? new Blob([bytes]), sha256: digest }
}

/**
 * The bytes of the file as it was opened, without comparing them with its digest.
 *
 * @throws HiveError `out-of-memory`
 */
export async function originalBytes({
  first,
  opened,
  original,
}: HiveDocument): Promise<ArrayBuffer> {
  if (original !== null) return original.arrayBuffer()
  return new OriginalImage(first.image, opened).wholeCopy().buffer
}
