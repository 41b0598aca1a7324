/** Hives to JSON and back. */

import type { Change, ChangeSource } from '../../src/edit/change.ts'
import { applyChangesSteps } from '../../src/edit/changes.ts'
import { JsonReader, type NotRead } from '../../src/exchange/JsonReader.ts'
import { writeJson } from '../../src/exchange/writeJson.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { runToEnd } from '../../src/work.ts'

/** The pieces of an output, put together. */
export class Collected {
  readonly #pieces: Uint8Array[] = []
  readonly sink = (bytes: Uint8Array) => {
    this.#pieces.push(bytes.slice())
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#pieces)
  }

  get text(): string {
    return this.bytes.toString('utf8')
  }
}

/** A hive as JSON text. */
export function jsonOf(hive: Hive): Buffer {
  const out = new Collected()
  runToEnd(writeJson(hive, { source: 'test' }, out.sink))
  return out.bytes
}

/** The changes that JSON text stands for. */
export function readJson(
  text: Uint8Array | string,
  piece = Number.POSITIVE_INFINITY,
  report: (notRead: NotRead) => void = () => {},
): Change[] {
  const changes: Change[] = []
  for (const change of changesOf(text, piece, report)) changes.push(change)
  return changes
}

function* changesOf(
  text: Uint8Array | string,
  piece: number,
  report: (notRead: NotRead) => void,
): Generator<Change> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const reader = new JsonReader(report)
  for (let from = 0; from === 0 || from < bytes.length; from += piece) {
    const isLast = from + piece >= bytes.length
    // A piece may be overwritten once it was read.
    const part = bytes.slice(from, Math.min(bytes.length, from + piece))
    yield* reader.read(part, isLast)
    part.fill(0x21)
    if (isLast) return
  }
}

/** A new hive with everything that JSON text has. */
export function hiveOfJson(text: Uint8Array, minor: 3 | 4 | 5 | 6 = 5): Hive {
  const hive = Hive.create({ minor })
  const source: ChangeSource = {
    progress: 0,
    [Symbol.iterator]: () => changesOf(text, 1 << 16, () => {}),
  }
  runToEnd(hive.transactSteps((scope) => applyChangesSteps(scope, 'json', source)))
  return hive
}
