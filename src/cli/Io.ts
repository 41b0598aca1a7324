/** The output streams of a command, which tests replace. */

import type { HiveErrorCode } from '../errors.ts'
import { winError } from '../offreg/winError.ts'
import type { FindingCode } from '../regf/finding.ts'
import { escapeHidden } from '../text/hidden.ts'

export interface Io {
  /**
   * Standard output: the result and nothing else.
   *
   * @throws OutputClosed when the reader has closed it
   */
  out(text: string): void
  /**
   * Standard output for a result that is not made of lines to read. The bytes may be overwritten after the call.
   *
   * @throws OutputClosed when the reader has closed it
   */
  write(bytes: Uint8Array): void
  /** Whether standard output is shown on a terminal. */
  readonly isTerminal: boolean
  /** Standard error. */
  err(text: string): void
  /** The file that messages are about, where a command reads several. */
  readonly about?: string | undefined
}

/** The reader of standard output has closed it. That ends the command, but is not an error. */
export class OutputClosed extends Error {}

/** The subject of a message that is not an error: the use of logs, differences of a copy, how a text is read. */
type Notice = 'log' | 'converted' | 'left-out' | 'skipped' | 'encoding' | 'control-set'

/** Prints one line `hive: CODE: message (file offset 0x...)`, with the file before the message if it is known. */
export function say(
  io: Io,
  code: HiveErrorCode | FindingCode | Notice,
  message: string,
  offset?: number | undefined,
): void {
  const name = winError(code as HiveErrorCode)?.name ?? code
  const at = offset === undefined ? '' : ` (file offset ${formatOffset(offset)})`
  const { about } = io
  const isNamed = about === undefined || message.startsWith(`${about}: `)
  io.err(`hive: ${name}: ${oneLine(isNamed ? message : `${about}: ${message}`)}${at}\n`)
}

/** `0x1020` */
export function formatOffset(offset: number): string {
  return `0x${offset.toString(16)}`
}

/** Makes text safe to print: on one line, with `\uXXXX` for everything that a terminal interprets or does not show. */
export function oneLine(text: string): string {
  return escapeHidden(text)
}

/** JSON with an indent of two spaces, with the same characters escaped as by `oneLine`. */
export function printableJson(value: unknown): string {
  // Line breaks outside strings are layout; inside strings JSON has escaped every control character below U+0020.
  return JSON.stringify(value, null, 2).split('\n').map(oneLine).join('\n')
}
