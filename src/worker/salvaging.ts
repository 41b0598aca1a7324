/** Salvages the file of a document, or any file, into a new document. */

import { HiveImage } from '../regf/HiveImage.ts'
import type { Loss } from '../salvage/SalvageReport.ts'
import { salvageSteps } from '../salvage/salvage.ts'
import { shownName } from '../text/visibleText.ts'
import { rowPath } from './displayNames.ts'
import type { HiveDocument } from './HiveDocument.ts'
import { originalBytes } from './original.ts'
import type { DocInfo, LossRow, RequestOf, RowPage, SalvageSummary } from './protocol.ts'
import { readImage } from './readFile.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

/** The copy of the file, and the new hive, which is seldom larger. */
const COPIES = 2
/** The progress once the file is read. */
const READ = 0.2

/** Salvages a hive into a new document. When cancelled there is none. */
export function salvageDocument(
  session: Session,
  { from }: RequestOf<'salvage'>,
  context: CallContext,
): Promise<DocInfo> {
  const source = from.kind === 'document' ? session.document(from.doc) : null
  const size = source?.size ?? (from.kind === 'file' ? from.file.size : 0)
  return session.withRoom(COPIES * size, async () => {
    const reading = { ...context, progress: (done: number) => context.progress(done * READ) }
    const image =
      from.kind === 'file'
        ? await readImage(from.file, reading)
        : new HiveImage(await originalBytes(session.document(from.doc)))
    const { hive, report } = await runInSlices(salvageSteps(image), {
      signal: context.signal,
      onProgress: (done) => context.progress(READ + done * (1 - READ)),
    })
    const name = source?.name ?? (from.kind === 'file' ? from.name : '')
    const nothing = { handle: null, logs: [], newest: null, recovered: null }
    return session.add({ name, hive, ...nothing, built: true, unsaved: true, report })
  })
}

/** The counts of the salvage that made a document; null of any other. */
export function salvageSummary({ report }: HiveDocument): SalvageSummary | null {
  if (report === null) return null
  const { keys, values, counts, losses } = report
  return {
    ...{ keys, values, total: losses.length },
    losses: [...counts].map(([code, count]) => ({ code, count })),
  }
}

/** A page of the report of the salvage that made a document; of any other document it is empty. */
export function lossPage(
  doc: HiveDocument,
  { from, count }: RequestOf<'losses'>,
): RowPage<LossRow> {
  const losses = doc.report?.losses ?? []
  const rows = losses.slice(from, from + count).map(rowOf)
  return { revision: doc.revision, total: losses.length, from, rows }
}

function rowOf({ code, offset, path, value, expected, actual }: Loss): LossRow {
  const names = path ?? []
  const shown = rowPath(names.length, (index) => names[index] as string)
  const name = value === undefined ? null : shownName(value)
  return {
    ...{ code, offset, value: name },
    path: path === undefined ? null : shown.path,
    isCut: shown.pathCut || (value !== undefined && name !== value),
    expected: expected ?? null,
    actual: actual ?? null,
  }
}
