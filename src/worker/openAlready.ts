/**
 * Finds out whether a file is already open, so that it is not edited and saved in two documents by
 * accident.
 */

import { equalNames } from '../bytes/upcase.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { DocId, RequestOf } from './protocol.ts'
import { blobDigest } from './sha256.ts'

/** The document that was opened from the file; null when there is none. */
export async function openAlready(
  documents: readonly HiveDocument[],
  given: RequestOf<'openAlready'>,
): Promise<DocId | null> {
  /** Computed at most once. */
  let digest: Promise<string | null> | null = null
  for (const document of documents) {
    const { handle } = document
    if (handle !== null && given.handle !== null) {
      if (await given.handle.isSameEntry(handle)) return document.id
      continue
    }
    if (document.size !== given.file.size || !equalNames(document.name, given.name)) continue
    digest ??= digestOf(given.file)
    if (await isDigest(document, await digest)) return document.id
  }
  return null
}

/** The digest of a file; null when it cannot be read, which opening it reports. */
async function digestOf(file: Blob): Promise<string | null> {
  try {
    return await blobDigest(file)
  } catch {
    return null
  }
}

/** Whether a document has a digest; false if it is closed meanwhile. */
async function isDigest(document: HiveDocument, digest: string | null): Promise<boolean> {
  if (digest === null) return false
  return document.digest().then(
    (opened) => opened === digest,
    () => false,
  )
}
