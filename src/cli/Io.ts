/** What a command says, and to whom: the two outputs, given to it so that tests can listen. */

import type { HiveErrorCode } from '../errors.ts'
import { winError } from '../offreg/winError.ts'
import type { FindingCode } from '../regf/finding.ts'

export interface Io {
  /**
   * Standard output: the result and nothing else.
   *
   * @throws OutputClosed when nobody reads it any more
   */
  out(text: string): void
  /** Standard error. */
  err(text: string): void
}

/** Whoever read standard output has gone; that ends the command and is no error. */
export class OutputClosed extends Error {}

/** What a message is about that is no error: what became of logs, and what is not as it was in a copy. */
type Notice = 'log' | 'converted' | 'left-out'

/** Says one line `hive: CODE: message (file offset 0x...)`. */
export function say(
  io: Io,
  code: HiveErrorCode | FindingCode | Notice,
  message: string,
  offset?: number | undefined,
): void {
  const name = winError(code as HiveErrorCode)?.name ?? code
  const at = offset === undefined ? '' : ` (file offset ${formatOffset(offset)})`
  io.err(`hive: ${name}: ${oneLine(message)}${at}\n`)
}

/** `0x1020` */
export function formatOffset(offset: number): string {
  return `0x${offset.toString(16)}`
}

/**
 * Text that is safe to print: on one line, with every UTF-16 unit that a terminal obeys or does not show escaped
 * as `\uXXXX`. These are control characters, characters that hide text or change its direction, characters without
 * a glyph, spaces other than the plain one, line and paragraph separators, and lone surrogates.
 */
export function oneLine(text: string): string {
  return text.replace(HIDDEN, escapeUnits)
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
  }).join('')
}

/** JSON of two spaces' indent in which everything that `oneLine` escapes is escaped. */
export function printableJson(value: unknown): string {
  // Line breaks outside strings are the layout; inside them JSON has escaped every control character below U+0020.
  return JSON.stringify(value, null, 2).split('\n').map(oneLine).join('\n')
}

/** U+2800 is a picture of nothing. */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu
