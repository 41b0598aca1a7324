/** The real hives of the corpus, opened once for all tests in this folder. */

import { readFileSync } from 'node:fs'
import { Hive } from '../../src/offreg/Hive.ts'
import type { CheckResult } from '../../src/regf/check.ts'
import { type CorpusHive, plainHives } from '../helpers/corpus.ts'
import { inheritedBytes } from '../helpers/inheritedBytes.ts'

const opened = plainHives.map((file) => ({ file, hive: Hive.open(bytesOf(file)) }))
const sound = opened.filter(({ hive }) => !hive.base.dirty && errorsOf(hive.check()) === 0)

/** Clean hives without errors, by name. */
export const soundHives = named(sound.map(({ file }) => file))
/** Those of them that can be edited. */
export const editableHives = named(
  sound.filter(({ hive }) => hive.access === 'editable').map(({ file }) => file),
)

/** Pairs of name and file, for `it.each`. */
export function named(files: readonly CorpusHive[]): (readonly [string, CorpusHive])[] {
  return files.map((file) => [file.name, file] as const)
}

export function bytesOf({ path }: CorpusHive): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(path))
}

function errorsOf({ findings }: CheckResult): number {
  return findings.filter(({ severity }) => severity === 'error').length
}

/** The descriptor that a new key must inherit, by the path of its parent. */
export function inheritedIn(hive: Hive): (parent: readonly string[]) => Uint8Array {
  return (parent) => inheritedBytes(hive.key(parent.join('\\')).descriptor ?? new Uint8Array(0))
}

/** The first line in which two texts differ. */
export function firstLine(actual: string, expected: string): unknown {
  if (actual === expected) return null
  const left = actual.split('\n')
  const right = expected.split('\n')
  const at = left.findIndex((line, index) => line !== right[index])
  return { at, actual: left[at], expected: right[at], lines: [left.length, right.length] }
}
