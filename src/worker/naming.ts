/**
 * Adds a path to errors that name nothing: that of the damaged key, where the check knows it, otherwise that of
 * the key the request was about.
 */

import { HiveError } from '../errors.ts'
import { findKeyNode, keyPath } from '../regf/keyNode.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { KeyId } from './protocol.ts'
import { shownPath } from './shown.ts'

/** Runs something about a key. */
export function naming<T>(doc: HiveDocument, key: KeyId, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw named(doc, key, error)
  }
}

/** Runs something about a key that takes a while. */
export async function namingLater<T>(
  doc: HiveDocument,
  key: KeyId,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw named(doc, key, error)
  }
}

function named(doc: HiveDocument, key: KeyId, error: unknown): unknown {
  if (!(error instanceof HiveError) || error.detail.subject !== undefined) return error
  const { code, message, detail } = error
  return new HiveError(code, message, { ...detail, subject: subjectOf(doc, key, error) })
}

function subjectOf(doc: HiveDocument, key: KeyId, { detail }: HiveError): string | undefined {
  return doc.checks.damagedPath(detail) ?? pathOf(doc, key)
}

function pathOf({ hive, ids }: HiveDocument, key: KeyId): string | undefined {
  const { cells, root, rootKey } = hive
  const cell = ids.cell(key)
  if (findKeyNode(cells, cell) === 0) return undefined
  return shownPath(cell === root ? [rootKey.name] : keyPath(cells, root, cell))
}
