/** Judges a salvage: the new hive is sound, and has everything that a lenient reader reaches in the damaged one. */

import { expect } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { type Salvaged, salvage } from '../../src/salvage/salvage.ts'
import { readLeniently } from '../helpers/lenientReader.ts'

/** Salvages a copy of a file; the new hive is opened again from its bytes. */
export function salvaged(
  bytes: Uint8Array,
): Salvaged & { readonly bytes: Uint8Array<ArrayBuffer> } {
  const { hive, report } = salvage(new HiveImage(bytes.slice().buffer))
  const made = hive.finishedCopy()
  return { hive: Hive.open(made.slice()), report, bytes: made }
}

/** Codes of what a check finds in a hive, notes left out. */
export function problemsOf(hive: Hive): string[] {
  const { findings } = hive.check()
  return findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code)
}

/** Keys by name, and values by name, type and data: what is somewhere in a hive, wherever that is. */
export function contentOf(hive: Hive): Map<string, number> {
  const content = new Map<string, number>()
  const add = (line: string) => content.set(line, (content.get(line) ?? 0) + 1)
  const open = [hive.rootKey]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    add(`K ${key.path.at(-1) ?? ''} ${key.lastWrite}`)
    for (const { name, type, data } of key.values()) add(`V ${name} ${type} ${hexOf(data)}`)
    open.push(...key.subkeys())
  }
  return content
}

/** What a lenient reader reaches in a file and a hive does not have. Names that no key can have count as there. */
export function missingFrom(hive: Hive, bytes: Uint8Array): string[] {
  const content = contentOf(hive)
  const missing: string[] = []
  const take = (line: string) => {
    const count = content.get(line) ?? 0
    if (count === 0) missing.push(line)
    else content.set(line, count - 1)
  }
  for (const { path, name, time, values } of readLeniently(bytes)) {
    // What the header calls the root need not be the root.
    const isRoot = path.length === 0 && content.has(`K  ${time}`)
    if (isRoot || isKeyName(name)) take(`K ${isRoot ? '' : name} ${time}`)
    for (const { name: value, type, data } of values) {
      if (value.length <= 16383) take(`V ${value} ${type} ${hexOf(data)}`)
    }
  }
  return missing
}

function isKeyName(name: string): boolean {
  return name !== '' && name.length <= 256 && !name.includes('\\')
}

function hexOf(data: Uint8Array): string {
  return Buffer.from(data).toString('hex')
}

/** Salvages a file and expects the new hive to be sound and complete. */
export function expectSalvage(bytes: Uint8Array) {
  const result = salvaged(bytes)
  expect(problemsOf(result.hive)).toEqual([])
  expect(missingFrom(result.hive, bytes)).toEqual([])
  return result
}
