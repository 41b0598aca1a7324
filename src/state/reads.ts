/** Reads from the engine that no store keeps: for dialogs, editors and the address bar. */

import type { Conversion } from '../values/convertData.ts'
import type {
  CallOptions,
  DocId,
  EnvironmentVariable,
  KeyDetails,
  KeyId,
  Meaning,
  ValueId,
  ValueRow,
} from '../worker/protocol.ts'
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

/** All of a value's data; null when it cannot be read, which a notice has said. */
export async function loadValueData(
  doc: DocId,
  key: KeyId,
  value: ValueId,
): Promise<{ readonly type: number; readonly data: Uint8Array } | null> {
  try {
    return await engine().valueData({ doc, key, value })
  } catch (error) {
    showError(error, titleOf(doc), { doc })
    return null
  }
}

/** What data would mean in a value; nothing when that cannot be said. */
export async function loadMeanings(
  {
    doc,
    key,
    name,
    type,
  }: Pick<ValueRow, 'name' | 'type'> & {
    readonly doc: DocId
    readonly key: KeyId
  },
  data: Uint8Array,
  call: CallOptions,
): Promise<readonly Meaning[]> {
  try {
    return await engine().meanings({ doc, key, name, type, data }, call)
  } catch {
    return []
  }
}

/** The data of a value as it would be with another type. */
export function loadConvertedData(
  { doc, key, id }: { readonly doc: DocId; readonly key: KeyId; readonly id: ValueId },
  to: number,
  call: CallOptions,
): Promise<Conversion> {
  return engine().convertedData({ doc, key, value: id, to }, call)
}

/** The environment variables that open hives define; none when the engine fails. */
export async function loadEnvironment(doc: DocId): Promise<readonly EnvironmentVariable[]> {
  try {
    return await engine().environment({ doc })
  } catch {
    return []
  }
}

const MOST_SUGGESTIONS = 12

/**
 * Paths that continue `text`, at most a dozen; none when the engine fails, since the user did
 * nothing wrong.
 */
export async function completePath(
  doc: DocId,
  text: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await engine().completePath({ doc, text, limit: MOST_SUGGESTIONS }, { signal })
  } catch {
    return []
  }
}

/**
 * Where a path leads and which of its names are missing there; null when it leads out of the hive, or could not be
 * looked up.
 */
export async function placeOfPath(
  doc: DocId,
  text: string,
): Promise<{ readonly key: KeyId; readonly names: readonly string[] } | null> {
  try {
    const { key, missing, rest } = await engine().resolvePath({ doc, text })
    return missing !== null && rest.length === 0 ? null : { key, names: rest }
  } catch {
    return null
  }
}
