/** How each part of a file is used, for a map in which a part has one use. */

import type { Work } from '../work.ts'
import type { CellMarks } from './CellMarks.ts'
import { MARK } from './cellKind.ts'

/** The uses of bytes. */
export const FILE_USES = [
  'key',
  'value',
  'data',
  'list',
  'class',
  'security',
  'free',
  /** Allocated, but nothing refers to it. */
  'lost',
  /** The base block, and the headers of bins. */
  'header',
  'unreadable',
  /** After the last bin. */
  'tail',
] as const

/** What bytes of the file are used for. */
export type FileUse = (typeof FILE_USES)[number]

const CODES = Object.fromEntries(FILE_USES.map((use, code) => [use, code])) as {
  readonly [use in FileUse]: number
}

/** The codes of the uses of cells, by their marks. */
const CODES_OF_MARKS: readonly number[] = Array.from({ length: 16 }, (_, mark) => {
  switch (mark) {
    case MARK.KEY:
      return CODES.key
    case MARK.VALUE:
      return CODES.value
    case MARK.SUBKEY_LIST:
    case MARK.VALUE_LIST:
      return CODES.list
    case MARK.DATA:
      return CODES.data
    case MARK.CLASS:
      return CODES.class
    case MARK.SECURITY:
      return CODES.security
    case MARK.FREE:
      return CODES.free
    case MARK.LOST:
      return CODES.lost
    case MARK.BIN_HEADER:
      return CODES.header
    default:
      return CODES.unreadable
  }
})

/** Cells between two pauses. */
const CELLS_A_STEP = 16_384

/** What is divided, in bytes of the file. */
export interface MappedFile {
  readonly marks: CellMarks
  /** The length of the base block, at which the bins begin. */
  readonly start: number
  readonly length: number
}

/** A part of the file, and the length of the parts that it is divided into. */
export interface Division {
  readonly from: number
  readonly to: number
  readonly unit: number
}

/**
 * Divides a part of the file into parts of one length.
 *
 * @param file - the file
 * @param division - which part of it, and the length of its parts, in bytes
 * @returns for each part the place of its use in `FILE_USES`: what cannot be read, if any of it cannot, or else what
 *   most of its bytes are used for
 */
export function* fileUses(file: MappedFile, { from, to, unit }: Division): Work<Uint8Array> {
  const uses = new Uint8Array(Math.max(0, Math.ceil((to - from) / unit)))
  const sums = new Float64Array(FILE_USES.length)
  let index = 0
  let end = Math.min(to, from + unit)
  let cells = 0
  for (let at = from; at < to; ) {
    if (++cells % CELLS_A_STEP === 0) yield (at - from) / (to - from)
    const code = codeAt(file, at)
    const next = Math.min(to, nextAfter(file, at))
    while (at < next) {
      const bytes = Math.min(next, end) - at
      sums[code] = (sums[code] as number) + bytes
      at += bytes
      if (at < end) continue
      uses[index++] = mostOf(sums)
      sums.fill(0)
      end = Math.min(to, at + unit)
    }
  }
  return uses
}

/** The use of most bytes; damage is never outvoted. */
function mostOf(sums: Float64Array): number {
  if ((sums[CODES.unreadable] as number) > 0) return CODES.unreadable
  let most = 0
  for (let code = 1; code < sums.length; code++) {
    if ((sums[code] as number) > (sums[most] as number)) most = code
  }
  return most
}

function codeAt({ marks, start }: MappedFile, at: number): number {
  if (at < start) return CODES.header
  const place = at - start
  if (place >= marks.size) return CODES.tail
  return CODES_OF_MARKS[marks.at(marks.last(place & ~7))] as number
}

function nextAfter({ marks, start, length }: MappedFile, at: number): number {
  if (at < start) return Math.min(start, length)
  const place = at - start
  if (place >= marks.size) return length
  return start + Math.min(marks.next((place & ~7) + 8), marks.size)
}
