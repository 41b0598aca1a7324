/** The forms in which bytes are copied for other programs, and reading those that are not hexadecimal. */

import type { Work } from '../work.ts'
import { formatHex } from './hex.ts'
import { decodeLatin1, decodeUtf16, encodeLatin1 } from './text.ts'

/**
 * `hex`: `9e 1e`; `c`: the initializer of a C array; `reg`: the data of a .reg file; `ascii` and
 * `utf16`: the text that the bytes are.
 */
export type ByteForm = 'hex' | 'c' | 'reg' | 'base64' | 'ascii' | 'utf16'

/** Bytes that a step writes: a multiple of what a line, a group of Base64 and a unit of text have. */
const BYTES_A_STEP = 48_000
const C_LINE = 12
const REG_LINE = 25

/**
 * Writes bytes in a form, in steps.
 *
 * @param bytes - the bytes
 * @param form - the form
 * @param type - the type of the value, which a .reg file writes before all bytes but those of REG_BINARY
 * @returns the text
 */
export function* writeBytesSteps(bytes: Uint8Array, form: ByteForm, type: number): Work<string> {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += BYTES_A_STEP) {
    if (at > 0) yield at / bytes.length
    pieces.push(pieceOf(bytes.subarray(at, at + BYTES_A_STEP), form))
  }
  switch (form) {
    case 'hex':
      return pieces.join(' ')
    case 'c':
      return `{\n${pieces.join(',\n')}\n}`
    case 'reg':
      return `hex${type === 3 ? '' : `(${type.toString(16)})`}:${pieces.join(',\\\n  ')}`
    default:
      return pieces.join('')
  }
}

function pieceOf(bytes: Uint8Array, form: ByteForm): string {
  switch (form) {
    case 'hex':
      return formatHex(bytes)
    case 'c':
      return linesOf(
        bytes,
        C_LINE,
        (line) => `  0x${formatHex(line, { separator: ', 0x' })}`,
        ',\n',
      )
    case 'reg':
      return linesOf(bytes, REG_LINE, (line) => formatHex(line, { separator: ',' }), ',\\\n  ')
    case 'base64':
      return btoa(decodeLatin1(bytes))
    case 'ascii':
      return decodeLatin1(bytes).replace(/[^\t\n\r -~]/g, '.')
    case 'utf16':
      return decodeUtf16(bytes)
  }
}

function linesOf(
  bytes: Uint8Array,
  perLine: number,
  line: (bytes: Uint8Array) => string,
  between: string,
): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += perLine) {
    lines.push(line(bytes.subarray(at, at + perLine)))
  }
  return lines.join(between)
}

/**
 * Reads Base64, with or without line breaks.
 *
 * @param text - the text
 * @returns the bytes, or null if the text is not Base64
 */
export function parseBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const digits = text.replace(/\s+/g, '')
  if (digits === '' || digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(digits))
    return null
  return encodeLatin1(atob(digits))
}
