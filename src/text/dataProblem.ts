/** Explains why text given on the command line is not valid data of its type, and where. */

import type { DataTextError } from '../values/encode.ts'

/**
 * Describes the problem as a clause without a full stop. Characters are counted from 1.
 *
 * @param type - name of the value type, such as REG_SZ
 * @param text - the data as it was typed
 * @param problem - the error from `values/encode.ts`; its position is in UTF-16 units
 * @returns the clause
 */
export function dataProblem(type: string, text: string, problem: DataTextError): string {
  const of = `invalid data for ${type}`
  switch (problem.error) {
    case 'empty':
      return `${of}: no number given`
    case 'digit':
      return `${of}: ${charAt(text, problem.at)} is not a digit${digitHint(text, problem.at)}`
    case 'odd':
      return `${of}: ${charAt(text, problem.at)} is half a byte; each byte needs two hex digits`
    case 'too-large':
      return `${of}: the number is too large`
    case 'too-small':
      return `${of}: the number is too small`
    case 'other-type':
      return `${of}: hex(${problem.named.toString(16)}): is for another type`
  }
}

function charAt(text: string, at: number): string {
  const point = text.codePointAt(at)
  return point === undefined
    ? `character ${at + 1}`
    : `character ${at + 1}, '${String.fromCodePoint(point)}',`
}

function digitHint(text: string, at: number): string {
  if (/^hex/i.test(text)) return ' (data that starts with hex: must be bytes)'
  return /[a-f]/i.test(text.charAt(at)) ? ' (hexadecimal numbers start with 0x)' : ''
}
