/**
 * `import FILE TEXT -o OUT`: the changes that a .reg file or another text asks for, all of them or none. The text is
 * read while its changes are made, so it may be of any size. With `--dry-run` they are printed, and nothing is written.
 */

import { applyChangesSteps, tryChangesSteps } from '../edit/changes.ts'
import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { IMPORTING } from '../text/importing.ts'
import { part, type Work } from '../work.ts'
import { type Arguments, usage } from './arguments.ts'
import type { Command, ExitCode } from './Command.ts'
import { effectLine } from './effectLine.ts'
import { openInput } from './hiveInput.ts'
import type { ImportSource } from './ImportFormat.ts'
import { type Io, oneLine } from './Io.ts'
import { IMPORT_FORMATS } from './importFormats.ts'
import { regImport } from './importReg.ts'
import { accessOfInput } from './input.ts'
import { prefixOf } from './prefixOption.ts'
import { report } from './report.ts'
import { TextFile } from './TextFile.ts'
import { requireWhole, WRITING_OPTIONS, writeEdited } from './writing.ts'

/** The progress of a dry run once the hive is open, and checked. */
const OPENED = 0.2
const CHECKED = 0.4
/** More bytes of a hive than any byte of text asks for. They take memory only as far as they are used. */
const ROOM = 8

export const importCommand: Command = {
  name: 'import',
  options: {
    flags: [...(WRITING_OPTIONS.flags ?? []), 'dry-run', 'lenient', 'add-nul'],
    valued: [...(WRITING_OPTIONS.valued ?? []), 'prefix'],
  },
  words: [2, 2],
  *run(args, io): Work<ExitCode> {
    const [path, textPath] = args.words as [string, string]
    prefixOf(args, path)
    const isTrial = args.flags.has('dry-run')
    if (isTrial && args.values.has('o')) throw usage(IMPORTING.dryRunWrites)
    const text = new TextFile(textPath)
    try {
      return yield* isTrial ? preview(args, io, text) : write(args, io, text)
    } catch (error) {
      if (!(error instanceof HiveError) || error.detail.line === undefined) throw error
      report(error, { ...io, about: text.path })
      return 2
    } finally {
      text.close()
    }
  },
}

function* write(args: Arguments, io: Io, text: TextFile): Work<ExitCode> {
  const sources: ImportSource[] = []
  const edit = (hive: Hive) => {
    const source = sourceOf(args, io, text, hive)
    sources.push(source)
    return hive.transactSteps((scope) => applyChangesSteps(scope, text.path, source))
  }
  const others = [{ path: text.path, sources: accessOfInput(text.path) }]
  const code = yield* writeEdited(args, io, edit, others, text.size * ROOM)
  for (const source of sources) source.sayNotes()
  return code
}

function* preview(args: Arguments, io: Io, text: TextFile): Work<ExitCode> {
  const input = yield* part(openInput(args.words[0] as string, text.size * ROOM), 0, OPENED)
  const { hive } = input
  yield* part(requireWhole(input, args, io), OPENED, CHECKED)
  const source = sourceOf(args, io, text, hive)
  let changes = 0
  const trial = tryChangesSteps(hive, source, (change, effect) => {
    changes++
    io.out(`${oneLine(effectLine(change, effect))}\n`)
  })
  const effects = yield* part(trial, CHECKED, 1)
  io.out(`${IMPORTING.summary(changes, effects)}\n`)
  source.sayNotes()
  return 0
}

/** Finds out what the text is, and begins to read it. */
function sourceOf(args: Arguments, io: Io, text: TextFile, hive: Hive): ImportSource {
  const head = text.head()
  const format = IMPORT_FORMATS.find((one) => one.detects(head)) ?? regImport
  const prefix = prefixOf(args, args.words[0] as string)
  const { flags } = args
  const lenient = flags.has('lenient')
  return format.open({ text, hive, prefix, lenient, addNul: flags.has('add-nul'), io })
}
