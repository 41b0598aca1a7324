/** The small shared inputs from real use, if present. They are read in place and never copied. */

import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const FOLDER = resolve('../shared/cases')

if (!existsSync(FOLDER)) process.stdout.write(`skipped: ${FOLDER} is not there, so no cases\n`)

/** The path of a case; null if it is missing. */
export function casePath(name: string): string | null {
  const path = resolve(FOLDER, name)
  return existsSync(path) ? path : null
}

/** The bytes of a case; null if it is missing. */
export function caseBytes(name: string): Uint8Array<ArrayBuffer> | null {
  const path = casePath(name)
  return path === null ? null : Uint8Array.from(readFileSync(path))
}
