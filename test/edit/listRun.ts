/**
 * Random edits of one key with 400 to 3,000 subkeys, in hives of 1.3 and 1.5 whose list initially has any shape: grown,
 * packed as after a save, or of leaves that Windows would not write. At the end the list is as Windows keeps it, the
 * hive is sound according to the check, independent walks and another reader, and undoing everything restores every
 * byte (regf-format 3.7, 6.9).
 */

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareNames } from '../../src/bytes/upcase.ts'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { compactHive } from '../../src/offreg/save.ts'
import { audit } from '../helpers/audit.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { listProblems } from '../helpers/listAudit.ts'
import { type LeafKind, rawHive } from '../helpers/rawHive.ts'
import { readers } from '../helpers/readers.ts'
import { type Random, rng } from '../helpers/rng.ts'

const KEY = 'key'
const LEAST = 400
const MOST = 3000
/** The edits of a run, each of one subkey or of several neighbours. */
const EDITS = 12
const NOW = 133_000_000_000_000_000n
const JUDGES = readers.filter(({ name }) => name === 'hivexml' || name === 'regfexport')

/** The counts of a run. */
export interface ListRun {
  /** Subkeys that were created, deleted or renamed. */
  readonly edits: number
  /** Whether another reader saw the result. */
  readonly read: boolean
}

/**
 * Runs the edits of a seed; throws if a condition does not hold.
 *
 * @param folder - the folder in which another reader gets the hive; null if none does
 */
export function listRun(seed: number, folder: string | null): ListRun {
  const random = rng(seed)
  const minor = random.pick([3, 5] as const)
  const names = namesOf(LEAST + random.below(MOST - LEAST + 1), random)
  const file = startOf(minor, names, random)
  const list = new EditedList(Hive.open(file.slice()), names, random)
  for (let n = 0; n < EDITS; n++) list.edit()
  // Everything may have been undone, but the list should be an edited one.
  list.create(1)
  // Before anything is saved, because a save changes the header.
  list.expectReversible(file)
  list.expectSound()
  const judge = JUDGES[seed % JUDGES.length]
  const isRead = folder !== null && judge !== undefined
  if (isRead) list.expectSeen(join(folder, `list-${seed}.hiv`), judge)
  return { edits: list.edits, read: isRead }
}

function namesOf(count: number, random: Random): string[] {
  const names = new Map<string, string>()
  while (names.size < count) addName(names, nameOf(random))
  return [...names.values()]
}

/** Consecutive numbers, names of services, and names with letters outside Latin-1. */
function nameOf(random: Random): string {
  const number = random.below(9000)
  const form = random.below(10)
  if (form === 0) return `Служба${number}`
  if (form === 1) return `svc_${number}-${'x'.repeat(random.below(40))}`
  return `${random.pick(['k', 'K', 'Service'])}${String(number).padStart(4, '0')}`
}

function addName(names: Map<string, string>, name: string): boolean {
  const id = name.toUpperCase()
  if (names.has(id)) return false
  names.set(id, name)
  return true
}

/** A hive whose key has these subkeys in a list of some shape. */
function startOf(minor: 3 | 5, names: readonly string[], random: Random): Uint8Array<ArrayBuffer> {
  const shape = random.below(3)
  if (shape === 0) {
    const kinds: LeafKind[] = [random.pick(['li', 'lf', 'lh']), random.pick(['li', 'lf', 'lh'])]
    const size = random.pick([5, 100, 507, 1012, 4000])
    const root = {
      name: 'root',
      leaves: { kinds: [minor === 3 ? ('lf' as const) : ('lh' as const)] },
      subkeys: [{ name: KEY, leaves: { kinds, size }, subkeys: names.map((name) => ({ name })) }],
    }
    return rawHive({ minor, root })
  }
  const hive = Hive.create({ minor, now: NOW })
  const key = hive.rootKey.create(KEY)
  hive.transact(() => {
    for (const name of names) key.create(name)
  })
  return shape === 1 ? hive.finishedCopy() : compactHive(hive, { minor }).slice()
}

class EditedList {
  edits = 0
  readonly #history: History
  readonly #random: Random
  #names: string[]
  /** The names before each edit that can be undone, and after each that was undone. */
  readonly #before: string[][] = []
  readonly #after: string[][] = []

  constructor(hive: Hive, names: readonly string[], random: Random) {
    hive.clock = () => NOW
    this.#history = new History(hive)
    this.#random = random
    this.#names = [...names].sort(compareNames)
  }

  get #hive(): Hive {
    return this.#history.hive
  }

  edit(): void {
    const many = this.#random.pick([1, 1, 5, 60, 300])
    const kind = this.#random.below(10)
    if (kind < 4) this.create(many)
    else if (kind < 6) this.#delete(many)
    else if (kind < 8) this.#rename()
    else if (kind < 9) this.#undo()
    else this.#redo()
  }

  /** New names, adjacent or anywhere. */
  create(count: number): void {
    const isNear = this.#random.below(2) === 0
    const near = this.#random.pick(this.#names.length === 0 ? ['a'] : this.#names)
    for (let n = 0; n < count; n++) {
      const name = isNear ? `${near}.${n}${this.#random.below(1000)}` : nameOf(this.#random)
      if (name.length > 255 || this.#has(name)) continue
      const parent = this.#hive.key(KEY).cell
      this.#done([...this.#names, name].sort(compareNames), () => {
        this.#history.run({ kind: 'create-key', parent, name })
      })
    }
  }

  /** A run of neighbours, so that whole leaves are deleted. */
  #delete(count: number): void {
    const from = this.#random.below(this.#names.length)
    for (const name of this.#names.slice(from, from + count)) {
      const { cell } = this.#hive.key(`${KEY}\\${name}`)
      this.#done(
        this.#names.filter((other) => other !== name),
        () => this.#history.run({ kind: 'delete-key', key: cell }),
      )
    }
  }

  #rename(): void {
    if (this.#names.length === 0) return
    const old = this.#random.pick(this.#names)
    const name = this.#random.pick([
      old.toUpperCase(),
      old.toLowerCase(),
      `${old.slice(0, 200)}x`,
      nameOf(this.#random),
    ])
    const isOther = compareNames(old, name) !== 0
    if (old === name || (isOther && this.#has(name))) return
    const { cell } = this.#hive.key(`${KEY}\\${old}`)
    const others = this.#names.filter((other) => other !== old)
    this.#done([...others, name].sort(compareNames), () => {
      this.#history.run({ kind: 'rename-key', key: cell, name })
    })
  }

  #has(name: string): boolean {
    return this.#names.some((other) => compareNames(other, name) === 0)
  }

  #done(names: string[], change: () => unknown): void {
    change()
    this.#before.push(this.#names)
    this.#after.length = 0
    this.#names = names
    this.edits++
  }

  #undo(): void {
    for (let n = this.#random.below(100); n > 0; n--) {
      const names = this.#before.pop()
      if (names === undefined) return
      this.#after.push(this.#names)
      this.#names = names
      this.#history.undo()
    }
  }

  #redo(): void {
    for (let n = this.#random.below(100); n > 0; n--) {
      const names = this.#after.pop()
      if (names === undefined) return
      this.#before.push(this.#names)
      this.#names = names
      this.#history.redo()
    }
  }

  /** Compares the names, lists, cells and check, also those of a compacted copy. */
  expectSound(): void {
    const hive = this.#hive
    const compacted = compactHive(Hive.open(hive.finishedCopy()), { minor: minorOf(hive) }).slice()
    for (const file of [hive.finishedCopy(), compacted]) {
      const opened = Hive.open(file.slice())
      const found = [...opened.key(KEY).subkeys()].map(({ name }) => name)
      if (found.join('\n') !== this.#names.join('\n')) throw new RangeError('other names')
      const cells = audit(opened)
      const problems = [
        ...listProblems(file),
        ...cells.problems,
        ...cells.leaks.map((cell) => `a leak at ${cell}`),
        ...opened.check().findings.map(({ code, offset }) => `${code} at ${offset}`),
      ]
      if (problems.length > 0) throw new RangeError(problems.slice(0, 5).join('\n'))
    }
  }

  /** Undoes all edits and redoes them. */
  expectReversible(opened: Uint8Array): void {
    const edited = this.#bytes()
    let steps = 0
    while (this.#history.undo() !== null) steps++
    const undone = firstDifference(this.#bytes(), opened)
    if (undone >= 0) throw new RangeError(`undo left byte ${undone} different`)
    while (steps-- > 0) this.#history.redo()
    const redone = firstDifference(this.#bytes(), edited)
    if (redone >= 0) throw new RangeError(`redo left byte ${redone} different`)
  }

  expectSeen(path: string, judge: (typeof JUDGES)[number]): void {
    writeFileSync(path, this.#hive.finishedCopy())
    try {
      const wanted = this.#names.length + 2
      const seen = judge.read(path)?.length ?? 'none'
      if (seen !== wanted) throw new RangeError(`${judge.name} sees ${seen} of ${wanted} keys`)
    } finally {
      rmSync(path)
    }
  }

  #bytes(): Uint8Array {
    const { image } = this.#hive
    return image.bytesCopy(0, image.length)
  }
}

function minorOf(hive: Hive): 3 | 5 {
  return hive.cells.minor === 3 ? 3 : 5
}
