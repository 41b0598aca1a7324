/**
 * Checks the subkey lists of a saved hive by the rules of Windows and yarp (regf-format 3.2, 3.6, 3.7, 5.2 rules 18 to
 * 27), with an independent walk over the bytes of the file: it uses only the upcase table of the engine, so that an
 * error that its lists and its check share is noticed.
 */

import { UPCASE } from '../../src/bytes/upcase.ts'

const NIL = 0xffffffff
/** Bytes of the base block; cell offsets count from its end. */
const BASE = 4096
const MOST = { li: 1012, lf: 507, lh: 1012 } as const

type Kind = keyof typeof MOST

/** All violations by the lists of the file, with the paths of their keys. */
export function listProblems(file: Uint8Array): string[] {
  return new ListAuditor(file).run()
}

interface Node {
  readonly cell: number
  readonly path: string
  readonly depth: number
}

class ListAuditor {
  readonly #view: DataView
  readonly #minor: number
  readonly #problems: string[] = []
  readonly #seen = new Set<number>()

  constructor(file: Uint8Array) {
    this.#view = new DataView(file.buffer, file.byteOffset, file.byteLength)
    this.#minor = this.#view.getUint32(24, true)
  }

  run(): string[] {
    const stack: Node[] = [{ cell: this.#view.getUint32(36, true), path: '', depth: 0 }]
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.depth > 508) this.#say(node, 'is too deep')
      stack.push(...this.#subkeys(node))
    }
    return this.#problems
  }

  /** Checks the whole list of a key, and returns its subkeys. */
  #subkeys(node: Node): Node[] {
    const key = this.#payload(node, node.cell, 'nk')
    const count = this.#view.getUint32(key + 20, true)
    const list = this.#view.getUint32(key + 28, true)
    if (count === 0) {
      if (list !== NIL) this.#say(node, 'has a list without subkeys')
      return []
    }
    const at = this.#payload(node, list, 'ri', 'li', 'lf', 'lh')
    if (this.#mark(at) !== 'ri') return this.#named(node, [this.#leaf(node, list, false)], count)
    const leaves = this.#view.getUint16(at + 2, true)
    if (leaves < 2) this.#say(node, `has an ri of ${leaves} leaves`)
    if (4 + leaves * 4 > this.#room(list)) this.#say(node, 'has an ri past its cell')
    const children = Array.from({ length: leaves }, (_, n) => {
      return this.#leaf(node, this.#view.getUint32(at + 4 + n * 4, true), true)
    })
    return this.#named(node, children, count)
  }

  /** Checks the kind, size and spare space of a leaf, and returns its entries. */
  #leaf(
    node: Node,
    cell: number,
    isIndexed: boolean,
  ): { child: number; code: number; kind: Kind }[] {
    const at = this.#payload(node, cell, 'li', 'lf', 'lh')
    const kind = this.#mark(at) as Kind
    const count = this.#view.getUint16(at + 2, true)
    const indexed = this.#minor >= 5 ? ['lh'] : ['li']
    const alone = this.#minor >= 5 ? ['lh', 'li'] : this.#minor >= 3 ? ['lf', 'li'] : ['li']
    if (!(isIndexed ? indexed : alone).includes(kind)) {
      this.#say(node, `has an ${kind} ${isIndexed ? 'below an ri' : 'alone'} in 1.${this.#minor}`)
    }
    if (count === 0) this.#say(node, 'has an empty leaf')
    if (count > MOST[kind]) this.#say(node, `has an ${kind} of ${count}`)
    const size = kind === 'li' ? 4 : 8
    if (4 + count * size > this.#room(cell)) this.#say(node, 'has a leaf past its cell')
    return Array.from({ length: count }, (_, n) => {
      const entry = at + 4 + n * size
      const code = kind === 'li' ? 0 : this.#view.getUint32(entry + 4, true)
      return { child: this.#view.getUint32(entry, true), code, kind }
    })
  }

  /** Checks the order, parents, hints and hashes of subkeys, and returns them with their names. */
  #named(
    node: Node,
    leaves: readonly (readonly { child: number; code: number; kind: Kind }[])[],
    count: number,
  ): Node[] {
    const entries = leaves.flat()
    if (entries.length !== count) this.#say(node, `counts ${count} of ${entries.length} subkeys`)
    let previous: readonly number[] = []
    return entries.map(({ child, code, kind }, index) => {
      if (this.#seen.has(child)) this.#say(node, 'has a subkey twice')
      this.#seen.add(child)
      const at = this.#payload(node, child, 'nk')
      if (this.#view.getUint32(at + 16, true) !== node.cell) this.#say(node, 'is not the parent')
      const units = this.#units(at)
      const upper = units.map((unit) => UPCASE[unit] as number)
      if (index > 0 && compare(previous, upper) >= 0) this.#say(node, `has no order at ${index}`)
      previous = upper
      const wanted = { li: 0, lf: hintOf(units), lh: hashOf(upper) }[kind]
      if (code !== wanted) this.#say(node, `has a wrong ${kind} entry at ${index}`)
      const name = String.fromCharCode(...units)
      return { cell: child, path: `${node.path}\\${name}`, depth: node.depth + 1 }
    })
  }

  #units(at: number): number[] {
    const length = this.#view.getUint16(at + 72, true)
    const isLatin = (this.#view.getUint16(at + 2, true) & 0x20) !== 0
    return Array.from({ length: isLatin ? length : length / 2 }, (_, n) => {
      return isLatin
        ? this.#view.getUint8(at + 76 + n)
        : this.#view.getUint16(at + 76 + n * 2, true)
    })
  }

  /** The offset of the payload of an allocated cell, which must have one of the signatures. */
  #payload(node: Node, cell: number, ...marks: string[]): number {
    const at = BASE + cell + 4
    if (this.#view.getInt32(BASE + cell, true) >= 0) this.#say(node, 'leads to a free cell')
    if (!marks.includes(this.#mark(at)))
      throw new RangeError(`${node.path}: no ${marks} at ${cell}`)
    return at
  }

  #room(cell: number): number {
    return -this.#view.getInt32(BASE + cell, true) - 4
  }

  #mark(at: number): string {
    return String.fromCharCode(this.#view.getUint8(at), this.#view.getUint8(at + 1))
  }

  #say({ path }: Node, problem: string): void {
    this.#problems.push(`${path === '' ? 'the root' : path} ${problem}`)
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((unit, at) => unit !== b[at])
  if (differing < 0) return a.length - b.length
  return (a[differing] as number) - (b[differing] ?? -1)
}

function hashOf(upper: readonly number[]): number {
  return upper.reduce((hash, unit) => (Math.imul(hash, 37) + unit) >>> 0, 0)
}

function hintOf(units: readonly number[]): number {
  const first = units.slice(0, 4)
  if (first.some((unit) => unit > 0xff)) return 0
  return first.reduce((hint, unit, at) => (hint | (unit << (at * 8))) >>> 0, 0)
}
