/** The path in the registry that stands for the root of a hive in texts: what is usual for its kind, or was chosen. */

import type { DocId } from '../worker/protocol.ts'
import { documentOf } from './documents.ts'
import { setPrefix, useSettings } from './settings.ts'

/** Chosen for hives whose kind does not say it, until the page is closed. */
const chosen = new Map<DocId, string>()

/** The path that stands for the root of a hive. */
export function prefixOf(doc: DocId): string {
  const info = documentOf(doc)?.info
  if (info === undefined) return ''
  return chosen.get(doc) ?? useSettings.getState().prefixes[info.prefix] ?? info.prefix
}

/** Remembers what was chosen: for all hives of the kind, unless only the name of the file says what is usual. */
export function choosePrefix(doc: DocId, prefix: string): void {
  const info = documentOf(doc)?.info
  if (info === undefined) return
  if (info.kind === 'unknown' || info.kind === 'Amcache') chosen.set(doc, prefix)
  else setPrefix(info.prefix, prefix)
}
