/**
 * The words of the command line: usage, the one-line messages, and the labels of `info`. What an error
 * of the engine is comes from its own message; here is only what the command adds.
 */

import { counted } from './counted.ts'

/** One line of the usage text for each command there is. */
export const COMMAND_USAGE = {
  info: ['FILE [--json]', 'header, kind, counts and SHA-256 of a hive'],
  check: ['FILE [LOG...] [--json]', 'full structural check; exit 1 when it finds an error'],
  dump: ['FILE [LOG...]', 'every key and value, one a line; logs are applied first'],
  recover: ['FILE LOG... -o OUT | --dry-run', 'a clean hive with its transaction logs applied'],
  create: ['-o OUT [--os X.Y]', 'an empty hive, for a version of Windows'],
  save: [
    'FILE -o OUT [--os X.Y] [--key PATH] | --keep-layout',
    'a compacted copy of a hive or of one key, or a copy with every cell in its place',
  ],
  set: ['FILE KEY NAME TYPE DATA -o OUT', 'sets a value'],
  delete: ['FILE KEY [NAME] -o OUT', 'deletes a value, or without NAME a key and all below it'],
  new: ['FILE KEY -o OUT', 'creates a key and the keys above it'],
  rename: ['FILE KEY NEWNAME -o OUT', 'renames a key'],
  merge: [
    'BASE OVERLAY... -o OUT [--os X.Y]',
    'one hive of several laid over one another, the last on top',
  ],
} as const

export type CommandName = keyof typeof COMMAND_USAGE

/** `hive set FILE KEY …` */
function usageLine(name: CommandName): string {
  return `hive ${name} ${COMMAND_USAGE[name][0]}`
}

/** Everything `hive --help` says. */
export function usageText(): string {
  const names = Object.keys(COMMAND_USAGE) as CommandName[]
  const width = Math.max(...names.map((name) => name.length + COMMAND_USAGE[name][0].length)) + 3
  const commands = names.map((name) => {
    const [form, what] = COMMAND_USAGE[name]
    return `  ${`${name} ${form}`.padEnd(width)}${what}`
  })
  return `usage: hive COMMAND ...\n\n${commands.join('\n')}\n\n${NOTES}\n`
}

/** What `hive COMMAND --help` says. */
export function commandHelp(name: CommandName): string {
  return `usage: ${usageLine(name)}\n\n${COMMAND_USAGE[name][1]}\n\n${NOTES}\n`
}

const NOTES = `KEY is a path from the root with backslashes, "" the root itself. NAME "" is the default value.
TYPE is sz, expand_sz, multi_sz, dword, qword, binary, none or a number; DATA is text, a number or
hex bytes, the strings of a multi_sz with \\0 between them. Data that begins with - goes behind --,
options before it.

  -o OUT       the file to write; an input file is never written
  --force      let -o replace a file
  --damaged    write although the hive has errors, or its logs were not applied
  --os X.Y     the Windows version to write for: 5.0 for hives of version 1.3, 5.1 to 10.0 for 1.5
  --dry-run    of recover: say what the logs would change, and write nothing

Exit code: 0 done, 1 the answer is no, 2 it could not be done (the reason is on standard error).`

/** Messages of the command itself; each completes a line `hive: CODE: ...`. */
export const CLI = {
  noCommand: 'no command given, see hive --help',
  unknownCommand: (name: string) => `there is no command ${name}, see hive --help`,
  unknownOption: (option: string) => `unknown option ${option} (-- before data that begins with -)`,
  noOptionValue: (option: string) => `${option} needs a value`,
  surplusOptionValue: (option: string) => `${option} takes no value`,
  optionTwice: (option: string) => `${option} is given twice`,
  noOut: '-o OUT is missing',
  wrongArguments: (name: CommandName) => `the form is: ${usageLine(name)}`,
  keptAsItIs:
    '--keep-layout keeps the version and all keys: --os and --key are for a compacted copy',
  dryRunWrites: '--dry-run writes nothing: leave out -o, or --dry-run',
  unknownOs: (text: string) =>
    `there is no hive for Windows ${text}; known are 5.0, 5.1, 5.2, 6.0, 6.1, 6.2, 6.3 and 10.0`,
  needsOs: (version: string) => `version ${version} is none that is written: choose one with --os`,
  convertedFrom: (version: string) =>
    `version ${version} is only read, so the copy is of version 1.3`,
  leftOut: (keys: number, values: number) =>
    `${counted(keys, 'key')} and ${counted(values, 'value')} could not be copied`,
  descriptorsLeftOut: (descriptors: number) =>
    `${counted(descriptors, 'descriptor')} could not be copied: the keys that had it have that of the key above them`,
  unknownType: (text: string) => `${text} is no value type`,
  badData: (reason: string) => `the data does not fit the type: ${reason}`,
  noFile: 'there is no such file',
  notAFile: 'not a file',
  fileTooLarge: (bytes: number, limit: number) =>
    `${bytes} bytes are more than a hive can have (${limit})`,
  fileShrank: 'the file changed while it was read',
  systemRefused: (code: string) => `the system refused it (${code})`,
  outExists: 'the file exists, and only --force replaces it',
  outIsInput: 'an input file is never written',
  outNotAFile: 'not a file that can be replaced',
  noFolder: 'its folder does not exist',
  dirty: 'the hive was not finished when it was last written, and its logs were not applied',
  dirtyRefused: 'so it is written only with --damaged',
  hasErrors: (errors: number) =>
    `the hive has ${counted(errors, 'error')}, so it is written only with --damaged`,
  moreFindings: (more: number) => `${counted(more, 'more finding')}, see hive check`,
} as const

/** Why data does not fit its type, by the codes of values/encode.ts. */
export const DATA_ERRORS = {
  empty: 'there is no number',
  digit: 'a character is no digit',
  'too-large': 'the number is too large',
  'too-small': 'the number is too small',
  odd: 'hex bytes have two digits each',
  'empty-string': 'a string of the list is empty',
} as const

/** `3 errors, 1 warning, 0 notes; 12 keys, 30 values, 8192 bytes` */
export function checkSummary(sum: {
  readonly errors: number
  readonly warnings: number
  readonly notes: number
  readonly keys: number
  readonly values: number
  readonly bytes: number
}): string {
  const found = [
    counted(sum.errors, 'error'),
    counted(sum.warnings, 'warning'),
    counted(sum.notes, 'note'),
  ]
  const content = [counted(sum.keys, 'key'), counted(sum.values, 'value')]
  return `${found.join(', ')}; ${content.join(', ')}, ${sum.bytes} bytes`
}

export const INFO_LABELS = {
  file: 'File',
  bytes: 'Bytes',
  kind: 'Hive kind',
  root: 'Root key',
  version: 'Version',
  state: 'State',
  sequence: 'Sequence numbers',
  checksum: 'Checksum',
  lastWritten: 'Last written',
  fileName: 'File name in header',
  flags: 'Flags',
  rootCell: 'Root cell',
  dataSize: 'Bytes of hive bins',
  keys: 'Keys',
  values: 'Values',
  sha256: 'SHA-256',
} as const

export const INFO_WORDS = {
  clean: 'clean',
  dirty: 'dirty: not finished when it was last written',
  right: 'right',
  wrong: 'wrong',
} as const
