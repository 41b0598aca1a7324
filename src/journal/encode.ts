/** Records as payloads, in parts: many bytes of the hive are views. The writer copies all of them at once. */

import type { EditEvents } from '../regf/EditLog.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { type HivePatch, negated } from '../regf/HivePatch.ts'
import { type Difference, differenceOf } from './Difference.ts'
import { COUNTS } from './layout.ts'
import { PayloadBuffer } from './PayloadBuffer.ts'

/** Valid until the next record is encoded. */
type Payload = readonly Uint8Array[]

/** A run of up to this many bytes of a hive is copied; a longer one is written from where it is. */
const COPIED = 1 << 14
const BUFFER = new PayloadBuffer()

/** A payload of JSON only. */
export function encodeJson(value: unknown): Payload {
  beginWith(value)
  return [BUFFER.view]
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
  beginWith(json)
  const beside = { dataSize, events: inverse.events, references }
  return withBytes(image, differenceOf(image, inverse.bytes), beside)
}

/**
 * The payload of changed bytes alone.
 *
 * @param json - what they are
 * @param image - the bytes after the change
 * @param difference - what changed
 */
export function encodeChanged(json: unknown, image: HiveImage, difference: Difference): Payload {
  beginWith(json)
  return withBytes(image, difference, NOTHING)
}

function beginWith(json: unknown): void {
  BUFFER.begin()
  BUFFER.text(JSON.stringify(json))
}

function withBytes(
  image: HiveImage,
  { before, runs, replacing, replaced }: Difference,
  { dataSize, events, references }: Beside,
): Payload {
  let total = 0
  let copied = 0
  for (let run = 1; run < runs.length; run += 2) {
    const length = runs[run] as number
    total += length
    if (length <= COPIED) copied += length
  }
  const counts: number[] = []
  counts[COUNTS.BEFORE] = before
  counts[COUNTS.AFTER] = image.length
  counts[COUNTS.DATA_SIZE] = dataSize
  counts[COUNTS.REPLACED_LOW] = replaced.low
  counts[COUNTS.REPLACED_HIGH] = replaced.high
  counts[COUNTS.EVENTS] = events.length
  counts[COUNTS.REFERENCES] = references.length / 2
  counts[COUNTS.REPLACING] = replacing
  counts[COUNTS.RUNS] = runs.length / 2
  counts[COUNTS.BYTES] = total
  BUFFER.words(counts)
  BUFFER.words(events)
  BUFFER.words(references)
  BUFFER.words(runs)
  BUFFER.reserve(copied)
  const parts: Uint8Array[] = []
  for (let run = 0; run < runs.length; run += 2) {
    const [at, length] = [runs[run] as number, runs[run + 1] as number]
    if (length <= COPIED) BUFFER.bytes(image.bytes, at, length)
    else parts.push(BUFFER.takePart(), image.bytesView(at, length))
  }
  return [...parts, BUFFER.takePart()]
}
