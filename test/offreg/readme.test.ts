/** The examples of src/offreg/README.md, checked by the compiler and run as one program. */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as functions from '../../src/offreg/functions.ts'
import { temporary } from '../helpers/temporary.ts'

const ROOM = resolve('src/offreg')
const COMPILER = resolve('node_modules/typescript/bin/tsc')
const OPTIONS =
  '--ignoreConfig --noEmit --strict --noUncheckedIndexedAccess --exactOptionalPropertyTypes ' +
  '--target es2023 --module esnext --moduleResolution bundler --allowImportingTsExtensions ' +
  '--skipLibCheck --lib es2023,dom --types'
const text = readFileSync(join(ROOM, 'README.md'), 'utf8')
const blocks = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)
const files = temporary()

interface Outcome {
  readonly line: string
  readonly got: unknown
  readonly wanted: unknown
}

/** Makes a line `expression // => value` record both; makes the paths of imports absolute. */
function asProgram(): string {
  const code = blocks
    .join('\n')
    .replace(/from '(\.\.?\/.*)'/g, (_, file) => `from ${JSON.stringify(join(ROOM, file))}`)
    .replace(/^(.*?) \/\/ => (.*)$/gm, (line, got, wanted) => {
      return `outcomes.push({ line: ${JSON.stringify(line)}, got: (${got}), wanted: (${wanted}) })`
    })
  return `export const outcomes: unknown[] = []\n${code}`
}

describe('the README', () => {
  const program = files.file('example.ts', asProgram())

  it('the README has a heading and an example for each of the 24 functions', () => {
    const names = Object.keys(functions).filter((name) => name.startsWith('OR'))
    expect(names).toHaveLength(24)
    const headings = [...text.matchAll(/^### .*$/gm)].join('\n')
    for (const name of names) {
      expect(headings).toContain(`\`${name}(`)
      expect(blocks.slice(1).join('\n'), name).toContain(`${name}(`)
    }
  })

  it('the examples of the README compile', () => {
    const args = [COMPILER, ...OPTIONS.split(' '), '', program]
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('')
  })

  it('the examples of the README have the stated results', async () => {
    const { outcomes } = (await import(program)) as { outcomes: Outcome[] }
    expect(outcomes.length).toBeGreaterThan(40)
    for (const { line, got, wanted } of outcomes) expect(got, line).toEqual(wanted)
  })
})
