/** `export --format json`, `ndjson`, `csv` and `parquet`: hives for other programs. */

import { CsvWriter } from '../exchange/CsvWriter.ts'
import { NdjsonWriter } from '../exchange/NdjsonWriter.ts'
import { ParquetTable } from '../exchange/parquet/ParquetTable.ts'
import type { TableWriter } from '../exchange/TableRow.ts'
import { writeRows } from '../exchange/tableRows.ts'
import { writeJson } from '../exchange/writeJson.ts'
import type { WriteBytes } from '../regtext/TextOutput.ts'
import type { ExportFormat } from './ExportFormat.ts'

/** Everything in a hive, as one JSON object. */
export const jsonFormat: ExportFormat = {
  extension: 'json',
  takesSeveral: false,
  isPrintable: true,
  findsDamage: true,
  begin: (write) => ({
    hiveSteps: ({ hive, top, path }) => writeJson(hive, { source: path, key: top }, write),
    end() {},
  }),
}

export const ndjsonFormat = tableFormat('ndjson', true, (write) => new NdjsonWriter(write))
export const csvFormat = tableFormat('csv', true, (write) => new CsvWriter(write))
export const parquetFormat = tableFormat('parquet', false, (write) => new ParquetTable(write))

/** A format with a row for each value, and for each key without values. */
function tableFormat(
  extension: string,
  isPrintable: boolean,
  open: (write: WriteBytes) => TableWriter,
): ExportFormat {
  return {
    extension,
    takesSeveral: true,
    isPrintable,
    findsDamage: true,
    begin(write) {
      const table = open(write)
      return {
        hiveSteps: ({ hive, top, path }) => writeRows(hive, { name: path, key: top }, table),
        end: () => table.end(),
      }
    },
  }
}
