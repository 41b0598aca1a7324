/** What is in a hive as text, for comparing two of them. */

import type { Key } from '../../src/offreg/Key.ts'

/** One line a key or value, as the dump has them but without times. */
export function hiveLines(key: Key, path = ''): string[] {
  const lines = [`K ${JSON.stringify(path)} ${hash(key.descriptor ?? new Uint8Array(0))}`]
  for (const value of key.values()) {
    lines.push(`V ${JSON.stringify(value.name)} ${value.type} ${hash(value.data)}`)
  }
  for (const subkey of key.subkeys()) lines.push(...hiveLines(subkey, `${path}\\${subkey.name}`))
  return lines
}

function hash(data: Uint8Array): string {
  let h = 0x811c9dc5
  for (const byte of data) h = Math.imul(h ^ byte, 0x01000193)
  return `${data.length}:${(h >>> 0).toString(16)}`
}
