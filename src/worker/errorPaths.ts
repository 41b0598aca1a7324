/**
 * Adds a path to errors that lack one: that of the damaged key if the check knows it, otherwise
 * that of the key in the request.
 */

import { HiveError } from '../errors.ts'
import { findKeyNode, keyPath } from '../regf/keyNode.ts'
import { shownPath } from './displayNames.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { KeyId } from './protocol.ts'

/** Runs a job about a key; its errors get a path. */
export function withErrorPath<T>(doc: HiveDocument, key: KeyId, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw named(doc, key, error)
  }
}

/** The same for an asynchronous job. */
export async function withErrorPathLater<T>(
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
