/** `import` of JSON that `export --format json` wrote: its changes, and a message for what no change can make. */

import { JsonReader, looksLikeJson, type NotRead } from '../exchange/JsonReader.ts'
import { IMPORTING } from '../text/importing.ts'
import type { ImportFormat, ImportJob, ImportSource } from './ImportFormat.ts'
import { say } from './Io.ts'
import { formatBoundedName, formatBoundedPath } from './names.ts'

/** The most messages about what was not read. */
const MOST_MESSAGES = 1000

export const jsonImport: ImportFormat = {
  detects: looksLikeJson,
  open: (job) => jsonSource(job),
}

function jsonSource({ text, io }: ImportJob): ImportSource {
  let notRead = 0
  const reader = new JsonReader((one) => {
    if (++notRead <= MOST_MESSAGES) say(io, 'left-out', IMPORTING.notRead(placeOf(one), one.what))
  })
  return {
    get progress() {
      return text.progress
    },
    *[Symbol.iterator]() {
      for (const { bytes, isLast } of text.pieces()) yield* reader.read(bytes, isLast)
    },
    sayNotes() {
      const more = notRead - MOST_MESSAGES
      if (more > 0) say(io, 'left-out', IMPORTING.moreNotRead(more))
    },
  }
}

function placeOf({ path, value }: NotRead): string {
  const key = formatBoundedPath(path)
  return value === undefined ? key : `${key} "${formatBoundedName(value)}"`
}
