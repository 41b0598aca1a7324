/** Merging open hives and files into a new one. */

import type { CallOptions, DocId, MergePreview, MergeSource } from '../worker/protocol.ts'
import { openBuilt, titleOf, useDocuments } from './documents.ts'
import { engine } from './engine.ts'
import { nameApart } from './titles.ts'

/** Has the engine merge hives, in this order. The result is kept until it is opened or given up. */
export async function previewMerge(
  sources: readonly MergeSource[],
  options: CallOptions,
): Promise<MergePreview> {
  const preview = await engine().previewMerge({ sources }, options)
  const merged = preview.sources.map((source, at) => {
    const asked = sources[at]
    return asked === undefined ? source : { ...source, name: sourceName(asked) }
  })
  return { ...preview, sources: merged }
}

/** Adds files to the hives to merge. Where another hive has the name of a file, the file gets a number. */
export function withFiles(
  sources: readonly MergeSource[],
  files: readonly File[],
): readonly MergeSource[] {
  const titles = useDocuments.getState().docs.map(({ info }) => titleOf(info.doc))
  const all = [...sources]
  for (const file of files) {
    const name = nameApart(file.name, [...titles, ...all.map(sourceName)])
    all.push({ kind: 'file', name, file })
  }
  return all
}

/** Opens the merged hive in a new tab. */
export function openMerged(merge: number, name: string): Promise<void> {
  return openBuilt(() => engine().openMerged({ merge, name }))
}

/** Gives up a merged hive that was not opened. */
export function dropMerged(): void {
  // Without an engine there is none.
  engine()
    .dropMerged({})
    .catch(() => {})
}

/** The name of a hive to merge, as it is shown. */
export function sourceName(source: MergeSource): string {
  return source.kind === 'document' ? titleOf(source.doc) : source.name
}

/** Whether two sources are the same hive. */
export function isSameSource(one: MergeSource, other: MergeSource): boolean {
  if (one.kind === 'document') return other.kind === 'document' && one.doc === other.doc
  return other.kind === 'file' && one.file === other.file
}

/** The hives that a merge begins with: the one on screen, and the others that are open. */
export function openSources(active: DocId | null, docs: readonly DocId[]): MergeSource[] {
  const first = active === null ? [] : [active]
  const ordered = [...first, ...docs.filter((doc) => doc !== active)]
  return ordered.map((doc) => ({ kind: 'document', doc }))
}
