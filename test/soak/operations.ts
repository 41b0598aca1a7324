/**
 * Operations on a hive file, each run by the code of the command line or the page. A refusal is a valid outcome; only a
 * bug of the program is an error here.
 */

import { compareSteps } from '../../src/compare/compare.ts'
import { History } from '../../src/edit/History.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { compactHive } from '../../src/offreg/save.ts'
import { valueCount } from '../../src/regf/keyValue.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { subkeyCells } from '../../src/regf/subkeyList.ts'
import { compileQuery } from '../../src/search/compile.ts'
import { EVERYWHERE } from '../../src/search/query.ts'
import { search as searchHive } from '../../src/search/search.ts'
import { runToEnd } from '../../src/work.ts'
import { hiveSteps } from '../helpers/runHive.ts'

/** The hive that an operation works on. */
export interface Subject {
  /** The bytes of the hive; an operation may change them. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** A file with these bytes. */
  readonly file: string
  /** A path to which an operation may write a file. */
  readonly out: string
}

export interface Operation {
  readonly name: string
  /** How many inputs of the operation are the hive. */
  readonly inputs: number
  /** Runs the operation; returns the number of printed characters. */
  readonly run: (subject: Subject) => number
}

/** How many subkeys and values of the root are edited. */
const EDITED = 10
/** Bytes of an added value: more than any free cell, so that every hive grows. */
const ADDED = 20_000
/** A text that occurs in no name or text of a shape, and one that occurs in most of them. */
const SEARCHED = ['not there', '0']

export const OPERATIONS: readonly Operation[] = [
  silent('open', ({ bytes }) => Hive.open(bytes)),
  printing('info', ({ file }) => ['info', file]),
  printing('check', ({ file }) => ['check', file]),
  printing('check --json', ({ file }) => ['check', file, '--json']),
  printing('dump', ({ file }) => ['dump', file]),
  silent('search', ({ bytes }) => search(Hive.open(bytes))),
  silent('compare', ({ bytes }) => compare(Hive.open(bytes))),
  printing('save in place', ({ file, out }) => writing('save', file, '--keep-layout', '-o', out)),
  printing('save compact', ({ file, out }) => writing('save', file, '-o', out)),
  printing('merge', ({ file, out }) => writing('merge', file, file, '-o', out), 2),
  printing('deleted', ({ file }) => ['deleted', file, '--bytes']),
  printing('salvage', ({ file, out }) => ['salvage', file, '-o', out, '--force']),
  silent('compaction', ({ bytes }) => compactHive(Hive.open(bytes), { minor: 5, damaged: true })),
  silent('edit and undo', ({ bytes }) => editAndUndo(Hive.open(bytes))),
]

function silent(name: string, work: (subject: Subject) => unknown): Operation {
  const operation = (subject: Subject) => {
    attempt(() => work(subject))
    return 0
  }
  return { name, inputs: 1, run: operation }
}

/** A command of the command line. */
function printing(
  name: string,
  args: (subject: Subject) => readonly string[],
  inputs = 1,
): Operation {
  return { name, inputs, run: (subject) => command(args(subject)) }
}

function writing(...args: readonly string[]): readonly string[] {
  return [...args, '--force', '--damaged']
}

function command(args: readonly string[]): number {
  let printed = 0
  const io = {
    out: (text: string) => {
      printed += text.length
    },
    write: (bytes: Uint8Array) => {
      printed += bytes.length
    },
    isTerminal: false,
    err: (text: string) => {
      printed += text.length
      if (/^hive: (?:internal|out-of-memory)/.test(text)) throw new Error(text)
    },
  }
  runToEnd(hiveSteps(args, io))
  return printed
}

function search(hive: Hive): void {
  hive.check()
  let hits = 0
  for (const text of SEARCHED) {
    const query = compileQuery({ ...EVERYWHERE, text })
    searchHive(hive.cells, hive.root, query, () => void hits++)
  }
}

/** Compares a hive with an empty one, with everything that may be compared. */
function compare(hive: Hive): void {
  const sideOf = (one: Hive) => ({ cells: one.cells, root: one.root, keys: one.check().keys })
  const attributes = ['time', 'flags', 'class', 'security'] as const
  runToEnd(compareSteps(sideOf(Hive.create()), sideOf(hive), () => {}, { attributes, moves: true }))
}

/** Adds, renames and deletes keys and values of the root, and undoes everything. */
function editAndUndo(hive: Hive): void {
  hive.allowDirty()
  hive.check()
  const { cells, root } = hive
  const history = new History(hive)
  const rootAt = cells.payloadAt(root)
  attempt(() => history.run({ kind: 'create-key', parent: root, name: 'new' }))
  attempt(() =>
    history.run({
      kind: 'set-value',
      key: root,
      name: 'new',
      type: 3,
      data: new Uint8Array(ADDED),
    }),
  )
  for (const [n, cell] of subkeyCells(cells, rootAt).slice(0, EDITED).entries()) {
    const key = cell as CellOffset
    const renamed = attempt(() => history.run({ kind: 'rename-key', key, name: `renamed ${n}` }))
    attempt(() => history.run({ kind: 'delete-key', key: renamed?.focus.key ?? key }))
  }
  const indexes = Array.from({ length: Math.min(EDITED, valueCount(cells, rootAt)) }, (_, n) => n)
  for (const index of indexes) {
    attempt(() => history.run({ kind: 'rename-value', key: root, index, name: `renamed ${index}` }))
  }
  attempt(() => history.run({ kind: 'delete-values', key: root, indexes }))
  while (history.undoLabel !== null) history.undo()
}

/** null if it was refused. */
function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof HiveError) || error.code === 'internal') throw error
    return null
  }
}
