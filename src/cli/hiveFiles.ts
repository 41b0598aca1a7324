/** The hives that `export` and `timeline` read: files as they are given, and every file in a folder that is given. */

import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { EXPORTING } from '../text/exporting.ts'
import { inTurn, type Work } from '../work.ts'
import type { FileAccess } from './access.ts'
import type { ExitCode } from './Command.ts'
import { type Io, say } from './Io.ts'
import { aboutFile, accessOfInput } from './input.ts'
import { report } from './report.ts'

/** A file to read. */
export interface HiveFile {
  /** The path it is opened by, and named by in messages and rows. */
  readonly path: string
  /** The path of its output below the folder of the outputs, without an extension. */
  readonly place: string
  /** Whether it was found in a folder, which may have files of other kinds too. */
  readonly isFound: boolean
}

/**
 * Lists the files.
 *
 * @param words - files and folders; what is in a folder is listed in order of name, deeper folders included
 * @returns the files; each has a place of its own
 * @throws HiveError `file-not-found`, `access-denied`, `read-failed`
 */
function listHiveFiles(words: readonly string[]): HiveFile[] {
  const places = new Set<string>()
  return words.flatMap((word) => {
    const found = aboutFile(word, () => (isFolder(word) ? filesBelow(word) : null))
    const files = found ?? [{ path: word, place: basename(word) }]
    return files.map(({ path, place }) => {
      return { path, place: ownPlace(place, places), isFound: found !== null }
    })
  })
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function filesBelow(folder: string): { path: string; place: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, place: relative(folder, path) }))
}

/** A place that no other file has: `SYSTEM`, `SYSTEM-2`. */
function ownPlace(place: string, taken: Set<string>): string {
  let own = place
  for (let number = 2; taken.has(own.toLowerCase()); number++) own = `${place}-${number}`
  taken.add(own.toLowerCase())
  return own
}

/** Deals with several hives: one that cannot be read does not stop the others. */
export class HiveRun {
  readonly files: readonly HiveFile[]
  readonly #io: Io
  #hasFailed = false

  /**
   * Lists the files.
   *
   * @param words - files and folders; one file at least
   * @throws HiveError `file-not-found`, `access-denied`, `read-failed` for a file or folder that is given
   */
  constructor(words: readonly string[], io: Io) {
    this.files = listHiveFiles(words)
    if (this.files.length === 0) {
      throw new HiveError('file-not-found', EXPORTING.emptyFolder, { subject: words[0] })
    }
    this.#io = io
  }

  get paths(): readonly string[] {
    return this.files.map(({ path }) => path)
  }

  /** The permissions of the files; of one that is not there an error is printed when its turn comes. */
  get sources(): readonly FileAccess[] {
    return this.paths.flatMap((path) => (existsSync(path) ? accessOfInput(path) : []))
  }

  /** For the messages about a file, which they name if there are several. */
  ioFor(file: HiveFile): Io {
    return this.files.length === 1 ? this.#io : { ...this.#io, about: file.path }
  }

  /** 2 if any hive could not be read. */
  get exitCode(): ExitCode {
    return this.#hasFailed ? 2 : 0
  }

  /** Does the work for each file in turn. If there are several, only a message is printed when it fails for one. */
  *eachSteps(workOf: (file: HiveFile) => Work<void>): Work<void> {
    yield* inTurn(
      this.files,
      () => 1,
      (file) => this.#oneSteps(file, workOf),
    )
  }

  *#oneSteps(file: HiveFile, workOf: (file: HiveFile) => Work<void>): Work<void> {
    try {
      yield* workOf(file)
    } catch (error) {
      if (this.files.length === 1 || !(error instanceof HiveError) || isFatal(error)) throw error
      this.#skip(file, error)
    }
  }

  #skip(file: HiveFile, error: HiveError): void {
    if (file.isFound && error.code === 'transaction-log') {
      say(this.#io, 'log', EXPORTING.logLeftOut(file.path))
      return
    }
    this.#hasFailed = true
    report(error, this.ioFor(file))
  }
}

/** Whether an error concerns the whole output and not only one hive. */
function isFatal({ code }: HiveError): boolean {
  return code === 'result-too-large' || code === 'write-failed' || code === 'out-of-memory'
}

/** Whether there is something to say about a hive that reading it would not notice. */
export function isSuspect(hive: Hive): boolean {
  return hive.base.dirty || hive.openFindings.length > 0
}
