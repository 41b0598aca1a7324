/** `import` of .reg text: its changes, and a message for each line that is skipped. */

import type { Change } from '../edit/change.ts'
import { controlSetOf } from '../regtext/controlSet.ts'
import type { SkippedLine } from '../regtext/lineProblem.ts'
import { RegPaths } from '../regtext/RegPaths.ts'
import { RegReader } from '../regtext/RegReader.ts'
import { IMPORTING, lineProblemText } from '../text/importing.ts'
import type { ImportFormat, ImportJob, ImportSource } from './ImportFormat.ts'
import { say } from './Io.ts'
import type { TextFile, TextPiece } from './TextFile.ts'

/** The most messages about skipped lines. */
const MOST_MESSAGES = 1000

/** Reads every text that is of no other format, and says what is wrong with it. */
export const regImport: ImportFormat = {
  detects: () => true,
  open: (job) => regSource(job),
}

function regSource({ text, hive, prefix, lenient, addNul, io }: ImportJob): ImportSource {
  let skipped = 0
  const about = { ...io, about: text.path }
  const skip = ({ line, column, problem }: SkippedLine) => {
    if (++skipped > MOST_MESSAGES) return
    say(about, 'skipped', IMPORTING.skipped(lineProblemText(problem), line, column))
  }
  const controlSet = controlSetOf(hive)
  const paths = new RegPaths(prefix, controlSet)
  const reader = new RegReader({ paths, addNul, skip: lenient ? skip : null })
  return {
    get progress() {
      return text.progress
    },
    [Symbol.iterator]: () => new RegChanges(reader, text),
    sayNotes() {
      const more = skipped - MOST_MESSAGES
      if (more > 0) say(about, 'skipped', IMPORTING.moreSkipped(more))
      if (reader.encoding === 'utf-8') say(io, 'encoding', IMPORTING.plainUtf8(text.path))
      if (paths.usesControlSet && controlSet !== null) {
        say(io, 'control-set', IMPORTING.controlSet(controlSet))
      }
    },
  }
}

/** The changes of a text. A generator in a generator would do the same, but takes longer for each of millions. */
class RegChanges implements Iterator<Change, undefined> {
  readonly #reader: RegReader
  readonly #pieces: Iterator<TextPiece>

  constructor(reader: RegReader, text: TextFile) {
    this.#reader = reader
    this.#pieces = text.pieces()
  }

  next(): IteratorResult<Change, undefined> {
    for (;;) {
      const change = this.#reader.next()
      if (change !== null) return { done: false, value: change }
      const piece = this.#pieces.next()
      if (piece.done === true) return { done: true, value: undefined }
      this.#reader.add(piece.value.bytes, piece.value.isLast)
    }
  }
}
