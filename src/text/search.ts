/** The words of searches. */

const FAULTS: Readonly<Record<string, string>> = {
  empty: 'Type what to find.',
  'too-long': 'It is too long: at most 1,024 characters can be searched for.',
  'not-number':
    'It is not a number: type decimal digits, or 0x and hexadecimal digits, for at most 64 bits.',
  'not-hex':
    'It is not a list of bytes: type two hexadecimal digits for each byte, or ?? for any byte.',
  'no-byte': 'At least one byte has to be given.',
  'names-only': 'Numbers and bytes are found in data only: look there too.',
  'not-text': 'Only text can be replaced: search for a text or a regular expression.',
  replacement:
    'It is longer than 1,024 characters, or names a group that the expression does not have.',
  regex: 'It is not a regular expression.',
}

/**
 * Why a text cannot be searched for.
 *
 * @param fault - a `PatternFault`
 * @param position - where, in UTF-16 units from the start
 */
export function patternProblem(fault: string, position: number | undefined): string {
  const words = FAULTS[fault] ?? 'Check what was typed.'
  return position === undefined ? words : `${words} See character ${position + 1}.`
}

/** Messages of `hive search`. */
export const SEARCHING = {
  severalKinds: 'only one of --regex, --text, --number and --hex can be given',
  unknownPlace: (name: string) => `unknown place '${name}' (known: keys, names, data)`,
  notASize: (text: string) => `not a number of bytes: '${text}'`,
} as const

/**
 * How a match is stored, in a word: `utf16`, `latin1`, `bytes`, `uint32`, `uint32be`.
 *
 * @param encoding - an `Encoding` of a match
 * @param bytes - its length
 */
export function encodingName(encoding: string, bytes: number): string {
  if (encoding === 'little-endian') return `uint${bytes * 8}`
  return encoding === 'big-endian' ? `uint${bytes * 8}be` : encoding
}
