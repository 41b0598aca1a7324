/** Real hives, edited by the command line one edit after another, and read by the independent readers. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { filetimeFromDate } from '../../src/bytes/filetime.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { type CorpusHive, expectedDump, hasCorpus } from '../helpers/corpus.ts'
import {
  applyToSeen,
  type CorpusEdit,
  editsOf,
  firstSurprise,
  touchedPath,
  type WantedKey,
} from '../helpers/corpusEdits.ts'
import { applyToDump, formatDump, parseDump } from '../helpers/dumpTree.ts'
import { type Reader, readers } from '../helpers/readers.ts'
import { hive } from '../helpers/runHive.ts'
import { editableHives, firstLine, inheritedIn } from './hives.ts'

/** Hives up to this size are given to a reader after each edit; all hives are given to every reader at the end. */
const SMALL = 1 << 19

/** Milliseconds for many readers on the largest hives, on a busy machine. */
const PATIENCE = 300_000

/** The tests of every third hive: each of three files takes one part, so that they run in parallel. */
export function editPart(part: 0 | 1 | 2): void {
  const hives = editableHives.filter((_, index) => index % 3 === part)
  const folder = mkdtempSync(join(tmpdir(), 'propolis-corpus-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  describe.skipIf(!hasCorpus)('a real hive edited by the command line', () => {
    /** The kinds of edits that each reader has seen. */
    const judged = new Set<string>()

    it.each(hives)(
      'every reader sees %s change only by the edits',
      (_, file) => {
        const before = JSON.parse(hive('check', file.path, '--json').out)
        const tree = parseDump(expectedDump(file))
        const judges = judgesOf(file, before.keys)
        const edits = editsOf(tree)
        // Readers take turns, and each hive begins with another reader than the previous one.
        const turn = hives.findIndex(([name]) => name === file.name)
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

    it.skipIf(readers.length === 0)('is judged by readers that know most of the hives', () => {
      const known = readers.map((reader) => {
        const files = hives.filter(([, file]) => seenBy(reader, file) !== null)
        return { name: reader.name, most: files.length > hives.length / 2 }
      })
      expect(known.filter(({ most }) => !most)).toEqual([])
    })
  })
}

const originals = new Map<string, ReturnType<Reader['read']>>()

/** The output of a reader for an unchanged hive; each reader is run once. */
function seenBy(reader: Reader, file: CorpusHive): ReturnType<Reader['read']> {
  const id = `${reader.name} ${file.name}`
  const known = originals.get(id)
  if (known !== undefined) return known
  const seen = reader.read(file.path)
  originals.set(id, seen)
  return seen
}

/** A reader that sees every key of a hive, and its expected output after the edits so far. */
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

/** Codes of findings whose number has grown. */
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

/** Turns `set KEY NAME ...` into `set FILE KEY NAME ... -o OUT`. */
function withFiles([name = '', ...words]: readonly string[], file: string, out: string): string[] {
  return [name, file, ...words, '-o', out, '--force']
}

function timeOf(dump: string, path: readonly string[]): string {
  const start = `K "${path.map((name) => `\\\\${name}`).join('')}" `
  const from = dump.indexOf(start) + start.length
  return dump.slice(from, dump.indexOf(' ', from))
}

function now(): bigint {
  return filetimeFromDate(Date.now())
}
