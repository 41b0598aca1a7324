/** Facts asked for by the dialogs that show them. */

import type { DocId, KeyDetails, KeyId } from '../worker/protocol.ts'
import { documentOf, titleOf } from './documents.ts'
import { engine } from './engine.ts'
import { showError } from './notices.ts'

/** What a key's record says; null when it cannot be read, which the user has been told. */
export async function loadKeyDetails(doc: DocId, key: KeyId): Promise<KeyDetails | null> {
  try {
    return await engine().keyDetails({ doc, key })
  } catch (error) {
    showError(error, titleOf(doc), { doc })
    return null
  }
}

/** SHA-256 of the bytes as opened; null where there is none to be had. */
export async function loadDigest(doc: DocId): Promise<string | null> {
  try {
    return await engine().digest({ doc })
  } catch (error) {
    showError(error, documentOf(doc)?.info.name, { doc })
    return null
  }
}
