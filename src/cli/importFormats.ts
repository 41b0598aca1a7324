/** The formats of `hive import` that are recognised by the begin of a text; every other text is read as .reg text. */

import type { ImportFormat } from './ImportFormat.ts'
import { jsonImport } from './importJson.ts'

export const IMPORT_FORMATS: readonly ImportFormat[] = [jsonImport]
