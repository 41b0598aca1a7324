/** Exporting a document, or a part of it, as .reg text. */

import { HiveError } from '../errors.ts'
import { exportRegSteps, type LeftOut } from '../regtext/exportReg.ts'
import { readPrefix } from '../regtext/prefix.ts'
import { BlobOutput } from './BlobOutput.ts'
import { rowName, rowPath } from './displayNames.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { ExportedText, LeftOutRow, RequestOf, RowPage } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/**
 * Writes a key of a document, and everything below it. Must be called within `exclusive`, since the hive is read over
 * many slices.
 *
 * @throws HiveError `bad-argument` for a prefix that is none; `result-too-large`; `out-of-memory`; `cancelled`
 */
export async function exportText(
  doc: HiveDocument,
  request: RequestOf<'exportText'>,
  { signal, progress }: CallContext,
): Promise<ExportedText> {
  const { hive, revision } = doc
  const { cells, root } = hive
  const prefix = readPrefix(request.prefix)
  if (prefix === null) {
    throw new HiveError('bad-argument', 'not the path of a registry key', {
      subject: request.prefix,
    })
  }
  const text = new BlobOutput(hive.image.length)
  const leftOut: LeftOut[] = []
  const top = doc.keyCell(request.key)
  const keys = top === root ? hive.surveyedKeys : null
  const what = { cells, root, top, prefix, version: request.version, keys }
  const steps = exportRegSteps(what, text.write, (one) => leftOut.push(one))
  await runInSlices(steps, { signal, onProgress: progress })
  doc.texts.leftOut = { rows: leftOut, revision }
  return { blob: text.end(), leftOut: leftOut.length }
}

/** A page of what the text of the last export does not have. */
export function leftOutPage(
  { texts, revision }: HiveDocument,
  { from, count }: RequestOf<'leftOutRows'>,
): RowPage<LeftOutRow> {
  const { rows, revision: written } = texts.leftOut ?? { rows: [], revision }
  return {
    revision: written,
    total: rows.length,
    from,
    rows: rows.slice(from, from + count).map(({ path, value, reason }) => ({
      ...rowPath(path.length, (index) => path[index] as string),
      value: value === undefined ? null : rowName(value).name,
      reason,
    })),
  }
}
