/**
 * A registry as nested maps, for comparing with what the engine makes of the same commands. Names are
 * compared by the upcase table, subkeys are sorted, values keep their order.
 */

import { compareNames, upcase } from '../../src/bytes/upcase.ts'
import type { Key } from '../../src/offreg/Key.ts'

export interface ModelValue {
  name: string
  type: number
  data: Uint8Array
}

export interface ModelKey {
  name: string
  /** The bytes of its descriptor; none when it cannot be read. */
  descriptor: Uint8Array
  readonly subkeys: Map<string, ModelKey>
  readonly values: Map<string, ModelValue>
}

export function emptyKey(name: string, descriptor: Uint8Array): ModelKey {
  return { name, descriptor, subkeys: new Map(), values: new Map() }
}

/** One line a key or value, as the dump has them but without times. */
export function modelLines(key: ModelKey, path = ''): string[] {
  const lines = [`K ${JSON.stringify(path)} ${hash(key.descriptor)}`]
  for (const { name, type, data } of key.values.values()) {
    lines.push(`V ${JSON.stringify(name)} ${type} ${hash(data)}`)
  }
  const subkeys = [...key.subkeys.values()].sort((a, b) => compareNames(a.name, b.name))
  for (const subkey of subkeys) lines.push(...modelLines(subkey, `${path}\\${subkey.name}`))
  return lines
}

export function hiveLines(key: Key, path = ''): string[] {
  const lines = [`K ${JSON.stringify(path)} ${hash(descriptorOf(key))}`]
  for (const value of key.values()) {
    lines.push(`V ${JSON.stringify(value.name)} ${value.type} ${hash(value.data)}`)
  }
  for (const subkey of key.subkeys()) lines.push(...hiveLines(subkey, `${path}\\${subkey.name}`))
  return lines
}

/** The model of a hive as it is. */
export function modelOf(key: Key): ModelKey {
  const model = emptyKey(key.name, descriptorOf(key))
  for (const value of key.values()) {
    const { name, type, data } = value
    model.values.set(upcase(name), { name, type, data })
  }
  for (const subkey of key.subkeys()) model.subkeys.set(upcase(subkey.name), modelOf(subkey))
  return model
}

function descriptorOf(key: Key): Uint8Array {
  return key.descriptor ?? new Uint8Array(0)
}

function hash(data: Uint8Array): string {
  let h = 0x811c9dc5
  for (const byte of data) h = Math.imul(h ^ byte, 0x01000193)
  return `${data.length}:${(h >>> 0).toString(16)}`
}
