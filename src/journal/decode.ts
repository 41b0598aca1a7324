/**
 * Payloads as records. A journal is read like any other file that may hold anything: every length is compared with the
 * bytes there are before it is used.
 */

import type { CommandResult, EditLabel, Place } from '../edit/command.ts'
import { HiveError } from '../errors.ts'
import { LIMIT } from '../regf/layout.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { COUNTS, KIND, padded } from './layout.ts'
import type {
  ChangedBytes,
  JournalNote,
  JournalRecord,
  JournalStart,
  RepeatedEdit,
  SwapNotes,
} from './records.ts'

type Json = Readonly<Record<string, unknown>>

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** The most bytes of names in a record; the page cuts longer paths itself. */
const MOST_JSON = 64 * 1024 * 1024
/** The most units of the name of a hive: more than a file can have, and few enough for a title. */
const MOST_NAME = 1024
/** The latest time that a `Date` can hold, in milliseconds since 1970, UTC. */
const LATEST = 8_640_000_000_000_000

/**
 * Decodes a record.
 *
 * @param kind - its kind
 * @param payload - its payload, at a multiple of 4 bytes in its buffer, without padding
 * @throws HiveError `journal-damaged` when it is none
 */
export function decodeRecord(kind: number, payload: Uint8Array): JournalRecord {
  switch (kind) {
    case KIND.START:
      return { kind: 'start', start: startOf(jsonOnly(payload)) }
    case KIND.EDIT: {
      const { json, rest } = splitJson(payload)
      const { at, path } = json
      if (!isTexts(path)) throw broken('no path')
      const keepsTimes = json.keepsTimes === true
      const result = resultOf(json)
      return { kind: 'edit', at: time(at), result, path, keepsTimes, edit: editOf(rest) }
    }
    case KIND.UNDO:
      return { kind: 'undo' }
    case KIND.REDO:
      return { kind: 'redo' }
    case KIND.SWAP: {
      const { json, rest } = splitJson(payload)
      const { at, label, notes } = json
      const changed = changedOf(rest)
      return { kind: 'swap', at: time(at), label: labelOf(label), notes: notesOf(notes), changed }
    }
    case KIND.HEADER:
      return { kind: 'header', changed: changedOf(splitJson(payload).rest) }
    case KIND.SAVING: {
      const { size, digest, slices } = jsonOnly(payload)
      if (!isCount(size)) throw broken('no size')
      if (!Array.isArray(slices)) throw broken('no slices')
      return { kind: 'saving', size, digest: textOrNull(digest), slices: slices.map(textOrNull) }
    }
    case KIND.SAVED: {
      const { at, size, digest, to } = jsonOnly(payload)
      if (!isCount(size)) throw broken('no size')
      const known = to === 'own' || to === 'other' || to === 'download' ? to : null
      return { kind: 'saved', at: time(at), size, digest: textOrNull(digest), to: known }
    }
    case KIND.NOTE:
      return { kind: 'note', note: noteOf(jsonOnly(payload)) }
    default:
      throw broken(`unknown kind ${kind}`)
  }
}

function splitJson(payload: Uint8Array): { readonly json: Json; readonly rest: Uint8Array } {
  if (payload.length < 4) throw broken('no length')
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
  const length = view.getUint32(0, true)
  const end = 4 + padded(length)
  if (length > MOST_JSON || end > payload.length) throw broken('text past the end')
  const json = parse(payload.subarray(4, 4 + length))
  return { json, rest: payload.subarray(end) }
}

function jsonOnly(payload: Uint8Array): Json {
  const { json, rest } = splitJson(payload)
  if (rest.length > 0) throw broken('more than text')
  return json
}

function parse(bytes: Uint8Array): Json {
  let value: unknown
  try {
    value = JSON.parse(DECODER.decode(bytes))
  } catch {
    throw broken('text that is not JSON')
  }
  if (!isRecord(value)) throw broken('text that is not an object')
  return value
}

function startOf(json: Json): JournalStart {
  const { name, size, head, modified, built, unsaved, newest, recovery, at } = json
  if (typeof name !== 'string' || typeof head !== 'string') throw broken('no name')
  if (!isCount(size) || size > LIMIT.FILE) throw broken('no size')
  return {
    ...{
      name: name.slice(0, MOST_NAME),
      size,
      head,
      modified: numberOrNull(modified),
      at: time(at),
    },
    ...{ built: built === true, unsaved: unsaved === true },
    ...{ newest: numberOrNull(newest), recovery: recovery ?? null },
  }
}

function resultOf({ label, after, before }: Json): CommandResult {
  return { label: labelOf(label), after: placeOf(after), before: placeOf(before) }
}

function labelOf(value: unknown): EditLabel {
  if (!isRecord(value)) throw broken('no label')
  const { kind, name, from, count } = value
  if (!isLabelKind(kind) || typeof name !== 'string' || !isCount(count)) throw broken('no label')
  return { kind, name, ...(typeof from === 'string' ? { from } : {}), count }
}

function placeOf(value: unknown): Place {
  if (!isRecord(value) || !isCell(value.key)) throw broken('no place')
  return { key: value.key, value: isCell(value.value) ? value.value : null }
}

function notesOf(value: unknown): SwapNotes {
  if (!isRecord(value)) throw broken('no notes')
  const { applied = null, unfinished, newest } = value
  return { applied, unfinished: unfinished === true, newest: numberOrNull(newest) }
}

function noteOf({ digest, snapshot, newest }: Json): JournalNote {
  if (typeof digest === 'string') return { digest }
  if (snapshot === true) return { snapshot }
  if (isCount(newest)) return { newest }
  throw broken('an empty note')
}

/** What a record of changed bytes has, with its lengths compared. */
interface Parts extends ChangedBytes {
  readonly dataSize: number
  readonly events: Uint32Array
  readonly references: Int32Array
}

function partsOf(rest: Uint8Array): Parts {
  if (rest.length < COUNTS.WORDS * 4) throw broken('no counts')
  // The payload begins at a multiple of 4 bytes, and so does each part of it.
  const counts = new Uint32Array(rest.buffer, rest.byteOffset, COUNTS.WORDS)
  const count = (which: number) => counts[which] as number
  const [events, references, runs] = [COUNTS.EVENTS, COUNTS.REFERENCES, COUNTS.RUNS].map(count) as [
    number,
    number,
    number,
  ]
  const total = count(COUNTS.BYTES)
  const wanted = COUNTS.WORDS * 4 + events * 4 + references * 8 + runs * 8 + total
  if (wanted !== rest.length) throw broken('lengths that do not add up')
  let at = rest.byteOffset + COUNTS.WORDS * 4
  const take = (bytes: number) => {
    at += bytes
    return at - bytes
  }
  const eventWords = new Uint32Array(rest.buffer, take(events * 4), events)
  const referenceWords = new Int32Array(rest.buffer, take(references * 8), references * 2)
  const runWords = new Uint32Array(rest.buffer, take(runs * 8), runs * 2)
  const bytes = new Uint8Array(rest.buffer, at, total)
  const replacing = count(COUNTS.REPLACING)
  const [before, after] = [count(COUNTS.BEFORE), count(COUNTS.AFTER)]
  requireRuns(runWords, { replacing, before, after, total })
  const replaced = hashText({ low: count(COUNTS.REPLACED_LOW), high: count(COUNTS.REPLACED_HIGH) })
  return {
    ...{ before, replacing, replaced, dataSize: count(COUNTS.DATA_SIZE) },
    bytes: { length: after, runs: [...runWords], bytes },
    ...{ events: eventWords, references: referenceWords },
  }
}

/** Refuses runs that are not where they may be, or together have another length than their bytes. */
function requireRuns(
  runs: Uint32Array,
  {
    replacing,
    before,
    after,
    total,
  }: {
    readonly replacing: number
    readonly before: number
    readonly after: number
    readonly total: number
  },
): void {
  if (after > LIMIT.FILE || replacing * 2 > runs.length) throw broken('too long a hive')
  let sum = 0
  for (let run = 0; run < runs.length; run += 2) {
    const [at, length] = [runs[run] as number, runs[run + 1] as number]
    const isReplacing = run < replacing * 2
    const [from, to] = isReplacing ? [0, Math.min(before, after)] : [before, after]
    if (at < from || at + length > to) throw broken('a run outside the hive')
    sum += length
  }
  if (sum !== total) throw broken('runs that do not add up')
}

function editOf(rest: Uint8Array): RepeatedEdit {
  const { references, ...parts } = partsOf(rest)
  const deltas = new Map<CellOffset, number>()
  for (let at = 0; at < references.length; at += 2) {
    const cell = (references[at] as number) >>> 0
    if (!isCell(cell)) throw broken('no cell')
    deltas.set(cell, references[at + 1] as number)
  }
  return { ...parts, references: deltas }
}

function changedOf(rest: Uint8Array): ChangedBytes {
  const { before, bytes, replacing, replaced, events, references } = partsOf(rest)
  if (events.length + references.length > 0) throw broken('events where there are none')
  return { before, bytes, replacing, replaced }
}

/** A hash as text. */
export function hashText({ low, high }: { readonly low: number; readonly high: number }): string {
  return (BigInt(high) * 0x1_0000_0000n + BigInt(low)).toString(16).padStart(16, '0')
}

const LABEL_KINDS: Readonly<Record<EditLabel['kind'], true>> = {
  'create-key': true,
  'create-path': true,
  'rename-key': true,
  'delete-key': true,
  'create-link': true,
  'set-properties': true,
  'set-security': true,
  'create-value': true,
  'set-value': true,
  'rename-value': true,
  'delete-values': true,
  'apply-changes': true,
  'apply-logs': true,
  convert: true,
  restore: true,
  'restore-hive': true,
  revert: true,
  remove: true,
  replace: true,
  paste: true,
  move: true,
  duplicate: true,
}

function isLabelKind(value: unknown): value is EditLabel['kind'] {
  return typeof value === 'string' && Object.hasOwn(LABEL_KINDS, value)
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isCell(value: unknown): value is CellOffset {
  return isCount(value) && value < LIMIT.FILE && value % 8 === 0
}

function time(value: unknown): number {
  if (!isCount(value) || value > LATEST) throw broken('no time')
  return value
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function broken(why: string): HiveError {
  return new HiveError('journal-damaged', `a record of the journal has ${why}`)
}
