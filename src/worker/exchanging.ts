/** Exporting a document, or a part of it, for other programs. */

import { HiveError } from '../errors.ts'
import type { ByteSink } from '../exchange/ByteText.ts'
import { CsvWriter } from '../exchange/CsvWriter.ts'
import { type Unwritten, writeCommands } from '../exchange/commandLines.ts'
import { NdjsonWriter } from '../exchange/NdjsonWriter.ts'
import { ParquetTable } from '../exchange/parquet/ParquetTable.ts'
import { POWERSHELL } from '../exchange/powershell.ts'
import { REG_ADD } from '../exchange/regAdd.ts'
import type { TableWriter } from '../exchange/TableRow.ts'
import { writeRows } from '../exchange/tableRows.ts'
import { writeJson } from '../exchange/writeJson.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { readPrefix } from '../regtext/prefix.ts'
import type { Work } from '../work.ts'
import { BlobOutput } from './BlobOutput.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { ExchangeFormat, ExportedTable, RequestOf } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** What is exported, and how it is named. */
interface Job {
  readonly hive: Hive
  readonly key: CellOffset
  readonly name: string
  readonly prefix: string
}

/**
 * Writes a key of a document, and everything below it. Must be called within `exclusive`, since the hive is read over
 * many slices.
 *
 * @throws HiveError `bad-argument` for a prefix that is none; `result-too-large`; `out-of-memory`; `cancelled`
 */
export async function exportAs(
  doc: HiveDocument,
  request: RequestOf<'exportAs'>,
  { signal, progress }: CallContext,
): Promise<ExportedTable> {
  const { hive, name, revision } = doc
  const prefix = readPrefix(request.prefix)
  if (prefix === null) {
    throw new HiveError('bad-argument', 'not the path of a registry key', {
      subject: request.prefix,
    })
  }
  const output = new BlobOutput(hive.image.length)
  const leftOut: Unwritten[] = []
  const job = { hive, key: doc.keyCell(request.key), name, prefix }
  const steps = exportSteps(job, request.format, output.write, (one) => leftOut.push(one))
  const isWhole = await runInSlices(steps, { signal, onProgress: progress })
  doc.texts.leftOut = { rows: leftOut, revision }
  return { blob: output.end(), isWhole, leftOut: leftOut.length }
}

function* exportSteps(
  { hive, key, name, prefix }: Job,
  format: ExchangeFormat,
  write: ByteSink,
  leaveOut: (one: Unwritten) => void,
): Work<boolean> {
  if (format === 'json') return yield* writeJson(hive, { source: name, key }, write)
  if (format === 'reg-add' || format === 'powershell') {
    const form = format === 'reg-add' ? REG_ADD : POWERSHELL
    yield* writeCommands(hive, { top: key, prefix }, form, write, leaveOut)
    return true
  }
  const table = tableOf(format, write)
  const isWhole = yield* writeRows(hive, { name, key }, table)
  table.end()
  return isWhole
}

function tableOf(format: 'ndjson' | 'csv' | 'parquet', write: ByteSink): TableWriter {
  switch (format) {
    case 'ndjson':
      return new NdjsonWriter(write)
    case 'csv':
      return new CsvWriter(write)
    case 'parquet':
      return new ParquetTable(write)
  }
}
