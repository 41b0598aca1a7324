/**
 * What a hive has to hold after a series of edits, undos and redos. It shares no code of the engine's edits: a tree of
 * plain objects, and one for each point of the history.
 */

import { createHash } from 'node:crypto'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'

export interface ModelValue {
  readonly name: string
  readonly type: number
  /** A digest of the data. */
  readonly digest: string
}

export interface ModelKey {
  readonly name: string
  readonly className: string | null
  readonly values: readonly ModelValue[]
  readonly keys: readonly ModelKey[]
}

/** The names from the root down; the root is not named. */
export type ModelPath = readonly string[]

export function digestOf(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

/** Everything in a hive, without times and permissions. */
export function readModel(bytes: Uint8Array): ModelKey {
  const read = (key: Key): ModelKey => ({
    name: key.name,
    className: key.className,
    values: [...key.values()].map(({ name, type, data }) => ({
      ...{ name, type },
      digest: digestOf(data),
    })),
    keys: [...key.subkeys()].map(read),
  })
  return read(Hive.open(bytes.slice()).rootKey)
}

/** The same as text, a line for each key and value, in an order that depends on nothing else. */
export function modelLines(root: ModelKey): string {
  const lines: string[] = []
  const visit = (key: ModelKey, path: string) => {
    lines.push(`${path} ${JSON.stringify(key.className)}`)
    for (const { name, type, digest } of key.values) {
      lines.push(`${path} ${JSON.stringify(name)} ${type} ${digest}`)
    }
    for (const child of key.keys) visit(child, `${path}\\${JSON.stringify(child.name)}`)
  }
  visit(root, '')
  return lines.sort().join('\n')
}

export class HiveModel {
  /** A tree for each point of the history, the opened hive first. */
  #points: ModelKey[]
  #position = 0

  constructor(opened: ModelKey) {
    this.#points = [opened]
  }

  get root(): ModelKey {
    return this.#points[this.#position] as ModelKey
  }

  /** The number of steps that are done. */
  get position(): number {
    return this.#position
  }

  /** The number of steps that are done or can be redone. */
  get steps(): number {
    return this.#points.length - 1
  }

  get lines(): string {
    return modelLines(this.root)
  }

  /** The paths of all keys, the root first. */
  get paths(): readonly ModelPath[] {
    const paths: ModelPath[] = []
    const visit = (key: ModelKey, path: ModelPath) => {
      paths.push(path)
      for (const child of key.keys) visit(child, [...path, child.name])
    }
    visit(this.root, [])
    return paths
  }

  /** Whether another model has the same points, whatever its position. */
  hasPointsOf(other: HiveModel): boolean {
    const points = other.#points
    return (
      points.length === this.#points.length && points.every((one, at) => one === this.#points[at])
    )
  }

  /** A model with the same history, which can be changed without this one. */
  copy(): HiveModel {
    const copied = new HiveModel(this.root)
    copied.#points = [...this.#points]
    copied.#position = this.#position
    return copied
  }

  key(path: ModelPath): ModelKey {
    return path.reduce((key, name) => {
      const child = key.keys.find((one) => isSame(one.name, name))
      if (child === undefined) throw new RangeError(`the model has no ${path.join('\\')}`)
      return child
    }, this.root)
  }

  createKey(path: ModelPath, name: string): void {
    this.#addKey(this.root, path, { name, className: null, values: [], keys: [] })
  }

  renameKey(path: ModelPath, name: string): void {
    this.#step(this.#changed(this.root, path, (key) => ({ ...key, name })))
  }

  deleteKey(path: ModelPath): void {
    this.#step(this.#without(this.root, path))
  }

  /** Copies a key with everything below it, also of another hive. */
  paste(copied: ModelKey, into: ModelPath): void {
    this.#addKey(this.root, into, copied)
  }

  move(from: ModelPath, into: ModelPath): void {
    this.#addKey(this.#without(this.root, from), into, this.key(from))
  }

  /** Creates a value, or replaces the one of that name. */
  setValue(path: ModelPath, value: ModelValue): void {
    this.setValues(path, [value])
  }

  /** Sets values in one step, in a key that is created where it is missing. */
  setValues(path: ModelPath, values: readonly ModelValue[]): void {
    const named = (key: ModelKey) =>
      key.values.filter(({ name }) => !values.some((value) => isSame(value.name, name)))
    const root = this.#withPath(this.root, path)
    this.#step(this.#changed(root, path, (key) => ({ ...key, values: [...named(key), ...values] })))
  }

  renameValue(path: ModelPath, name: string, to: string): void {
    this.#changeValues(path, (values) =>
      values.map((value) => (isSame(value.name, name) ? { ...value, name: to } : value)),
    )
  }

  deleteValue(path: ModelPath, name: string): void {
    this.#changeValues(path, (values) => values.filter((value) => !isSame(value.name, name)))
  }

  undo(): void {
    this.goTo(Math.max(0, this.#position - 1))
  }

  redo(): void {
    this.goTo(Math.min(this.steps, this.#position + 1))
  }

  goTo(position: number): void {
    if (position < 0 || position > this.steps) throw new RangeError(`no point ${position}`)
    this.#position = position
  }

  /** Steps that were undone cannot be redone any more. */
  forgetRedo(): void {
    this.#points.length = this.#position + 1
  }

  #step(root: ModelKey): void {
    this.forgetRedo()
    this.#points.push(root)
    this.#position++
  }

  #addKey(root: ModelKey, path: ModelPath, added: ModelKey): void {
    this.#step(this.#changed(root, path, (key) => ({ ...key, keys: [...key.keys, added] })))
  }

  #changeValues(
    path: ModelPath,
    change: (values: readonly ModelValue[]) => readonly ModelValue[],
  ): void {
    this.#step(this.#changed(this.root, path, (key) => ({ ...key, values: change(key.values) })))
  }

  #changed(key: ModelKey, path: ModelPath, change: (key: ModelKey) => ModelKey): ModelKey {
    const [name, ...rest] = path
    if (name === undefined) return change(key)
    if (!key.keys.some((one) => isSame(one.name, name))) throw new RangeError(`no ${name}`)
    const keys = key.keys.map((child) =>
      isSame(child.name, name) ? this.#changed(child, rest, change) : child,
    )
    return { ...key, keys }
  }

  #without(key: ModelKey, path: ModelPath): ModelKey {
    const name = path.at(-1)
    if (name === undefined) throw new RangeError('the root stays')
    return this.#changed(key, path.slice(0, -1), (parent) => ({
      ...parent,
      keys: parent.keys.filter((child) => !isSame(child.name, name)),
    }))
  }

  #withPath(key: ModelKey, [name, ...rest]: ModelPath): ModelKey {
    if (name === undefined) return key
    const found = key.keys.find((child) => isSame(child.name, name))
    const child = found ?? { name, className: null, values: [], keys: [] }
    const others = key.keys.filter((one) => one !== found)
    return { ...key, keys: [...others, this.#withPath(child, rest)] }
  }
}

function isSame(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase()
}
