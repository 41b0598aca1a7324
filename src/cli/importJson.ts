/** `import` of JSON that `export --format json` wrote: its changes, and a message for what no change can make. */

import { JsonReader, type NotRead } from '../exchange/JsonReader.ts'
import { IMPORTING } from '../text/importing.ts'
import type { ImportFormat, ImportJob, ImportSource } from './ImportFormat.ts'
import { say } from './Io.ts'
import { formatBoundedName, formatBoundedPath } from './names.ts'

/** The most messages about what was not read. */
const MOST_MESSAGES = 1000
const BRACE = 0x7b
/** Bytes that may come before the brace: a byte order mark and white space. */
const BEFORE = new Set([0xef, 0xbb, 0xbf, 0x20, 0x09, 0x0a, 0x0d])

export const jsonImport: ImportFormat = {
  detects: (head) => head.find((byte) => !BEFORE.has(byte)) === BRACE,
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
