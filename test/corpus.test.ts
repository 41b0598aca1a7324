/**
 * Real hives: what we see in them is what independent readers see, and what we write is read by every
 * reader that could read the original, with exactly the edits. Skipped, in so many words, where the
 * corpus or a reader is missing.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { filetimeFromDate } from '../src/bytes/filetime.ts'
import { History } from '../src/edit/History.ts'
import { Hive } from '../src/offreg/Hive.ts'
import type { CheckResult } from '../src/regf/check.ts'
import { firstDifference } from './helpers/bytes.ts'
import {
  brokenHives,
  type CorpusHive,
  dirtyHives,
  expectedDump,
  hasCorpus,
  logFiles,
  plainHives,
} from './helpers/corpus.ts'
import {
  applyToSeen,
  type CorpusEdit,
  commandOf,
  editsOf,
  firstSurprise,
  touchedPath,
  type WantedKey,
} from './helpers/corpusEdits.ts'
import { applyToDump, formatDump, parseDump } from './helpers/dumpTree.ts'
import { inheritedBytes } from './helpers/inheritedBytes.ts'
import { type Reader, readers } from './helpers/readers.ts'
import { hive, MESSAGE_WITH_OFFSET, type Outcome } from './helpers/runHive.ts'

const folder = mkdtempSync(join(tmpdir(), 'propolis-corpus-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Hives up to this size are given to a reader after each edit, all are given to every reader at the end. */
const SMALL = 1 << 19

/** Many readers on the largest hives, on a busy machine, in milliseconds. */
const PATIENCE = 300_000

const opened = plainHives.map((file) => ({ file, hive: Hive.open(bytesOf(file)) }))
const sound = opened.filter(({ hive }) => !hive.base.dirty && errorsOf(hive.check()) === 0)
const named = (files: readonly CorpusHive[]) => files.map((file) => [file.name, file] as const)
const soundHives = named(sound.map(({ file }) => file))
const editableHives = named(
  sound.filter(({ hive }) => hive.access === 'editable').map(({ file }) => file),
)

describe.skipIf(!hasCorpus)('the dump of a real hive', () => {
  it.each(named(plainHives))('%s is what an independent reader saw', (_, file) => {
    const { code, out } = hive('dump', file.path)
    expect(code).toBe(0)
    expect(firstLine(out, expectedDump(file))).toBeNull()
  })

  it.each(named(plainHives))('%s has as many lines as check counts', (_, file) => {
    const { keys, values } = JSON.parse(hive('check', file.path, '--json').out)
    const lines = expectedDump(file).split('\n')
    expect(keys).toBe(lines.filter((line) => line.startsWith('K ')).length)
    expect(values).toBe(lines.filter((line) => line.startsWith('V ')).length)
  })
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

  it.each(named(brokenHives))('%s is not written as if it were whole', (_, file) => {
    const out = join(folder, 'broken')
    const refused = hive('save', file.path, '-o', out, '--keep-layout')
    expect(refused.code).toBe(2)
    expectMessages(refused)
  })

  it.each(named(logFiles))('%s is told from a hive', (_, file) => {
    const { code, err } = hive('dump', file.path)
    expect(code).toBe(2)
    expect(err).toMatch(/^hive: ERROR_(NOT_REGISTRY_FILE|BADDB): .* \(file offset 0x[0-9a-f]+\)\n$/)
  })
})

describe.skipIf(!hasCorpus)('a dirty hive with its logs', () => {
  const cases = dirtyHives.map((file) => [file.name, file] as const)

  it.each(cases)('%s is dumped as an independent reader recovered it', (_, file) => {
    for (const logs of [file.logs, [...file.logs].reverse()]) {
      const { code, out } = hive('dump', file.path, ...logs)
      expect(code).toBe(0)
      expect(firstLine(out, file.recovered)).toBeNull()
    }
  })

  it.each(cases)('%s is written clean, above every number ever seen', (_, file) => {
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
  })
})

describe.skipIf(!hasCorpus)('a real hive saved with its layout kept', () => {
  it.each(soundHives)(
    '%s differs in sequence numbers, times, checksum and wrong counts',
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

describe.skipIf(!hasCorpus)('a real hive edited by the command line', () => {
  /** Which reader saw which kind of edit. */
  const judged = new Set<string>()

  it.each(editableHives)(
    '%s differs by the edits only, for every reader',
    (_, file) => {
      const before = JSON.parse(hive('check', file.path, '--json').out)
      const tree = parseDump(expectedDump(file))
      const judges = judgesOf(file, before.keys)
      const edits = editsOf(tree)
      // Readers take turns, and a hive begins with another one than the hive before it.
      const turn = editableHives.findIndex(([name]) => name === file.name)
      let path = file.path
      let number = 0
      for (let next = edits.next(); next.done !== true; next = edits.next()) {
        const edit = next.value
        const out = join(folder, `edited-${++number % 2}`)
        const since = now()
        const { code, err } = hive(...withFiles(edit.args, path, out))
        expect({ code, err }).toEqual({ code: 0, err: '' })
        path = out
        const dump = hive('dump', out).out
        const time = timeOf(dump, touchedPath(edit))
        expect(BigInt(time) >= since && BigInt(time) <= now()).toBe(true)
        applyToDump(tree, edit, time, inheritedIn(Hive.open(Uint8Array.from(readFileSync(out)))))
        expect(firstLine(dump, formatDump(tree))).toBeNull()
        expect(newFindings(before, JSON.parse(hive('check', out, '--json').out))).toEqual([])
        for (const judge of judges) judge.expect(edit)
        const judge = judges[(turn + number) % judges.length]
        if (before.bytes > SMALL || judge === undefined) continue
        judge.read(out)
        judged.add(`${judge.name} ${edit.kind}`)
      }
      for (const judge of judges) judge.read(path)
    },
    PATIENCE,
  )

  it.skipIf(readers.length === 0)('was judged by every reader after every kind of edit', () => {
    const pairs = readers.flatMap(({ name }) =>
      ['set', 'new', 'rename', 'delete'].map((kind) => `${name} ${kind}`),
    )
    expect(pairs.filter((pair) => !judged.has(pair))).toEqual([])
  })

  it.each(editableHives)('%s is byte for byte what it was after undoing all', (_, file) => {
    const bytes = bytesOf(file)
    const edited = Hive.open(bytesOf(file))
    const history = new History(edited)
    const tree = parseDump(expectedDump(file))
    const states: Uint8Array[] = []
    for (const edit of editsOf(tree)) {
      history.run(commandOf(edited, edit))
      applyToDump(tree, edit, '0', inheritedIn(edited))
      if (bytes.length <= SMALL) states.push(edited.image.bytesCopy(0, edited.image.length))
    }
    const after = edited.image.bytesCopy(0, edited.image.length)
    while (history.undo() !== null) {
      states.pop()
      const state = states.at(-1)
      if (state === undefined) continue
      expect(firstDifference(state, edited.image.bytesView(0, edited.image.length))).toBe(-1)
    }
    expect(history.unsaved).toBe(0)
    expect(firstDifference(bytes, edited.image.bytesView(0, edited.image.length))).toBe(-1)
    while (history.redo() !== null);
    expect(firstDifference(after, edited.image.bytesView(0, edited.image.length))).toBe(-1)
  })

  it.skipIf(readers.length === 0)('is judged by readers that know most of the hives', () => {
    const known = readers.map((reader) => {
      const files = editableHives.filter(([, file]) => seenBy(reader, file) !== null)
      return { name: reader.name, most: files.length > editableHives.length / 2 }
    })
    expect(known.filter(({ most }) => !most)).toEqual([])
  })
})

const originals = new Map<string, ReturnType<Reader['read']>>()

/** What a reader sees in a hive as it came; each is asked once. */
function seenBy(reader: Reader, file: CorpusHive): ReturnType<Reader['read']> {
  const id = `${reader.name} ${file.name}`
  const known = originals.get(id)
  if (known !== undefined) return known
  const seen = reader.read(file.path)
  originals.set(id, seen)
  return seen
}

/** What new keys of a hive have to inherit, by the path of the key above. */
function inheritedIn(hive: Hive): (parent: readonly string[]) => Uint8Array {
  return (parent) => inheritedBytes(hive.key(parent.join('\\')).descriptor ?? new Uint8Array(0))
}

/** A reader that sees every key of a hive, and what it has to see after the edits so far. */
function judgesOf(file: CorpusHive, keys: number) {
  return readers.flatMap((reader: Reader) => {
    const seen = seenBy(reader, file)
    if (seen === null || seen.length !== keys) return []
    let wanted: WantedKey[] = seen
    const expectEdit = (edit: CorpusEdit) => {
      wanted = applyToSeen(wanted, edit, reader)
    }
    const read = (path: string) => {
      const now = reader.read(path)
      expect(now, `${reader.name} reads ${file.name}`).not.toBeNull()
      expect(firstSurprise(wanted, now ?? []), reader.name).toBeNull()
    }
    return [{ name: reader.name, expect: expectEdit, read }]
  })
}

interface Checked {
  readonly findings: readonly { readonly code: string }[]
}

/** Codes of findings that there are more of now. */
function newFindings(before: Checked, after: Checked): string[] {
  const left = before.findings.map(({ code }) => code)
  return after.findings
    .map(({ code }) => code)
    .filter((code) => {
      const at = left.indexOf(code)
      if (at >= 0) left.splice(at, 1)
      return at < 0
    })
}

function errorsOf({ findings }: CheckResult): number {
  return findings.filter(({ severity }) => severity === 'error').length
}

function expectMessages({ err }: Outcome): void {
  const lines = err.trimEnd().split('\n')
  expect(
    lines.filter((line) => !MESSAGE_WITH_OFFSET.test(line) && !/more-findings/.test(line)),
  ).toEqual([])
}

/** `set KEY NAME ...` to `set FILE KEY NAME ... -o OUT`. */
function withFiles([name = '', ...words]: readonly string[], file: string, out: string): string[] {
  return [name, file, ...words, '-o', out, '--force']
}

/** The first line in which two texts differ. */
function firstLine(actual: string, expected: string): unknown {
  if (actual === expected) return null
  const left = actual.split('\n')
  const right = expected.split('\n')
  const at = left.findIndex((line, index) => line !== right[index])
  return { at, actual: left[at], expected: right[at], lines: [left.length, right.length] }
}

function timeOf(dump: string, path: readonly string[]): string {
  const start = `K "${path.map((name) => `\\\\${name}`).join('')}" `
  const from = dump.indexOf(start) + start.length
  return dump.slice(from, dump.indexOf(' ', from))
}

function bytesOf({ path }: CorpusHive): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(path))
}

function now(): bigint {
  return filetimeFromDate(Date.now())
}
