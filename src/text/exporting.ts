/** The words of `hive export`: messages, each of which completes a line `hive: CODE: ...`. */

const SAME_NAME = 'one before it has the same name, so that Windows does not find it'

/** Why something cannot be written as .reg text. */
const REASONS = {
  name: (isKey: boolean) =>
    isKey
      ? 'its name is empty or has a line break, a NUL or a backslash'
      : 'its name has a line break or a NUL',
  ansi: () => 'it has characters that code page 1252 does not have (reg5 has them)',
  tombstone: () => 'it is a tombstone, which hides what a lower layer has',
  'same-name': () => SAME_NAME,
} as const

/** Why there is no command for something. */
const NO_COMMAND = {
  argument: 'its name cannot be given to the command',
  data: 'its data cannot be given to the command, or is not in the usual form of its type',
  type: 'the command has no such type',
  long: 'the command would be too long',
  tombstone: 'it is a tombstone, which hides what a lower layer has',
  'same-name': SAME_NAME,
} as const

export const EXPORTING = {
  unknownFormat: (format: string, known: readonly string[]) =>
    `unknown format '${format}' (known: ${known.join(', ')})`,
  oneHive: (format: string) => `format ${format} takes one hive`,
  notForTerminal: (format: string) =>
    `format ${format} is not for a terminal: use -o OUT, or redirect standard output`,
  noDeleted: (format: string) =>
    `format ${format} has no deleted records (--deleted is for ndjson, csv and parquet)`,
  tooLarge: (times: number) =>
    `the text has more than ${times} times the size of the hive, because deep keys have long names or values share their data; use --force to write it anyway`,
  badTime: (option: string, text: string) =>
    `--${option} '${text}' is not a time in UTC, such as 2024-05-01 or 2024-05-01T13:45:10.1234567Z`,
  emptySpan: (from: string, to: string) => `there is no time from ${from} to ${to}`,
  emptyFolder: 'there is no file in the folder',
  noOutputFolder: (code: string) => `the folder cannot be made (${code})`,
  logLeftOut: (path: string) => `${path} is a transaction log and has no rows of its own`,
  leftOut: (place: string, isKey: boolean, reason: keyof typeof REASONS) =>
    `${place}${isKey ? ' and everything below it' : ''}: ${REASONS[reason](isKey)}`,
  unwritten: (place: string, isKey: boolean, reason: keyof typeof NO_COMMAND) =>
    `${place}${isKey ? ' and everything below it' : ''}: ${NO_COMMAND[reason]}`,
  moreLeftOut: (more: number) => `${more.toLocaleString('en')} more left out in the same way`,
} as const
