/** Records as payloads, in parts: bytes of the hive are views, which the writer copies at once. */

import type { EditEvents } from '../regf/EditLog.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { type HivePatch, negated } from '../regf/HivePatch.ts'
import { type Difference, differenceOf } from './Difference.ts'
import { COUNTS, padded } from './layout.ts'

type Payload = readonly Uint8Array[]

const ENCODER = new TextEncoder()

/** A payload of JSON only. */
export function encodeJson(value: unknown): Payload {
  const text = ENCODER.encode(JSON.stringify(value))
  const length = bytesOf(Uint32Array.of(text.length))
  return [length, text, new Uint8Array(padded(text.length) - text.length)]
}

/** What an edit changes besides bytes. */
interface Beside {
  readonly dataSize: number
  readonly events: EditEvents
  readonly references: readonly number[]
}

const NOTHING: Beside = { dataSize: 0, events: new Uint32Array(0), references: [] }

/**
 * The payload of an edit that was just made.
 *
 * @param json - what it is
 * @param hive - the hive after it: its bytes, and the bytes of its bins
 * @param inverse - the patch that reverts it
 */
export function encodeEdit(
  json: unknown,
  { image, dataSize }: { readonly image: HiveImage; readonly dataSize: number },
  inverse: HivePatch,
): Payload {
  const references = [...negated(inverse.references)].flat()
  const beside = { dataSize, events: inverse.events, references }
  return [...encodeJson(json), ...encodeBytes(image, differenceOf(image, inverse.bytes), beside)]
}

/**
 * The payload of changed bytes alone.
 *
 * @param json - what they are
 * @param image - the bytes after the change
 * @param difference - what changed
 */
export function encodeChanged(json: unknown, image: HiveImage, difference: Difference): Payload {
  return [...encodeJson(json), ...encodeBytes(image, difference, NOTHING)]
}

function* encodeBytes(
  image: HiveImage,
  { before, runs, replacing, replaced }: Difference,
  { dataSize, events, references }: Beside,
): Iterable<Uint8Array> {
  const counts = new Uint32Array(COUNTS.WORDS)
  counts[COUNTS.BEFORE] = before
  counts[COUNTS.AFTER] = image.length
  counts[COUNTS.DATA_SIZE] = dataSize
  counts[COUNTS.REPLACED_LOW] = replaced.low
  counts[COUNTS.REPLACED_HIGH] = replaced.high
  counts[COUNTS.EVENTS] = events.length
  counts[COUNTS.REFERENCES] = references.length / 2
  counts[COUNTS.REPLACING] = replacing
  counts[COUNTS.RUNS] = runs.length / 2
  let total = 0
  for (let run = 1; run < runs.length; run += 2) total += runs[run] as number
  counts[COUNTS.BYTES] = total
  yield bytesOf(counts)
  yield bytesOf(events)
  yield bytesOf(Int32Array.from(references))
  yield bytesOf(Uint32Array.from(runs))
  for (let run = 0; run < runs.length; run += 2) {
    yield image.bytesView(runs[run] as number, runs[run + 1] as number)
  }
}

function bytesOf(words: Uint32Array | Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
}
