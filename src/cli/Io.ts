/** What a command says, and to whom: the two outputs, given to it so that tests can listen. */

import type { HiveErrorCode } from '../errors.ts'
import { winError } from '../offreg/winError.ts'
import type { FindingCode } from '../regf/finding.ts'
import { escapeHidden } from '../text/hidden.ts'

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

/** Text that is safe to print: on one line, everything that a terminal obeys or does not show escaped as `\uXXXX`. */
export function oneLine(text: string): string {
  return escapeHidden(text)
}

/** JSON of two spaces' indent in which everything that `oneLine` escapes is escaped. */
export function printableJson(value: unknown): string {
  // Line breaks outside strings are the layout; inside them JSON has escaped every control character below U+0020.
  return JSON.stringify(value, null, 2).split('\n').map(oneLine).join('\n')
}
