/** Exporting a document, or a part of it, for other programs and for people. */

import { HiveError } from '../errors.ts'
import { CsvWriter } from '../exchange/CsvWriter.ts'
import { type Unwritten, writeCommands } from '../exchange/commandLines.ts'
import { htmlReport } from '../exchange/htmlReport.ts'
import { NdjsonWriter } from '../exchange/NdjsonWriter.ts'
import { ParquetTable } from '../exchange/parquet/ParquetTable.ts'
import { POWERSHELL } from '../exchange/powershell.ts'
import { REG_ADD } from '../exchange/regAdd.ts'
import { regeditText } from '../exchange/regeditText.ts'
import { writeReport } from '../exchange/reports.ts'
import type { TableWriter } from '../exchange/TableRow.ts'
import { writeRows } from '../exchange/tableRows.ts'
import { writeJson } from '../exchange/writeJson.ts'
import type { NewMinor } from '../offreg/create.ts'
import type { Hive } from '../offreg/Hive.ts'
import { compactSteps } from '../offreg/save.ts'
import { keyPath } from '../regf/keyNode.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { controlSetOf } from '../regtext/controlSet.ts'
import { exportRegSteps, type LeftOut } from '../regtext/exportReg.ts'
import { readPrefix } from '../regtext/prefix.ts'
import { REPORT } from '../text/report.ts'
import type { Work } from '../work.ts'
import { mostOutput } from './BlobOutput.ts'
import { rowName, rowPath, shownPath } from './displayNames.ts'
import { openOutput } from './ExportOutput.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { Exported, FileFormat, LeftOutRow, RequestOf, RowPage } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** What is exported, and how it is named. */
interface Job {
  readonly hive: Hive
  readonly key: CellOffset
  readonly name: string
  readonly prefix: string
  readonly controlSet: string | null
}

/** The most bytes of data that are written of a value in regedit's text: it is for people. */
const MOST_DATA = 1 << 20
/** Bytes of a hive that are passed on at once. */
const PIECE = 1 << 24

/**
 * Writes a key of a document, and everything below it. Must be called within `exclusive`, since the hive is read over
 * many slices.
 *
 * @throws HiveError what `CALLS.exportAs` lists
 */
export async function exportAs(
  doc: HiveDocument,
  request: RequestOf<'exportAs'>,
  { signal, progress }: CallContext,
): Promise<Exported> {
  const { hive, name, revision } = doc
  const prefix = readPrefix(request.prefix)
  if (prefix === null) {
    throw new HiveError('bad-argument', 'not the path of a registry key', {
      subject: request.prefix,
    })
  }
  const { length } = hive.image
  const most = request.most ?? Number.POSITIVE_INFINITY
  const output = await openOutput(
    request.to,
    request.force ? most : Math.min(most, mostOutput(length)),
  )
  const leftOut: (LeftOut | Unwritten)[] = []
  let bytes = 0
  const write = (piece: Uint8Array): void => {
    output.write(piece)
    bytes += piece.length
  }
  try {
    const controlSet = request.asCurrent === true ? controlSetOf(hive) : null
    const job = { hive, key: doc.keyCell(request.key), name, prefix, controlSet }
    const steps = exportSteps(job, request.format, write, (one) => leftOut.push(one))
    const isWhole = await runInSlices(steps, {
      ...{ signal, onProgress: progress },
      between: () => output.flush(),
    })
    doc.texts.leftOut = { rows: leftOut, revision }
    return { blob: await output.end(), bytes, isWhole, leftOut: leftOut.length }
  } catch (error) {
    await output.abort()
    throw error
  }
}

function* exportSteps(
  { hive, key, name, prefix, controlSet }: Job,
  format: FileFormat,
  write: (bytes: Uint8Array) => void,
  leaveOut: (one: LeftOut | Unwritten) => void,
): Work<boolean> {
  const { cells, root } = hive
  switch (format) {
    case 'reg5':
    case 'reg4': {
      const version = format === 'reg5' ? 5 : 4
      const keys = key === root ? hive.surveyedKeys : null
      return yield* exportRegSteps(
        { cells, root, top: key, prefix, version, controlSet, keys },
        write,
        leaveOut,
      )
    }
    case 'json':
      return yield* writeJson(hive, { source: name, key }, write)
    case 'reg-add':
    case 'powershell': {
      const form = format === 'reg-add' ? REG_ADD : POWERSHELL
      return yield* writeCommands(hive, { top: key, prefix }, form, write, leaveOut)
    }
    case 'text':
      return yield* writeReport(hive, { top: key, prefix }, regeditText(MOST_DATA), write)
    case 'html': {
      const path = shownPath([...prefix.split('\\'), ...keyPath(cells, root, key)])
      const form = htmlReport(REPORT.title(path))
      return yield* writeReport(hive, { top: key, prefix }, form, write)
    }
    case 'hive':
      return yield* writeHive(hive, key, write)
    default: {
      const table = tableOf(format, write)
      const isWhole = yield* writeRows(hive, { name, key }, table)
      table.end()
      return isWhole
    }
  }
}

/** Writes a key as a hive of its own. */
function* writeHive(
  hive: Hive,
  key: CellOffset,
  write: (bytes: Uint8Array) => void,
): Work<boolean> {
  const minor = Math.max(2, Math.min(hive.base.minor, 6)) as NewMinor
  const bytes = yield* compactSteps(hive, { minor, key })
  for (let at = 0; at < bytes.length; at += PIECE) {
    write(bytes.subarray(at, at + PIECE))
    yield 1
  }
  return true
}

function tableOf(
  format: 'ndjson' | 'csv' | 'parquet',
  write: (bytes: Uint8Array) => void,
): TableWriter {
  switch (format) {
    case 'ndjson':
      return new NdjsonWriter(write)
    case 'csv':
      return new CsvWriter(write)
    case 'parquet':
      return new ParquetTable(write)
  }
}

/** A page of what the last export does not have. */
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
