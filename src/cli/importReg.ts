/** `import` of .reg text: its changes, and a message for each line that is skipped. */

import { controlSetOf } from '../regtext/controlSet.ts'
import type { SkippedLine } from '../regtext/lineProblem.ts'
import { RegPaths } from '../regtext/RegPaths.ts'
import { RegReader } from '../regtext/RegReader.ts'
import { IMPORTING, lineProblemText } from '../text/importing.ts'
import type { ImportFormat, ImportJob, ImportSource } from './ImportFormat.ts'
import { say } from './Io.ts'

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
    *[Symbol.iterator]() {
      for (const { bytes, isLast } of text.pieces()) yield* reader.read(bytes, isLast)
    },
    sayNotes() {
      const more = skipped - MOST_MESSAGES
      if (more > 0) say(about, 'skipped', IMPORTING.moreSkipped(more))
      if (reader.isPlainUtf8) say(io, 'encoding', IMPORTING.plainUtf8(text.path))
      if (paths.usesControlSet && controlSet !== null) {
        say(io, 'control-set', IMPORTING.controlSet(controlSet))
      }
    },
  }
}
