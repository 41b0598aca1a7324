/** Why the text of a command line is not data of a type, and at which character. */

import type { DataTextError } from '../values/encode.ts'

/**
 * A sentence without its full stop; characters are counted from 1.
 *
 * @param type - as REG_SZ
 */
export function dataProblem(type: string, text: string, problem: DataTextError): string {
  const of = `not valid data for ${type}`
  switch (problem.error) {
    case 'empty':
      return `${of}: no number is given`
    case 'digit':
      return `${of}: ${charAt(text, problem.at)} is not a digit${digitHint(text, problem.at)}`
    case 'odd':
      return `${of}: ${charAt(text, problem.at)} is half a byte; write two hex digits for each`
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
  if (/^hex/i.test(text)) return ' (text that begins with hex: has to be given as bytes)'
  return /[a-f]/i.test(text.charAt(at)) ? ' (0x goes before a hexadecimal number)' : ''
}
