/** What `hive --help` and `hive COMMAND --help` print. */

/** The arguments of each command, and a one-line description. */
const COMMAND_USAGE = {
  info: ['FILE [--json]', 'show the header, kind, counts and SHA-256 of a hive'],
  check: ['FILE [LOG...] [--json]', 'check the whole structure; exit status 1 if there are errors'],
  dump: ['FILE [LOG...] [--force]', 'print every key and value, one per line, logs applied first'],
  recover: [
    'FILE LOG... -o OUT | --dry-run',
    'write a clean hive with its transaction logs applied',
  ],
  create: ['-o OUT [--os X.Y]', 'create an empty hive'],
  save: [
    'FILE -o OUT [--os X.Y] [--key KEY] | --keep-layout',
    'write a compacted copy, or one that keeps every byte in place',
  ],
  set: ['FILE KEY NAME TYPE DATA -o OUT', 'set a value'],
  delete: [
    'FILE KEY [NAME] -o OUT',
    'delete a value, or without NAME a key and everything below it',
  ],
  new: ['FILE KEY -o OUT', 'create a key, and its parents as needed'],
  rename: ['FILE KEY NEWNAME -o OUT', 'rename a key'],
  search: [
    'FILE TEXT [--regex] [--match-case] [--whole] [--in LIST] [--key KEY] [--json]',
    'find text, numbers, bytes or a pattern; exit status 1 if none',
  ],
  deleted: [
    'FILE [--json] [--bytes]',
    'list deleted keys and values; exit status 1 if there are none',
  ],
  salvage: ['FILE -o OUT', 'write what can be read of a damaged hive; print what was lost'],
  merge: ['BASE OVERLAY... -o OUT [--os X.Y]', 'merge hives in layers, the last one on top'],
  export: [
    'FILE... [--key KEY] [--prefix ROOT] [--format FORMAT] [--deleted] [-o OUT]',
    'write keys and values as .reg text, JSON or tables',
  ],
  import: [
    'FILE TEXT [--prefix ROOT] -o OUT | --dry-run',
    'apply a .reg or JSON file, all of it or nothing',
  ],
  timeline: [
    'FILE... [--from T] [--to T] [--format FORMAT] [-o OUT]',
    'list the last writes of keys in order of time',
  ],
  usage: ['FILE [--json]', 'show what takes the space of a hive, and times of last writes'],
  compare: [
    'A B [--key KEY] [--json] [--with LIST] [--moves] [--reg OUT] [--inverse OUT]',
    'print the differences of two hives; exit status 1 if any',
  ],
} as const

export type CommandName = keyof typeof COMMAND_USAGE

/** `hive set FILE KEY …` */
export function usageLine(name: CommandName): string {
  return `hive ${name} ${COMMAND_USAGE[name][0]}`
}

/** The column at which the descriptions of commands start. */
const COLUMN = 42

/** The text of `hive --help`. */
export function usageText(): string {
  const names = Object.keys(COMMAND_USAGE) as CommandName[]
  const commands = names.map((name) => {
    const [args, description] = COMMAND_USAGE[name]
    const form = `  ${name} ${args}`
    // A long form gets a line to itself.
    const start = form.length < COLUMN ? form.padEnd(COLUMN) : `${form}\n${' '.repeat(COLUMN)}`
    return `${start}${description}`
  })
  const sections = [commands.join('\n'), NAMES, DATA, OPTIONS, STATUS]
  return `usage: hive COMMAND ...\n\n${sections.join('\n\n')}\n`
}

/**
 * The text of `hive COMMAND --help`.
 *
 * @param options - the names of the options that the command takes
 */
export function commandHelp(name: CommandName, options: readonly string[]): string {
  const own = COMMON.filter(([option]) => options.includes(option)).map(([, line]) => line)
  // Without an output, the option means something else, which the command explains itself.
  const common = options.includes('o') ? [`Options\n${own.join('\n')}`] : []
  const sections = [COMMAND_USAGE[name][1], ...MORE[name], ...common, STATUS]
  return `usage: ${usageLine(name)}\n\n${sections.join('\n\n')}\n`
}

const NAMES = String.raw`Names
  KEY       path of a key from the root, separated by backslashes; '' or '\' is the root
  NAME      name of a value; '' is the default value
  \uXXXX    in KEY, NAME and NEWNAME: any UTF-16 unit, in four hex digits
              'a\u000ab'       a name with a line break     '\ud801'   a lone surrogate
              'AC\u005cDC'     a backslash inside a key name
              '\u005cu0041'    the NAME \u0041 itself
            In a KEY, write two backslashes before a name that starts with an escape, or
            with u and four hex digits: 'Vendor\\\u0000x', 'Vendor\\u0041'.
  "\\..."   a KEY copied from the output of dump, with its quotation marks`

const DATA = String.raw`Data
  sz, expand_sz, link       the text as given
  multi_sz                  strings, each terminated by \0 (optional after the last): 'one\0two'
                            is two, 'one\0\0' is 'one' and an empty string, '' is none
  dword, dword_be, qword    a number: 42, 0x2a, 0b101010, -1
  binary, none, others      hex bytes: 'de ad', de,ad or dead
  TYPE may be a number      13, 0x20001, 0xffff0012
  hex:BYTES                 raw bytes, for any TYPE: hex:01,02; hex: alone is empty data.
                            hex(7): and the like, as in .reg files, must match TYPE.
  --data-from FILE          use the bytes of FILE instead of DATA, for any TYPE
  Put -- before an argument that starts with -; options go before it.`

const EXPORT = String.raw`Formats
  reg5      .reg text as regedit writes it, in UTF-16 (the default)
  reg4      the same for Windows 98 and NT 4, in code page 1252
  json      everything in the hive, for other programs; import reads it back
  ndjson, csv, parquet
            a table with a row for each value and for each key without values; several hives
            fit into one table. In csv a cell that begins like a formula, or with an
            apostrophe, has an apostrophe before it.
  reg-add, powershell
            a script with a command for each value, and each key without values
  Names and text that a format cannot hold are left out, and listed on standard error.
  .reg text has no class names, permissions or times.

Options of export
  --key KEY        only this key and everything below it
  --prefix ROOT    the registry path that stands for the root of the hive; without it
                   HKEY_LOCAL_MACHINE\ and the name of FILE without its extension
  --deleted        ndjson, csv, parquet: after the live rows also those of deleted keys and
                   values, with the state deleted, or lost if only damage hides them
  --force          also write text of more than 64 times the size of the hive
  A folder in place of FILE stands for every file in it. If OUT is a folder, or ends with a
  slash, each hive has an output of its own there. Of several hives, one that cannot be read
  is listed on standard error and does not stop the others.`

const SEARCH = `TEXT
  Found in the names of keys and values, and in data of any type, in UTF-16 and in Latin-1. Case is
  ignored as Windows does it for names. In each name and in each data the first match counts.
  A number, such as 1234, 0x4d2 or -1, is also found as data: as all of it, in 1 to 8 bytes, in the
  byte order of the type; and inside data that is neither text nor a number, at any offset, in 16, 32
  or 64 bits, little-endian (in 16 bits only from 256 on, and 0 not at all).
  --text         only as text
  --number       only as a number
  --hex          bytes in data; ?? is any byte: 'de ad ?? ef'
  --regex        a regular expression of RE2, tried on each name and on each string of data; ^ and $
                 are its ends. In data that is not text, every run between NULs is a string.
  --match-case   with the same case; (?i) ignores it in a part of an expression
  --whole        the whole name, or a whole string of data; of a number or bytes, all of the data

Where
  --in LIST      keys, names, data: one or more of them, separated by commas
  --key KEY      only in this key and below it
  --type LIST    only values of these types: sz, dword, 0xffff0012, ...
  --min-size N, --max-size N   only values with so many bytes of data
  --from T, --to T   only in keys last written in this span: 2024-01-31, 2024-01-31T12:00; both ends
                     are included, so --to 2024-01-31 means until the end of that day, in UTC
  Deleted keys and values are not searched: see hive deleted.

Lines
  path, name of the value, place, and what is there, separated by tabs. The place is key, name, or
  data with the offset and how it is stored: utf16, latin1, bytes, uint32, uint32be, ...
  --json         one JSON object; each hit is on a line of its own
  --force        also print more than 64 times the size of the hive`

const IMPORT = String.raw`What is read
  .reg text of Windows 2000 and later, and REGEDIT4. A line that Windows would pass over is
  an error, which names the line and the column.
  UTF-16 and UTF-8 with a byte order mark are read as that; other text as UTF-8 if it is,
  else as code page 1252; REGEDIT4 always as code page 1252.

Options of import
  --prefix ROOT    the registry path that stands for the root of the hive; without it
                   HKEY_LOCAL_MACHINE\ and the name of FILE without its extension.
                   Keys elsewhere are errors. In a SYSTEM hive CurrentControlSet stands
                   for the control set that Windows would start with.
  --dry-run        print each change with its line and what it would do; write nothing
  --lenient        pass over lines as Windows does, and list them on standard error
  --add-nul        add the final NUL to hex(1), hex(2) and hex(7) without one, as Windows does`

const TIMELINE = `Formats
  csv        last_write, hive, path, cell (the default); cells are guarded as in export
  ndjson     the same as JSON lines
  bodyfile   for mactime of The Sleuth Kit: whole seconds, | and % as %7C and %25

Options of timeline
  --from T, --to T   only last writes in this span; both ends are included. T is a date or a time
                     in UTC: 2024-05-01, 2024-05-01T13:45, 2024-05-01T13:45:10.1234567Z.
                     --to 2024-05-01 includes the whole day.
  A folder in place of FILE stands for every file in it.`

/** Options of several commands. */
const COMMON: readonly (readonly [string, string])[] = [
  ['o', '  -o OUT       output file; input files are never written'],
  ['force', '  --force      replace OUT if it exists'],
  ['damaged', '  --damaged    write even if the hive has errors or was not cleanly closed'],
  [
    'os',
    '  --os X.Y     target Windows version: 5.0 writes hive version 1.3, 5.1 to 10.0 write 1.5',
  ],
  ['dry-run', '  --dry-run    print what would change, and write nothing (recover, import)'],
]

const OPTIONS = ['Options', ...COMMON.map(([, line]) => line)].join('\n')

const BYTES = `Lines
  deleted (or lost to damage), key or value, confidence (high, medium, low), file offset of the
  record, path, and the evidence; a path that starts with … is known only from there on
  --bytes      also the raw bytes of each record, and what is left of the data of a value`

const SALVAGE = `Lines
  lost, partial, moved, changed or left out; a code; the file offset of the damage; the key or
  value, and what happened to it; the last line is the sum
  Keys that cannot be where they were are below the key 'Lost keys (salvage)' of the root.
  Data of which only a part is left ends where that ends. Nothing is added to the hive to mark it:
  these lines are the only record of it.`

const STATUS =
  'Exit status: 0 success, 1 check found an error, compare a difference, or search or deleted nothing,\n  2 failure (the reason is on standard error).'

const COMPARED = `Compared
  Names of keys and values, in exact letter case, and the types and data of values, whatever their
  order. An added or removed key stands for everything below it.
  --key KEY    only this key and everything below it; both hives must have it
  --with LIST  also compare attributes of keys: security, class, flags, times (separated by commas),
               or all, which also means the name of the root
  --moves      show a key that was moved or renamed with everything below it as one difference;
               added, removed and moved keys come last then
  --json       one JSON object; each difference is on a line of its own
  --force      also print text of more than 64 times the size of both hives

Files
  --reg OUT       also write the .reg file that turns A into B
  --inverse OUT   also write the one that turns B into A
  --prefix ROOT   registry path for the root of the hive in these files; by default
                  HKEY_LOCAL_MACHINE\\ and the name of the file to import into, without extension
  What was compared and .reg text cannot express is listed on standard error.`

const example = (...lines: readonly string[]) =>
  ['Examples', ...lines.map((line) => `  ${line}`)].join('\n')

/** Additional sections in the help of each command. */
const MORE: Readonly<Record<CommandName, readonly string[]>> = {
  info: [],
  check: [],
  dump: ['Options of dump\n  --force      also print more than 64 times the size of the hive'],
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
  search: [
    NAMES,
    SEARCH,
    example(
      String.raw`hive search SOFTWARE 'C:\Temp' --in data`,
      'hive search NTUSER.DAT 0x4d2 --number --type dword,qword',
      String.raw`hive search SYSTEM '\.(exe|dll)$' --regex --key 'ControlSet001\Services' --json`,
      "hive search SAM 'f4 01 00 00 ?? ?? 00 00' --hex",
      'hive search SYSTEM run --from 2024-01-01 --to 2024-01-31',
      'hive search SYSTEM --in keys -- -1',
    ),
  ],
  deleted: [BYTES],
  salvage: [SALVAGE],
  merge: [],
  timeline: [
    TIMELINE,
    example('hive timeline collected/ --from 2024-05-01T20:00 --to 2024-05-02T06:00'),
  ],
  usage: [],
  export: [
    NAMES,
    EXPORT,
    example(
      'hive export SOFTWARE -o software.reg',
      'hive export SYSTEM --format json -o system.json',
      'hive export --format parquet collected/ -o tables/',
      'hive export --format ndjson --deleted NTUSER.DAT',
      String.raw`hive export NTUSER.DAT --prefix HKEY_CURRENT_USER --key 'Software\Vendor' -o vendor.reg`,
    ),
  ],
  compare: [
    COMPARED,
    example(
      'hive compare NTUSER.DAT.before NTUSER.DAT',
      'hive compare SYSTEM.old SYSTEM --with class,security --moves --json',
      'hive compare SOFTWARE.old SOFTWARE --reg redo.reg --inverse undo.reg',
    ),
  ],
  import: [
    IMPORT,
    example(
      'hive import SOFTWARE changes.reg --dry-run',
      'hive import NTUSER.DAT theme.reg --prefix HKEY_CURRENT_USER -o out.dat',
    ),
  ],
}
