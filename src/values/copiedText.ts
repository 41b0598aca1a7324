/** Values as text for the clipboard. Data may be many megabytes, so this is work in steps. */

import { formatHexSteps } from '../bytes/hex.ts'
import { convertUtf16Steps, textOfUnits } from '../bytes/text.ts'
import type { Work } from '../work.ts'
import { multiStringEnd, stringEnd } from './decode.ts'
import { writeLine } from './listField.ts'
import { previewValue } from './preview.ts'
import { standardType, typeName, VALUE_TYPE } from './valueType.ts'

/** A value with all of its data. */
export interface CopiedValue {
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
}

/**
 * Tells how long the text of a value's data is.
 *
 * @param value - the type of the value, and the size of its data in bytes
 * @returns about the most UTF-16 units that it takes
 */
export function dataTextLength({
  type,
  size,
}: {
  readonly type: number
  readonly size: number
}): number {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
    case VALUE_TYPE.LINK:
    case VALUE_TYPE.MULTI_SZ:
      return size / 2
    default:
      // Two digits and a space for each byte.
      return size * 3
  }
}

/**
 * Writes all of a value's data as text, in the form that its editor accepts.
 *
 * @param value - the value
 * @returns the text
 */
export function* dataTextSteps({ type, data }: Omit<CopiedValue, 'name'>): Work<string> {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
    case VALUE_TYPE.LINK:
      return yield* convertUtf16Steps(data, stringEnd(data), writeUnit)
    case VALUE_TYPE.MULTI_SZ:
      return yield* convertUtf16Steps(data, multiStringEnd(data), writeLine)
    case VALUE_TYPE.DWORD:
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
    case VALUE_TYPE.QWORD:
      return previewValue(type, data.length, data).text || (yield* formatHexSteps(data))
    default:
      return yield* formatHexSteps(data)
  }
}

/**
 * Writes a value as a line of a table: name, type and data, with tabs between them. Characters that would end a cell
 * or a line become their pictures; so the strings of a list are separated by the picture of NUL.
 *
 * @param value - the value
 * @returns the line, without a line break
 */
export function* valueLineSteps(value: CopiedValue): Work<string> {
  const { name, type } = value
  const text = yield* dataCellSteps(value)
  return [cellText(name || '@'), cellText(typeName(type)), text].join('\t')
}

function* dataCellSteps(value: CopiedValue): Work<string> {
  const { type, data } = value
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
    case VALUE_TYPE.LINK:
      return yield* convertUtf16Steps(data, stringEnd(data), writeCell)
    case VALUE_TYPE.MULTI_SZ:
      return yield* convertUtf16Steps(data, multiStringEnd(data), writeCell)
    default:
      // A number or hexadecimal digits, which need no pictures.
      return yield* dataTextSteps(value)
  }
}

const CARRIAGE_RETURN = 13
/** Characters that would end a cell or a line: NUL, tab, line feed, carriage return. */
const ENDS_CELL: ReadonlySet<number> = new Set([0, 9, 10, CARRIAGE_RETURN])
const PICTURE_OF_NUL = 0x2400
const PICTURE_OF_ESC = 0x241b

function cellText(text: string): string {
  const units = new Uint16Array(text.length * 2)
  let count = 0
  for (let at = 0; at < text.length; at++) count = writeCell(text.charCodeAt(at), units, count)
  return textOfUnits(units, count)
}

function writeCell(unit: number, units: Uint16Array, at: number): number {
  let next = at
  // A picture that is stored in the data is escaped with the picture of Esc.
  if (isPicture(unit)) units[next++] = PICTURE_OF_ESC
  const isEnd = unit <= CARRIAGE_RETURN && ENDS_CELL.has(unit)
  units[next] = isEnd ? PICTURE_OF_NUL + unit : unit
  return next + 1
}

function isPicture(unit: number): boolean {
  if (unit < PICTURE_OF_NUL || unit > PICTURE_OF_ESC) return false
  return unit === PICTURE_OF_ESC || ENDS_CELL.has(unit - PICTURE_OF_NUL)
}

function writeUnit(unit: number, units: Uint16Array, at: number): number {
  units[at] = unit
  return at + 1
}
