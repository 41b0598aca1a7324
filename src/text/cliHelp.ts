/** What `hive --help` and `hive COMMAND --help` print. */

/** One line of the usage text for each command there is. */
const COMMAND_USAGE = {
  info: ['FILE [--json]', 'header, kind, counts and SHA-256 of a hive'],
  check: ['FILE [LOG...] [--json]', 'full structural check; exit 1 when it finds an error'],
  dump: ['FILE [LOG...] [--force]', 'every key and value, one a line; logs are applied first'],
  recover: ['FILE LOG... -o OUT | --dry-run', 'a clean hive with its transaction logs applied'],
  create: ['-o OUT [--os X.Y]', 'an empty hive, for a version of Windows'],
  save: [
    'FILE -o OUT [--os X.Y] [--key KEY] | --keep-layout',
    'a compacted copy of a hive or of one key; or every byte in its place',
  ],
  set: ['FILE KEY NAME TYPE DATA -o OUT', 'sets a value'],
  delete: ['FILE KEY [NAME] -o OUT', 'deletes a value, or without NAME a key and all below it'],
  new: ['FILE KEY -o OUT', 'creates a key and the keys above it'],
  rename: ['FILE KEY NEWNAME -o OUT', 'renames a key'],
  merge: [
    'BASE OVERLAY... -o OUT [--os X.Y]',
    'several hives laid over one another, the last on top',
  ],
} as const

export type CommandName = keyof typeof COMMAND_USAGE

/** `hive set FILE KEY …` */
export function usageLine(name: CommandName): string {
  return `hive ${name} ${COMMAND_USAGE[name][0]}`
}

/** Where the descriptions of commands begin. */
const COLUMN = 42

/** Everything `hive --help` says. */
export function usageText(): string {
  const names = Object.keys(COMMAND_USAGE) as CommandName[]
  const commands = names.map((name) => {
    const [words, what] = COMMAND_USAGE[name]
    const form = `  ${name} ${words}`
    // A long one has its line for itself.
    const start = form.length < COLUMN ? form.padEnd(COLUMN) : `${form}\n${' '.repeat(COLUMN)}`
    return `${start}${what}`
  })
  const sections = [commands.join('\n'), NAMES, DATA, OPTIONS, STATUS]
  return `usage: hive COMMAND ...\n\n${sections.join('\n\n')}\n`
}

/** What `hive COMMAND --help` says. */
export function commandHelp(name: CommandName): string {
  const sections = [COMMAND_USAGE[name][1], ...MORE[name], OPTIONS, STATUS]
  return `usage: ${usageLine(name)}\n\n${sections.join('\n\n')}\n`
}

const NAMES = String.raw`Names
  KEY       a path from the root, with backslashes between names; '' or '\' is the root
  NAME      of a value; '' is the default value
  \uXXXX    in KEY, NAME and NEWNAME: any UTF-16 unit, in four hex digits
              'a\u000ab'       a name with a line break     '\ud801'   a lone surrogate
              'AC\u005cDC'     a backslash inside a key name
              '\u005cu0041'    the NAME \u0041 itself
            In a KEY, two backslashes go before a name that begins with an escape, or
            with u and four hex digits: 'Vendor\\\u0000x', 'Vendor\\u0041'.
  "\\..."   a KEY in the quotation marks that dump prints is read as dump writes it`

const DATA = String.raw`Data
  sz, expand_sz, link       the text as it stands
  multi_sz                  strings, each ended by \0 (optional after the last): 'one\0two' has
                            two, 'one\0\0' has 'one' and an empty one, '' has none
  dword, dword_be, qword    a number: 42, 0x2a, 0b101010, -1
  binary, none, others      hex bytes: 'de ad', de,ad or dead
  TYPE may be a number      13, 0x20001, 0xffff0012
  hex:BYTES                 the bytes, for every TYPE: hex:01,02; hex: alone is empty data.
                            hex(7): and the like, as .reg files have it, must agree with TYPE.
  --data-from FILE          the bytes of a file, in place of DATA, for every TYPE
  A word that begins with - goes after --; options go before it.`

const OPTIONS = `Options
  -o OUT       the file to write; an input file is never written
  --force      let -o replace a file
  --damaged    write although the hive has errors, or was not cleanly closed
  --os X.Y     the Windows version to write for: 5.0 for hives of version 1.3, 5.1 to 10.0 for 1.5
  --dry-run    of recover: say what the logs would change, and write nothing`

const STATUS =
  'Exit status: 0 success, 1 check found an error, 2 failure (the reason is on standard error).'

const example = (...lines: readonly string[]) =>
  ['Examples', ...lines.map((line) => `  ${line}`)].join('\n')

/** Further sections in the help of a command. */
const MORE: Readonly<Record<CommandName, readonly string[]>> = {
  info: [],
  check: [],
  dump: [],
  recover: [],
  create: [],
  save: [NAMES, example(String.raw`hive save SOFTWARE --key 'Microsoft\Windows' -o windows.hiv`)],
  set: [
    NAMES,
    DATA,
    example(
      String.raw`hive set SOFTWARE 'Vendor\App' Limit dword 0x10 -o out.hiv`,
      String.raw`hive set SOFTWARE 'Vendor\App' '' expand_sz '%ProgramFiles%\App' -o out.hiv`,
      String.raw`hive set SYSTEM 'ControlSet001\Control\Session Manager' PendingFileRenameOperations \
          multi_sz '\??\C:\old.dll\0\0' -o out.hiv`,
      String.raw`hive set SOFTWARE 'Vendor\App' 'two\u000d\u000alines' sz hex: -o out.hiv`,
      String.raw`hive set SOFTWARE 'Vendor\App' Blob binary --data-from blob.bin -o out.hiv`,
      String.raw`hive set SOFTWARE 'Vendor\App' Text sz -o out.hiv -- -dash`,
    ),
  ],
  delete: [
    NAMES,
    example(
      String.raw`hive delete SOFTWARE 'Vendor\App' Limit -o out.hiv`,
      String.raw`hive delete SOFTWARE 'Vendor\key\u0000x' -o out.hiv`,
    ),
  ],
  new: [NAMES, example(String.raw`hive new SOFTWARE 'Vendor\App\Settings' -o out.hiv`)],
  rename: [
    NAMES,
    example(String.raw`hive rename SOFTWARE 'Vendor\App' 'App\u000d\u000a2' -o out.hiv`),
  ],
  merge: [],
}
