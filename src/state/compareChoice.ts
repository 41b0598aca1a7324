/** What can be compared, and what is offered first. */

import { COMPARE } from '../text/twoHives.ts'
import type { DocId, HiveToCompare, KeyAttribute } from '../worker/protocol.ts'
import { type Doc, documentOf, titleOf, useDocuments } from './documents.ts'
import { engine } from './engine.ts'

/** A hive that can be chosen. */
export interface ComparedChoice {
  /** Names it among the others. */
  readonly value: string
  readonly title: string
  /** null for a file, which is still to be chosen. */
  readonly hive: HiveToCompare | null
}

export const FILE_CHOICE = 'file'

/** The attributes that are compared unless something else is chosen. */
export const USUAL_ATTRIBUTES: readonly KeyAttribute[] = ['security', 'class', 'flags']

/** Everything that can be compared: the open hives as they are, were and would be, and a file. */
export function comparedChoices(docs: readonly Doc[]): readonly ComparedChoice[] {
  const open = docs.flatMap(({ info }) => {
    const { doc } = info
    const title = titleOf(doc)
    const choice = (kind: 'document' | 'original' | 'logs', text: string) => {
      return { value: `${kind} ${doc}`, title: text, hive: { kind, doc } }
    }
    const now = choice('document', title)
    const hasLogs = info.logs.length > 0 && info.recovery === null
    return [
      now,
      choice('original', COMPARE.original(title)),
      ...(hasLogs ? [choice('logs', COMPARE.logs(title))] : []),
    ]
  })
  return [...open, { value: FILE_CHOICE, title: COMPARE.file, hive: null }]
}

/** The sides that are offered for a hive: with another open one, with itself before or after, or with a file. */
export function firstSides(doc: DocId): { readonly left: string; readonly right: string } {
  const { docs } = useDocuments.getState()
  const here = `document ${doc}`
  const at = docs.findIndex(({ info }) => info.doc === doc)
  const before = docs[at - 1]
  const after = docs[at + 1]
  // The hive whose tab comes first is the earlier one.
  if (before !== undefined) return { left: `document ${before.info.doc}`, right: here }
  if (after !== undefined) return { left: here, right: `document ${after.info.doc}` }
  const entry = documentOf(doc)
  if ((entry?.state.unsaved ?? 0) > 0) return { left: `original ${doc}`, right: here }
  const hasLogs = (entry?.info.logs.length ?? 0) > 0 && entry?.info.recovery === null
  return { left: here, right: hasLogs ? `logs ${doc}` : FILE_CHOICE }
}

/**
 * The names of the key that a text means in a hive; null if there is none.
 *
 * @param readText - reads a path of a hive that is not open
 */
export async function pathOf(
  hive: HiveToCompare,
  text: string,
  readText: (text: string) => readonly string[],
): Promise<readonly string[] | null> {
  if (text.trim() === '') return []
  if (hive.kind === 'file') return readText(text)
  const { doc } = hive
  const match = await engine().resolvePath({ doc, text })
  if (match.missing !== null || match.value !== null || match.kind === 'elsewhere') return null
  return (await engine().keyPath({ doc, key: match.key })).path
}
