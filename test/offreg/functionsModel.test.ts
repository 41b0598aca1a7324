/**
 * Random calls of the functions on a few handles, compared with a registry of plain objects: the status of every call,
 * and finally every key and value.
 */

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareNames, upcase } from '../../src/bytes/upcase.ts'
import {
  ORCloseKey,
  ORCreateHive,
  ORCreateKey,
  ORDeleteKey,
  ORDeleteValue,
  OREnumKey,
  OREnumValue,
  ORGetValue,
  ORGetVirtualFlags,
  type ORHKEY,
  OROpenKey,
  ORRenameKey,
  ORSetValue,
  ORSetVirtualFlags,
} from '../../src/offreg/functions.ts'

interface Node {
  name: string
  parent: Node | null
  isDeleted: boolean
  flags: number
  readonly subkeys: Map<string, Node>
  readonly values: Map<string, { name: string; type: number; data: Uint8Array }>
}

/** A handle of the library and its key in the model. */
interface Held {
  readonly handle: ORHKEY
  readonly node: Node
  /** How many times it has to be closed. */
  closes: number
}

const NAMES = ['a', 'A', 'b', 'long enough to need another cell', 'ж', 'x'.repeat(256)]
const BAD_NAMES = ['x'.repeat(257), '\\', 'a\\', 'a\\\\b']
const PATHS = [...NAMES, 'a\\b', 'A\\ж', 'b\\a\\b', '', ...BAD_NAMES]

const step = fc.record({
  call: fc.constantFrom(
    ...(['create', 'create', 'open', 'close', 'delete', 'deleteSelf', 'rename'] as const),
    ...(['set', 'set', 'get', 'deleteValue', 'flags'] as const),
  ),
  /** Index of a handle, taken modulo their number. */
  handle: fc.nat({ max: 40 }),
  path: fc.constantFrom(...PATHS),
  name: fc.constantFrom(...NAMES, ''),
  byte: fc.nat({ max: 255 }),
})

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

class Calls {
  readonly root: Node = newNode('', null)
  readonly held: Held[]

  constructor() {
    const created = ORCreateHive()
    if (created.status !== 0) throw created.error
    // The root is not closed.
    this.held = [{ handle: created.handle, node: this.root, closes: Number.POSITIVE_INFINITY }]
  }

  run(one: Step): void {
    const { held } = this
    const at = held[one.handle % held.length] as Held
    const wanted = this.#statusOf(one, at) ?? this.#expected(one, at)
    const { status } = this.#call(one, at, wanted)
    expect(status, JSON.stringify(one)).toBe(wanted)
  }

  /** The status that any call returns for a bad handle; null if the handle is good. */
  #statusOf({ call }: Step, { node, closes }: Held): number | null {
    if (closes === 0) return 6
    return node.isDeleted && call !== 'close' ? 1018 : null
  }

  #call(one: Step, at: Held, wanted: number): { status: number } {
    const { handle } = at
    const { path, name, byte } = one
    switch (one.call) {
      case 'create': {
        const answer = ORCreateKey(handle, path)
        if (answer.status !== 0) return answer
        const before = this.#follow(at.node, path)
        expect(answer.disposition).toBe(before === null ? 1 : 2)
        this.#hold(at, answer.handle, before ?? this.#add(at.node, path))
        return answer
      }
      case 'open': {
        const answer = OROpenKey(handle, path)
        if (answer.status === 0) this.#hold(at, answer.handle, this.#follow(at.node, path))
        return answer
      }
      case 'close': {
        const answer = ORCloseKey(handle)
        if (answer.status === 0) at.closes--
        return answer
      }
      case 'delete':
      case 'deleteSelf': {
        const target = one.call === 'delete' ? path : null
        const answer = ORDeleteKey(handle, target)
        const node = wanted === 0 ? this.#follow(at.node, target ?? '') : null
        if (node !== null) {
          node.isDeleted = true
          node.parent?.subkeys.delete(upcase(node.name))
        }
        return answer
      }
      case 'rename': {
        const answer = ORRenameKey(handle, path)
        if (wanted === 0) {
          const { node } = at
          node.parent?.subkeys.delete(upcase(node.name))
          node.name = path
          node.parent?.subkeys.set(upcase(path), node)
        }
        return answer
      }
      case 'set': {
        const data = new Uint8Array(byte).fill(byte)
        if (wanted === 0) {
          const id = upcase(name)
          const old = at.node.values.get(id)
          at.node.values.set(id, { name: old?.name ?? name, type: byte, data })
        }
        return ORSetValue(handle, name, byte, data)
      }
      case 'get': {
        const answer = ORGetValue(handle, path, name)
        if (answer.status === 0) {
          const { type, data } = answer
          expect(this.#follow(at.node, path)?.values.get(upcase(name))).toMatchObject({
            type,
            data,
          })
        }
        return answer
      }
      case 'deleteValue':
        if (wanted === 0) at.node.values.delete(upcase(name))
        return ORDeleteValue(handle, name)
      case 'flags':
        if (wanted === 0) at.node.flags = byte & 6
        return ORSetVirtualFlags(handle, byte & 6)
    }
  }

  /** The status of a call with a good handle. */
  #expected(one: Step, { node }: Held): number {
    const { path, name } = one
    const names = path === '' ? [] : path.split('\\')
    switch (one.call) {
      case 'create': {
        if (names.includes('') || (names.length === 0 && node === this.root)) return 87
        if (this.#follow(node, path) !== null) return 0
        if (this.#follow(node, names.slice(0, -1).join('\\')) === null) return 2
        return (names.at(-1)?.length ?? 0) > 256 ? 87 : 0
      }
      case 'open':
        if (names.includes('') || (names.length === 0 && node === this.root)) return 87
        return this.#follow(node, path) === null ? 2 : 0
      case 'close':
        return node === this.root ? 87 : 0
      case 'delete':
      case 'deleteSelf': {
        if (one.call === 'delete' && names.includes('')) return 87
        const target = this.#follow(node, one.call === 'delete' ? path : '')
        if (target === null) return 2
        if (target === this.root) return 87
        return target.subkeys.size > 0 ? 1020 : 0
      }
      case 'rename': {
        if (node === this.root || names.length !== 1 || path.length > 256) return 87
        const other = node.parent?.subkeys.get(upcase(path))
        return other !== undefined && other !== node ? 183 : 0
      }
      case 'get': {
        if (names.includes('')) return 87
        return this.#follow(node, path)?.values.has(upcase(name)) === true ? 0 : 2
      }
      case 'deleteValue':
        return node.values.has(upcase(name)) ? 0 : 2
      case 'set':
      case 'flags':
        return 0
    }
  }

  #hold(at: Held, handle: ORHKEY, node: Node | null): void {
    if (node === null) throw new RangeError('opened what is not there')
    if (handle === at.handle) at.closes++
    else this.held.push({ handle, node, closes: 1 })
  }

  #follow(from: Node, path: string): Node | null {
    const names = path === '' ? [] : path.split('\\')
    return names.reduce<Node | null>((node, name) => node?.subkeys.get(upcase(name)) ?? null, from)
  }

  #add(from: Node, path: string): Node {
    const names = path.split('\\')
    const parent = this.#follow(from, names.slice(0, -1).join('\\'))
    const node = newNode(names.at(-1) ?? '', parent)
    parent?.subkeys.set(upcase(node.name), node)
    return node
  }
}

function newNode(name: string, parent: Node | null): Node {
  return { name, parent, isDeleted: false, flags: 0, subkeys: new Map(), values: new Map() }
}

function nodeLines(node: Node, path: string): string[] {
  const subkeys = [...node.subkeys.values()].sort((a, b) => compareNames(a.name, b.name))
  return [
    `K ${path} ${node.flags}`,
    ...[...node.values.values()].map(({ name, type, data }) => `V ${name} ${type} ${data.length}`),
    ...subkeys.flatMap((subkey) => nodeLines(subkey, `${path}\\${subkey.name}`)),
  ]
}

function handleLines(handle: ORHKEY, path: string): string[] {
  const flags = ORGetVirtualFlags(handle)
  const lines = [`K ${path} ${flags.status === 0 ? flags.flags : flags.status}`]
  for (let index = 0; ; index++) {
    const found = OREnumValue(handle, index)
    if (found.status !== 0) break
    lines.push(`V ${found.name} ${found.type} ${found.data.length}`)
  }
  for (let index = 0; ; index++) {
    const found = OREnumKey(handle, index)
    if (found.status !== 0) return lines
    const subkey = OROpenKey(handle, found.name)
    if (subkey.status === 0) lines.push(...handleLines(subkey.handle, `${path}\\${found.name}`))
  }
}

it('random calls return the same as a model of plain objects', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const calls = new Calls()
      for (const one of steps) calls.run(one)
      const root = calls.held[0]?.handle as ORHKEY
      expect(handleLines(root, '')).toEqual(nodeLines(calls.root, ''))
    }),
    { numRuns: 400, seed: 20_260_103 },
  )
})
