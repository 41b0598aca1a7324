/**
 * The words of the command line: the one-line messages and the labels of `info`. The message of an
 * engine error comes with the error; only what the command adds is here. Help is in cliHelp.ts.
 */

import { type CommandName, usageLine } from './cliHelp.ts'
import { counted } from './counted.ts'

/** Error codes of the operating system in words. */
const SYSTEM_WORDS: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'no space left on the disk'],
  ['EDQUOT', 'disk quota exceeded'],
  ['EFBIG', 'file too large for its file system'],
  ['EIO', 'input/output error on the disk or the connection to it'],
  ['ESTALE', 'the file system is no longer available'],
  ['ENODEV', 'the file system is no longer available'],
  ['ENOTCONN', 'the file system is no longer available'],
  ['EHOSTDOWN', 'the file server is not responding'],
  ['ETIMEDOUT', 'the file server is not responding'],
  ['EROFS', 'read-only file system'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
])

/** Messages of the command itself; each completes a line `hive: CODE: ...`. */
export const CLI = {
  noCommand: 'missing command (see hive --help)',
  unknownCommand: (name: string) => `unknown command '${name}' (see hive --help)`,
  progress: (percent: number) => `hive: ${percent}% done`,
  notLoaded: (name: string) =>
    `the part of the program that has '${name}' is missing or damaged; build or install the program again`,
  unknownOption: (option: string) =>
    `unknown option '${option}' (put -- before an argument that starts with -)`,
  noOptionValue: (option: string) => `option ${option} requires a value`,
  surplusOptionValue: (option: string) => `option ${option} does not take a value`,
  optionTwice: (option: string) => `option ${option} given more than once`,
  noOut: 'missing required option: -o OUT',
  wrongArguments: (name: CommandName) => `usage: ${usageLine(name)}`,
  keptAsItIs: '--keep-layout cannot be combined with --os or --key, which make a compacted copy',
  dryRunWrites: '-o cannot be combined with --dry-run, which writes nothing',
  badPrefix: (prefix: string) =>
    `'${prefix}' is not the path of a registry key: it begins with HKEY_LOCAL_MACHINE or another root and has no empty names`,
  noPrefix: (name: string) =>
    `no registry path can be made of the file name '${name}': give one with --prefix ROOT`,
  unknownOs: (text: string) =>
    `unknown Windows version '${text}' (known: 5.0, 5.1, 5.2, 6.0, 6.1, 6.2, 6.3, 10.0)`,
  needsOs: (version: string) =>
    `version ${version} cannot be written; choose a Windows version with --os`,
  convertedFrom: (version: string) =>
    `version ${version} cannot be written; the copy has version 1.3`,
  leftOut: (keys: number, values: number) =>
    `${counted(keys, 'key')} and ${counted(values, 'value')} could not be copied`,
  descriptorsLeftOut: (descriptors: number) =>
    `${counted(descriptors, 'security descriptor')} could not be copied; keys that use ${descriptors === 1 ? 'it' : 'them'} get the descriptor of their parent key`,
  unknownType: (text: string) =>
    `unknown value type '${text}' (known: sz, expand_sz, multi_sz, dword, qword, binary, none, link, dword_be, or a number)`,
  dataTwice: 'DATA and --data-from cannot be combined',
  noKey: (path: string) => `no such key: ${path}`,
  noValue: (name: string) => `no such value: ${name === '' ? '(Default)' : name}`,
  keyExists: (path: string) => `key already exists: ${path}`,
  nameHasBackslash: (position: number) =>
    `a key name cannot contain a backslash (character ${position} of the new name)`,
  badDumpedPath: (position: number) => `bad escape in the quoted path at character ${position}`,
  dumpTooLarge: (bytes: number, times: number) =>
    `the dump could reach ${bytes} bytes, more than ${times} times the size of the hive, because deep keys have long names or keys share long class names; use --force to write it anyway`,
  compareTooLarge: (times: number) =>
    `the text is already more than ${times} times the size of both hives, because deep keys have long names; use --force to write all of it`,
  notAllCompared:
    'the hives refer to the same records so often that not everything was compared; there may be more differences',
  prefixAlone: '--prefix needs --reg or --inverse',
  samePatch: '--reg and --inverse cannot name the same file',
  unknownAttribute: (name: string) =>
    `--with does not know '${name}' (known: security, class, flags, times, all)`,
  textPlace: (line: number, column?: number) =>
    column === undefined ? `line ${line}` : `line ${line}, column ${column}`,
  noFile: 'no such file',
  notAFile: 'not a file',
  fileTooLarge: (bytes: number, limit: number) =>
    `too large for a hive: ${bytes} bytes, the limit is ${limit}`,
  fileShrank: 'the file changed while it was being read',
  systemRefused: (code: string) => `${SYSTEM_WORDS.get(code) ?? 'system error'} (${code})`,
  outNotWritten: (code: string) =>
    `${SYSTEM_WORDS.get(code) ?? 'system error'} (${code}); nothing was written`,
  outLeft: (path: string) => `cannot remove the temporary file ${path}`,
  outExists: 'file exists (use --force to replace it)',
  outIsInput: 'cannot write to an input file',
  outNotAFile: 'not a regular file, so it cannot be replaced',
  noFolder: 'no such directory',
  checksumWrong: 'its header checksum is wrong',
  sequencesDiffer: (first: number, second: number) =>
    `its sequence numbers ${first} and ${second} differ`,
  dirty: (reason: string) => `the hive was not cleanly closed (${reason})`,
  dirtyRefused: (reason: string) =>
    `the hive was not cleanly closed (${reason}): apply its logs first with 'hive recover FILE LOG... -o OUT', or use --damaged to write it without them`,
  hasErrors: (errors: number) =>
    `the hive has ${counted(errors, 'error')} (use --damaged to write it anyway)`,
  bytesLeftOut: (records: number) =>
    `the bytes of ${counted(records, 'record')} are left out: records share data until it is more than the file can hold`,
  moreFindings: (more: number) => `${counted(more, 'more finding')} (see hive check)`,
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
  dirty: 'dirty: the last write was not finished',
  right: 'right',
  wrong: 'wrong',
} as const
