/**
 * Exported functions are documented in full: a sentence on what each does, its parameters, what it returns,
 * and the codes of the errors it throws.
 */

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { missingDocs } from './helpers/publicDocs.ts'
import { temporary } from './helpers/temporary.ts'

const DOCUMENTED = [
  'bytes',
  'values',
  'known',
  'regtext',
  'search',
  'security',
  'regf',
  'logs',
  'edit',
  'exchange',
  'usage',
  'offreg',
  'compare',
]

describe.each(DOCUMENTED)('the public docs of %s', (room) => {
  it('describe every exported function and public member', () => {
    expect(missingDocs(filesOf(room))).toEqual([])
  })
})

it('the public docs of work.ts describe every exported function', () => {
  expect(missingDocs([join(import.meta.dirname, '../src/work.ts')])).toEqual([])
})

function filesOf(room: string): string[] {
  const folder = join(import.meta.dirname, '../src', room)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const sources = files.filter((name) => name.endsWith('.ts'))
  return sources.map((name) => join(folder, name))
}

describe('omissions in docstrings', () => {
  const files = temporary()
  const DOC = '/**\n * Opens a thing.\n *\n * @param at - its offset\n * @returns the thing\n */\n'
  const THROWS = "throw new HiveError('damaged', 'broken')"

  it.each([
    ['export function open() {}', ['open: no docstring']],
    ['/** Open. */\nexport function open() {}', ['open: no sentence on what it does']],
    [
      '/** Opens a thing. */\nexport function open(at: number): number {}',
      ['open: no @param for at', 'open: no @returns'],
    ],
    [
      `${DOC.replace(' - its offset', '')}export function open(at: number): number {}`,
      ['open: no @param for at'],
    ],
    [
      '/** Opens a thing. */\nexport function open({ at }: Place): void {}',
      ['open: no @param for number 1'],
    ],
    [
      `${DOC}export function open(at: number): number { ${THROWS} }`,
      ['open: no @throws for damaged'],
    ],
    ['export class Hive { close(): void {} }', ['Hive.close: no docstring']],
    [
      `export class Hive {\n/** Opens a key. */\nopen(): void { ${THROWS} } }`,
      ['Hive.open: no @throws for damaged'],
    ],
    [
      `export class Hive {\n${DOC}\nopen(at: number, to: number): number {} }`,
      ['Hive.open: no @param for to'],
    ],
    ['export class Hive { constructor(at: number) {} }', ['new Hive: no docstring']],
    ['export class Hive { get size(): number {} }', ['Hive.size: no docstring']],
  ])('an omission is found in %j', (source, expected) => {
    const path = files.file('source.ts', source)
    expect(missingDocs([path])).toEqual(expected.map((line) => `source.ts ${line}`))
  })

  it.each([
    'function hidden(at: number): number {}',
    `${DOC}export function open(at: number): number {}`,
    `${DOC.replace(' */', ' * @throws HiveError `damaged` when it is\n */')}export function open(at: number): number { ${THROWS} }`,
    '/** Closes the hive. */\nexport function close(): void {}',
    'export class Hive { #at = 0\n#close(): void {}\nprivate open(): void {}\nprivate constructor(at: number) {} }',
    'export class Hive {\n/** The key at a file offset. */\nkey(at: number): number {} }',
    'export class Hive {\n/** Its size in bytes. */\nget size(): number {} }',
    'class Hive { close(): void {} }',
  ])('no omission is found in %j', (source) => {
    expect(missingDocs([files.file('source.ts', source)])).toEqual([])
  })
})
