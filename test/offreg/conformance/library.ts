/** Shorthands to call the functions and to check their results. */

import { expect } from 'vitest'
import {
  ORCreateHive,
  ORCreateKey,
  OREnumKey,
  OREnumValue,
  ORGetValue,
  type ORHKEY,
  OROpenKey,
  ORQueryInfoKey,
  ORSetValue,
  type Settings,
} from '../../../src/offreg/functions.ts'

export const REG_SZ = 1
export const REG_BINARY = 3
export const REG_DWORD = 4
export const REG_LINK = 6

/** A time in 2021, for all tests that are not about times. */
export const NOW = 132_600_000_000_000_000n

interface Answer {
  readonly status: number
}

/** The result of a call that must succeed. */
export function ok<A extends Answer>(answer: A): Extract<A, { status: 0 }> {
  expect(answer).toMatchObject({ status: 0 })
  return answer as Extract<A, { status: 0 }>
}

export function fresh(settings: Settings = {}): ORHKEY {
  return ok(ORCreateHive({ clock: () => NOW, ...settings })).handle
}

/** Creates a key, which must be new. */
export function create(handle: ORHKEY, path: string): ORHKEY {
  const created = ok(ORCreateKey(handle, path))
  expect(created.disposition).toBe(1)
  return created.handle
}

/** A hive with one key. */
export function withKey(name = 'K'): { hive: ORHKEY; key: ORHKEY } {
  const hive = fresh()
  return { hive, key: create(hive, name) }
}

export function set(
  handle: ORHKEY,
  name: string | null,
  data: Uint8Array,
  type = REG_BINARY,
): void {
  ok(ORSetValue(handle, name, type, data))
}

export function get(handle: ORHKEY, name: string | null, subKey: string | null = null) {
  return ok(ORGetValue(handle, subKey, name))
}

/** The names of the subkeys, enumerated by index. */
export function keyNames(handle: ORHKEY): string[] {
  const names: string[] = []
  for (;;) {
    const found = OREnumKey(handle, names.length)
    if (found.status === 259) return names
    names.push(ok(found).name)
  }
}

/** The names of the values, enumerated by index. */
export function valueNames(handle: ORHKEY): string[] {
  const names: string[] = []
  for (;;) {
    const found = OREnumValue(handle, names.length)
    if (found.status === 259) return names
    names.push(ok(found).name)
  }
}

/** Whether a path leads to a key. */
export function exists(handle: ORHKEY, path: string): boolean {
  const { status } = OROpenKey(handle, path)
  expect([0, 2]).toContain(status)
  return status === 0
}

export function info(handle: ORHKEY) {
  return ok(ORQueryInfoKey(handle))
}

export function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values)
}
