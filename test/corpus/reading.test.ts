/**
 * Real hives: our dump agrees with independent readers, and refused hives are not written. Skipped if the corpus is
 * missing.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { firstDifference } from '../helpers/bytes.ts'
import {
  brokenHives,
  dirtyHives,
  expectedDump,
  hasCorpus,
  logFiles,
  plainHives,
} from '../helpers/corpus.ts'
import { hive, MESSAGE_WITH_OFFSET, type Outcome } from '../helpers/runHive.ts'
import { bytesOf, firstLine, named, soundHives } from './hives.ts'

const folder = mkdtempSync(join(tmpdir(), 'propolis-corpus-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!hasCorpus)('the dump of a real hive', () => {
  it.each(named(plainHives))('the dump of %s equals that of an independent reader', (_, file) => {
    const { code, out } = hive('dump', file.path)
    expect(code).toBe(0)
    expect(firstLine(out, expectedDump(file))).toBeNull()
  })

  it.each(named(plainHives))(
    'the dump of %s has as many lines as check counts keys and values',
    (_, file) => {
      const { keys, values } = JSON.parse(hive('check', file.path, '--json').out)
      const lines = expectedDump(file).split('\n')
      expect(keys).toBe(lines.filter((line) => line.startsWith('K ')).length)
      expect(values).toBe(lines.filter((line) => line.startsWith('V ')).length)
    },
  )
})

describe.skipIf(!hasCorpus)('a broken hive', () => {
  it.each(named(brokenHives))('%s is refused or reported with code and offset', (_, file) => {
    const dump = hive('dump', file.path)
    expectMessages(dump)
    expect([0, 2]).toContain(dump.code)
    if (dump.code === 2) expect(dump.out).toBe('')
    const check = hive('check', file.path, '--json')
    expect([1, 2]).toContain(check.code)
    if (check.code === 2) expectMessages(check)
    else expect(JSON.parse(check.out).ok).toBe(false)
  })

  it.each(named(brokenHives))('%s is not written without --damaged', (_, file) => {
    const out = join(folder, 'broken')
    const refused = hive('save', file.path, '-o', out, '--keep-layout')
    expect(refused.code).toBe(2)
    expectMessages(refused)
  })

  it.each(named(logFiles))('%s is not mistaken for a hive', (_, file) => {
    const { code, err } = hive('dump', file.path)
    expect(code).toBe(2)
    expect(err).toMatch(/^hive: ERROR_(NOT_REGISTRY_FILE|BADDB): .* \(file offset 0x[0-9a-f]+\)\n$/)
  })
})

describe.skipIf(!hasCorpus)('a dirty hive with its logs', () => {
  const cases = dirtyHives.map((file) => [file.name, file] as const)

  it.each(cases)(
    'the dump of %s equals that of an independent reader after recovery',
    (_, file) => {
      for (const logs of [file.logs, [...file.logs].reverse()]) {
        const { code, out } = hive('dump', file.path, ...logs)
        expect(code).toBe(0)
        expect(firstLine(out, file.recovered)).toBeNull()
      }
    },
  )

  it.each(cases)(
    '%s is written clean, with a number above all in the hive and its logs',
    (_, file) => {
      const out = join(folder, 'recovered')
      rmSync(out, { force: true })
      const { code, out: used } = hive('recover', file.path, ...file.logs, '-o', out)
      expect(code).toBe(0)
      expect(used.trimEnd().split('\n').length).toBeGreaterThanOrEqual(file.logs.length)
      expect(firstLine(hive('dump', out).out, file.recovered)).toBeNull()
      const { dirty, sequence } = JSON.parse(hive('info', out, '--json').out)
      const numbers = used.match(/(?<=(?:to|entry|number) )\d+/g)?.map(Number) ?? []
      expect(dirty).toBe(false)
      expect(sequence.primary).toBe(Math.max(...numbers) + 1)
      expect(hive('recover', out, ...file.logs, '-o', `${out}2`).code).toBe(2)
    },
  )
})

describe.skipIf(!hasCorpus)('a real hive saved with its layout kept', () => {
  it.each(soundHives)(
    'saving %s changes only sequence numbers, times, checksum and wrong counts',
    (_, file) => {
      const out = join(folder, 'kept')
      expect(hive('save', file.path, '-o', out, '--keep-layout', '--force').code).toBe(0)
      const before = bytesOf(file)
      const after = readFileSync(out)
      const counts = Hive.open(bytesOf(file))
        .check()
        .findings.filter(({ code }) => code === 'security-count')
        .map(({ offset }) => [offset, offset + 4] as const)
      for (const [from, to] of [[4, 20], [508, 512], [4096 + 20, 4096 + 28], ...counts] as const) {
        before.fill(0, from, to)
        after.fill(0, from, to)
      }
      expect(firstDifference(before, after)).toBe(-1)
      const { sequence, dirty } = JSON.parse(hive('info', out, '--json').out)
      expect(sequence.primary).toBe(sequence.secondary)
      expect(dirty).toBe(false)
    },
  )
})

function expectMessages({ err }: Outcome): void {
  const lines = err.trimEnd().split('\n')
  expect(
    lines.filter((line) => !MESSAGE_WITH_OFFSET.test(line) && !/more-findings/.test(line)),
  ).toEqual([])
}
