/** Writes hives as .reg text, and reads the text as a string. */

import { ANSI_UNITS } from '../../src/bytes/codePage1252.ts'
import { decodeUtf16 } from '../../src/bytes/text.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { exportRegSteps, type LeftOut, type RegExport } from '../../src/regtext/exportReg.ts'
import { runToEnd } from '../../src/work.ts'
import { NOW } from '../helpers/hives.ts'

export interface Exported {
  readonly bytes: Buffer
  readonly text: string
  readonly leftOut: readonly LeftOut[]
  /** Whether everything could be read. */
  readonly isWhole: boolean
}

/** A hive that `build` fills. */
export function hiveOf(build: (root: Key) => void): Hive {
  const hive = Hive.create({ now: NOW })
  hive.clock = () => NOW
  hive.transact(() => build(hive.rootKey))
  return hive
}

export function exportText(hive: Hive, options: Partial<RegExport> = {}): Exported {
  const pieces: Buffer[] = []
  const leftOut: LeftOut[] = []
  const { cells, root } = hive
  const prefix = 'HKEY_LOCAL_MACHINE\\TEST'
  const what: RegExport = { cells, root, top: root, prefix, version: 5, keys: null, ...options }
  const write = (bytes: Uint8Array) => pieces.push(Buffer.from(bytes))
  const isWhole = runToEnd(exportRegSteps(what, write, (one) => leftOut.push(one)))
  const bytes = Buffer.concat(pieces)
  const text =
    what.version === 5
      ? decodeUtf16(bytes)
      : Array.from(bytes, (byte) => String.fromCharCode(ANSI_UNITS[byte] as number)).join('')
  return { bytes, text, leftOut, isWhole }
}

/** The lines of the only value of a key called `K`. */
export function linesOfValue(
  name: string,
  type: number,
  data: Uint8Array,
  version: 5 | 4 = 5,
): string {
  const hive = hiveOf((root) => root.create('K').set(name, type, data))
  const { text } = exportText(hive, { version })
  return text.slice(text.indexOf('\\K]\r\n') + 5).replace(/\r\n\r\n$/, '')
}
