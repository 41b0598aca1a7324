/** Differences as an HTML page for people: a row for each, with what was and what is. */

import { spellName, spellPath } from '../bytes/spelling.ts'
import type { ComparedCells, Difference } from '../compare/difference.ts'
import { type ShownDifference, shownDifference } from '../compare/shown.ts'
import {
  encodeHtml,
  escapeHtml,
  HTML_END,
  HTML_TABLE_END,
  htmlHead,
  htmlTable,
} from '../exchange/htmlReport.ts'
import { sideText } from '../text/differences.ts'
import { kindName, PENDING } from '../text/pending.ts'
import { REPORT } from '../text/report.ts'
import { RECORDS_A_STEP, type Work, workWhile } from '../work.ts'
import { BlobOutput } from './BlobOutput.ts'
import { outdated } from './HiveComparison.ts'
import type { RequestOf } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

const NAMES = { path: spellPath, value: spellName }
const COLUMNS = [PENDING.kind, PENDING.key, PENDING.name, PENDING.was, PENDING.is]

/** The row of a difference in a table of an HTML page. */
export function htmlRow(shown: ShownDifference): string {
  const { path, value } = shown
  const cells = [
    ...[kindName(shown), path.length === 0 ? PENDING.root : spellPath(path)],
    ...[value === null ? '' : value === '' ? REPORT.defaultName : spellName(value)],
    ...[sideText(shown, 'was', NAMES), sideText(shown, 'is', NAMES)],
  ]
  return `<tr>${cells.map((cell) => `<td><bdi>${escapeHtml(cell)}</bdi></td>`).join('')}</tr>\n`
}

/** What comes before the rows of differences, and after them. */
export function htmlFrame(title: string): { readonly first: string; readonly last: string } {
  return {
    first: htmlHead(title, [REPORT.byPropolis]) + htmlTable(COLUMNS),
    last: HTML_TABLE_END + HTML_END,
  }
}

/** The changes of a document as an HTML page: some rows of those that are listed, or all (null). */
export async function changesReport(
  session: Session,
  { doc, comparison, rows, listed }: RequestOf<'changesReport'>,
  { signal, progress }: CallContext,
): Promise<Blob> {
  const document = session.document(doc)
  const found = document.comparisons.get(comparison)
  const chosen = found.chosen(rows, listed)
  const output = new BlobOutput(document.hive.image.length)
  const steps = reportSteps(chosen, found.cells, document.name, output)
  const { revision } = document
  const isStill = () => document.revision === revision && !document.hive.image.isPaused
  const written = await runInSlices(workWhile(steps, isStill), { signal, onProgress: progress })
  if (written === null) throw outdated()
  return output.end()
}

function* reportSteps(
  chosen: readonly Difference[],
  cells: ComparedCells,
  name: string,
  output: BlobOutput,
): Work<true> {
  const { first, last } = htmlFrame(REPORT.changes(name))
  output.write(encodeHtml(first))
  for (const [index, one] of chosen.entries()) {
    output.write(encodeHtml(htmlRow(shownDifference(one, cells))))
    if (index % RECORDS_A_STEP === 0) yield index / chosen.length
  }
  output.write(encodeHtml(last))
  return true
}
