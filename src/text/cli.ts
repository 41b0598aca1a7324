/**
 * The words of the command line: the one-line messages and the labels of `info`. What an error of the
 * engine is comes from its own message; here is only what the command adds. Help is cliHelp.ts.
 */

import { type CommandName, usageLine } from './cliHelp.ts'
import { counted } from './counted.ts'

/** What is known of the errors of a system. */
const SYSTEM_WORDS: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'no space is left on the disk'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file is larger than its file system allows'],
  ['EIO', 'the disk or the connection to it failed'],
  ['ESTALE', 'the file system it is on is no longer there'],
  ['ENODEV', 'the file system it is on is no longer there'],
  ['ENOTCONN', 'the file system it is on is no longer there'],
  ['EHOSTDOWN', 'the file server does not answer'],
  ['ETIMEDOUT', 'the file server does not answer'],
  ['EROFS', 'the file system is read-only'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
])

/** Messages of the command itself; each completes a line `hive: CODE: ...`. */
export const CLI = {
  noCommand: 'missing command (see hive --help)',
  unknownCommand: (name: string) => `unknown command '${name}' (see hive --help)`,
  unknownOption: (option: string) =>
    `unknown option '${option}' (-- goes before a word that begins with -)`,
  noOptionValue: (option: string) => `option ${option} requires a value`,
  surplusOptionValue: (option: string) => `option ${option} takes no value`,
  optionTwice: (option: string) => `option ${option} given more than once`,
  noOut: 'missing required option: -o OUT',
  wrongArguments: (name: CommandName) => `usage: ${usageLine(name)}`,
  keptAsItIs:
    '--keep-layout keeps the version and all keys; --os and --key are for a compacted copy',
  dryRunWrites: '--dry-run writes nothing: leave out -o, or --dry-run',
  unknownOs: (text: string) =>
    `unknown Windows version '${text}' (known: 5.0, 5.1, 5.2, 6.0, 6.1, 6.2, 6.3, 10.0)`,
  needsOs: (version: string) =>
    `version ${version} cannot be written; choose a Windows version with --os`,
  convertedFrom: (version: string) =>
    `version ${version} is only read, so the copy is of version 1.3`,
  leftOut: (keys: number, values: number) =>
    `${counted(keys, 'key')} and ${counted(values, 'value')} could not be copied`,
  descriptorsLeftOut: (descriptors: number) =>
    `${counted(descriptors, 'descriptor')} could not be copied; the keys that use it get the descriptor of the key above them`,
  unknownType: (text: string) =>
    `unknown value type '${text}' (known: sz, expand_sz, multi_sz, dword, qword, binary, none, link, dword_be, or a number)`,
  dataTwice: 'data is given both as DATA and with --data-from',
  noKey: (path: string) => `no such key: ${path}`,
  noValue: (name: string) => `no such value: ${name === '' ? '(Default)' : name}`,
  keyExists: (path: string) => `the key ${path} already exists`,
  nameHasBackslash: (position: number) =>
    `a key name cannot contain a backslash (character ${position} of the new name)`,
  badDumpedPath: (position: number) =>
    `not a path as dump prints it: bad escape at character ${position}`,
  dumpTooLarge: (bytes: number, times: number) =>
    `the dump may have ${bytes} bytes, more than ${times} times the size of the hive, because deep keys have long names or keys share long classes; only --force writes it`,
  noFile: 'no such file',
  notAFile: 'not a file',
  fileTooLarge: (bytes: number, limit: number) =>
    `${bytes} bytes are more than a hive can have (${limit})`,
  fileShrank: 'the file changed while it was read',
  systemRefused: (code: string) => `${SYSTEM_WORDS.get(code) ?? 'the system refused it'} (${code})`,
  outNotWritten: (code: string) =>
    `${SYSTEM_WORDS.get(code) ?? 'the system refused it'} (${code}), so nothing was written`,
  outLeft: (path: string) => `the temporary file ${path} could not be removed`,
  outExists: 'the file exists, and only --force replaces it',
  outIsInput: 'an input file is never written',
  outNotAFile: 'not a file that can be replaced',
  noFolder: 'its folder does not exist',
  checksumWrong: 'its header has a wrong checksum',
  sequencesDiffer: (first: number, second: number) =>
    `its sequence numbers ${first} and ${second} differ`,
  dirty: (reason: string) => `the hive was not cleanly closed (${reason})`,
  dirtyRefused: (reason: string) =>
    `the hive was not cleanly closed (${reason}): apply its logs first with 'hive recover FILE LOG... -o OUT', or write it without them with --damaged`,
  hasErrors: (errors: number) =>
    `the hive has ${counted(errors, 'error')}, so it is written only with --damaged`,
  moreFindings: (more: number) => `${counted(more, 'more finding')}, see hive check`,
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
