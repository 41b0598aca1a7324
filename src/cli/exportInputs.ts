/** The hives that `export` and `timeline` read: files as they are given, and every file in a folder that is given. */

import { readdirSync, statSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { HiveError } from '../errors.ts'
import { aboutFile } from './input.ts'

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
export function listHiveFiles(words: readonly string[]): HiveFile[] {
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

/** Whether a file in a folder is there because of a hive beside it: a transaction log. */
export function isLog(error: unknown): boolean {
  return error instanceof HiveError && error.code === 'transaction-log'
}
