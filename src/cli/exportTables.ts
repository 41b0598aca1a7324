/** `export --format json`, `ndjson`, `csv` and `parquet`: hives for other programs. */

import { deletedSteps } from '../deleted/deleted.ts'
import { CsvWriter } from '../exchange/CsvWriter.ts'
import { writeDeletedRows } from '../exchange/deletedRows.ts'
import { NdjsonWriter } from '../exchange/NdjsonWriter.ts'
import { ParquetTable } from '../exchange/parquet/ParquetTable.ts'
import type { TableWriter } from '../exchange/TableRow.ts'
import { writeRows } from '../exchange/tableRows.ts'
import { writeJson } from '../exchange/writeJson.ts'
import type { WriteBytes } from '../regtext/TextOutput.ts'
import { part } from '../work.ts'
import type { ExportFormat } from './ExportFormat.ts'

/** The progress once the live rows are written, and the deleted records found. */
const LIVE_WRITTEN = 0.5
const DELETED_FOUND = 0.8

/** Everything in a hive, as one JSON object. */
export const jsonFormat: ExportFormat = {
  extension: 'json',
  takesSeveral: false,
  isPrintable: true,
  hasDeleted: false,
  findsDamage: true,
  isMeasured: false,
  begin: (write) => ({
    hiveSteps: ({ hive, top, path }) => writeJson(hive, { source: path, key: top }, write),
    end() {},
  }),
}

export const ndjsonFormat = tableFormat('ndjson', true, (write) => new NdjsonWriter(write))
export const csvFormat = tableFormat('csv', true, (write) => new CsvWriter(write))
export const parquetFormat = tableFormat('parquet', false, (write, withDeleted) => {
  return new ParquetTable(write, withDeleted ? 'some' : 'all')
})

/** A format with a row for each value, and for each key without values. */
function tableFormat(
  extension: string,
  isPrintable: boolean,
  open: (write: WriteBytes, withDeleted: boolean) => TableWriter,
): ExportFormat {
  return {
    extension,
    takesSeveral: true,
    isPrintable,
    hasDeleted: true,
    findsDamage: true,
    isMeasured: false,
    begin(write, _, withDeleted) {
      const table = open(write, withDeleted)
      return {
        *hiveSteps({ hive, top, path }) {
          const scope = { name: path, key: top }
          if (!withDeleted) return yield* writeRows(hive, scope, table)
          const isWhole = yield* part(writeRows(hive, scope, table), 0, LIVE_WRITTEN)
          const found = yield* part(deletedSteps(hive), LIVE_WRITTEN, DELETED_FOUND)
          yield* part(writeDeletedRows(found, scope, table), DELETED_FOUND, 1)
          return isWhole
        },
        end: () => table.end(),
      }
    },
  }
}
