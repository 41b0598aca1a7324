/** A temporary folder for a test file, removed after its tests. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

export interface Temporary {
  /** The path of a file in the folder. */
  path(name: string): string
  /** Writes a file and returns its path. */
  file(name: string, content: Uint8Array | string): string
}

export function temporary(): Temporary {
  const folder = mkdtempSync(join(tmpdir(), 'propolis-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const path = (name: string) => join(folder, name)
  const file = (name: string, content: Uint8Array | string) => {
    writeFileSync(path(name), content)
    return path(name)
  }
  return { path, file }
}
