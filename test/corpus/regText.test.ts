/**
 * Real hives as .reg text: our export, read into an empty hive, has the same keys, names, types and bytes, except what
 * the text cannot hold, which is listed. hivexregedit reads our text in the same way. Skipped if the corpus is missing.
 */

import { spawnSync } from 'node:child_process'
import { copyFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { LeftOut } from '../../src/regtext/exportReg.ts'
import { type CorpusHive, expectedDump, hasCorpus, plainHives } from '../helpers/corpus.ts'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { type Exported, exportText } from '../regtext/exportText.ts'
import { bytesOf, named } from './hives.ts'

const files = temporary()
const empty = files.file('empty', Hive.create().finishedCopy())
const PREFIX = ['--prefix', 'HKEY_LOCAL_MACHINE\\TEST']
/** The corpus hives with something that .reg text cannot hold, and how much of it. */
const INCOMPLETE: Readonly<Record<string, number>> = {
  'hivex/special': 1,
  'yarp/BogusKeyNamesHive': 2,
  'yarp/System_Delta': 5,
}
const hasHivexregedit = spawnSync('hivexregedit', ['--help']).error === undefined
if (!hasHivexregedit) process.stdout.write('skipped: hivexregedit is not installed\n')

/** Keys by path, and values by path, name, type and hash of their data, but for what was left out. */
function contentOf(dump: string, leftOut: readonly LeftOut[] = []): Set<string> {
  const starts = leftOut.flatMap(({ path, value }) => {
    const key = path.map((name) => `\\\\${escaped(name.replaceAll('\\', '\\\\'))}`).join('')
    if (value !== undefined) return [`V "${key}" "${escaped(value)}" `]
    return [`K "${key}"`, `K "${key}\\\\`, `V "${key}"`, `V "${key}\\\\`]
  })
  const lines = dump.split('\n').filter((line) => line !== '')
  const content = lines.map((line) => (line[0] === 'K' ? line.replace(/" \d+ .*$/, '"') : line))
  return new Set(content.filter((line) => !starts.some((start) => line.startsWith(start))))
}

function escaped(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1)
  return inside.replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function difference(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  return [...a].filter((line) => !b.has(line))
}

function exported(file: CorpusHive): Exported {
  const opened = Hive.open(bytesOf(file))
  opened.check()
  return exportText(opened)
}

describe.skipIf(!hasCorpus)('a real hive as .reg text', () => {
  it.each(named(plainHives))('%s is exported, and read into an empty hive', (name, file) => {
    const { bytes, leftOut } = exported(file)
    expect(leftOut).toHaveLength(INCOMPLETE[name] ?? 0)
    const text = files.file('exported.reg', bytes)
    const made = files.path('made')
    const outcome = hive('import', empty, text, ...PREFIX, '--force', '-o', made)
    expect(outcome).toEqual({ code: 0, out: '', err: '' })
    const actual = contentOf(hive('dump', made).out)
    const expected = contentOf(expectedDump(file), leftOut)
    expect(difference(actual, expected)).toEqual([])
    expect(difference(expected, actual)).toEqual([])
  })
})

/** What hivexregedit makes of a text, or null if it fails. */
function mergedByHivex(text: string): Set<string> | null {
  const target = files.path('merged')
  copyFileSync(empty, target)
  const source = files.path('text.reg')
  writeFileSync(source, text)
  const args = ['--merge', ...PREFIX, target, source]
  const { status } = spawnSync('hivexregedit', args, { encoding: 'buffer' })
  return status === 0 ? contentOf(hive('dump', target).out) : null
}

/** Whether hivexregedit reads exactly what it has written itself. */
function isExact(file: CorpusHive, expected: ReadonlySet<string>): boolean {
  const copy = files.file('copy', bytesOf(file))
  const args = ['--export', ...PREFIX, copy, '\\']
  const { status, stdout } = spawnSync('hivexregedit', args, { maxBuffer: 1 << 28 })
  if (status !== 0) return false
  const merged = mergedByHivex(stdout.toString('latin1'))
  return merged !== null && difference(expected, merged).length === 0
}

/** Our text in the form that hivexregedit reads: UTF-8, and strings outside ASCII as bytes. */
function forHivex(text: string): string {
  const plain = text.slice(1).replaceAll('\r\n', '\n')
  return plain.replace(
    /^((?:@|"(?:[^"\\\n]|\\.)*")=)"((?:[^"\\\n]|\\.)*)"$/gm,
    (line, name, string) => {
      if (/^[ -~]*$/.test(string)) return line
      const data = Buffer.from(`${string.replace(/\\(.)/g, '$1')}\0`, 'utf16le')
      return `${name}hex(1):${data.toString('hex').match(/../g)?.join(',')}`
    },
  )
}

describe.skipIf(!hasCorpus || !hasHivexregedit)('hivexregedit reads our text', () => {
  /** Larger ones take it seconds each. All of them were read in the same way when this was written. */
  const small = plainHives.filter((file) => bytesOf(file).length < 500_000)
  let same = 0

  it.each(named(small))(
    '%s is the same, where hivexregedit reads its own text exactly',
    (_, file) => {
      const { text, leftOut } = exported(file)
      const expected = contentOf(expectedDump(file), leftOut)
      const merged = mergedByHivex(forHivex(text))
      if (merged !== null && difference(expected, merged).length === 0) same++
      else expect(isExact(file, expected)).toBe(false)
    },
  )

  it('that is so for nearly all hives', () => {
    expect(same).toBeGreaterThan(small.length * 0.8)
  })
})
