/** The formats of `hive export` by name. The module of a format is loaded when it is asked for. */

import type { ExportFormat } from './ExportFormat.ts'
import { powershellFormat, regAddFormat } from './exportCommands.ts'
import { regFormat } from './exportReg.ts'
import { csvFormat, jsonFormat, ndjsonFormat, parquetFormat } from './exportTables.ts'

export const EXPORT_FORMATS: Readonly<Record<string, ExportFormat>> = {
  reg5: regFormat(5),
  reg4: regFormat(4),
  json: jsonFormat,
  ndjson: ndjsonFormat,
  csv: csvFormat,
  parquet: parquetFormat,
  'reg-add': regAddFormat,
  powershell: powershellFormat,
}
