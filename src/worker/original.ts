/** Reassembles the file as it was opened, while the document is open. */

import { HiveError } from '../errors.ts'
import { OriginalImage } from '../regf/OriginalImage.ts'
import { SLICE } from './Fingerprint.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { ReplyOf } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { blobDigest, imageDigest } from './sha256.ts'

/**
 * The file as it was opened, put together in pieces that the browser takes over, so that it is never in memory as a
 * whole a second time.
 *
 * @throws HiveError `out-of-memory`, `cancelled`; `internal` when the bytes do not match the digest of the file
 *   as opened
 */
export async function originalOf(
  doc: HiveDocument,
  context: CallContext,
): Promise<ReplyOf<'original'>> {
  const { original } = doc
  const opened = await doc.digest()
  const image = new OriginalImage(doc.first.image, doc.opened)
  const blob = original ?? (await blobOf(image))
  const digest = await (original === null ? imageDigest(image, context) : blobDigest(original))
  if (opened !== null && digest !== opened) {
    throw new HiveError('internal', 'the original could not be put together again', {
      expected: opened,
      actual: digest ?? undefined,
    })
  }
  return { blob, sha256: opened }
}

async function blobOf(image: OriginalImage): Promise<Blob> {
  const pieces: Blob[] = []
  for (let at = 0; at < image.length; at += SLICE) {
    pieces.push(new Blob([image.bytesView(at, SLICE)]))
    await new Promise((resolve) => setTimeout(resolve))
  }
  return new Blob(pieces)
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
