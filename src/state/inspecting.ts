import type { DocId, KeyDetails, KeyId } from '../worker/protocol.ts'
import { documentOf, titleOf } from './documents.ts'
import { engine } from './engine.ts'
import { showError } from './notices.ts'

/** The facts of a key's record; null when it cannot be read, which a notice has said. */
export async function loadKeyDetails(doc: DocId, key: KeyId): Promise<KeyDetails | null> {
  try {
    return await engine().keyDetails({ doc, key })
  } catch (error) {
    showError(error, titleOf(doc), { doc })
    return null
  }
}

/** SHA-256 of the bytes as opened; null where the browser cannot compute it. */
export async function loadDigest(doc: DocId): Promise<string | null> {
  try {
    return await engine().digest({ doc })
  } catch (error) {
    showError(error, documentOf(doc)?.info.name, { doc })
    return null
  }
}
