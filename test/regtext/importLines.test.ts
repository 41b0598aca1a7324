/**
 * Lines, comments, keys, names and strings, by the tables of sections 2 to 4 of ../shared/reference/reg-text.md: each
 * title begins with the id of its row.
 */

import { describe, expect, it } from 'vitest'
import { brief, droppedAs, HEADER, ROOT, readAs, readText, refusal } from './importText.ts'

const hex = (text: string) => Buffer.from(`${text}\0`, 'utf16le').toString('hex')
/** The changes of the lines behind the header. */
const read = (...lines: string[]) => readText([HEADER, ...lines, ''].join('\n')).changes.map(brief)
/** The same of a lenient reader, and the lines that it has passed over. */
const lenient = (...lines: string[]) => {
  const { changes, skipped } = readText([HEADER, ...lines, ''].join('\n'), { lenient: true })
  return [changes.map(brief), skipped.map(({ line, problem }) => `${line} ${problem}`)]
}
const K = `[${ROOT}\\K]`

describe('lines and comments', () => {
  it.each([
    ['x15: blanks and tabs before a line', ' \t"v"="x"', `"v" 1 ${hex('x')}`],
    ['9f: blanks around the equals sign', '"v" \t=\t "x"', `"v" 1 ${hex('x')}`],
    ['9f: blanks behind the colon of dword', '"v"=dword:  1', '"v" 4 01000000'],
    [
      'x16: blank lines between values',
      '"v"="x"\n\n \t\n"w"="y"',
      `"v" 1 ${hex('x')}; "w" 1 ${hex('y')}`,
    ],
    ['x79: comments, indented too', '; c\n"v"="x"\n \t; c\n;', `"v" 1 ${hex('x')}`],
    ['x12: a # line', '# c\n"v"="x"', `"v" 1 ${hex('x')}`],
    ['x13: a comment that ends in a backslash', '; c \\\n"v"="x"', `"v" 1 ${hex('x')}`],
    ['2c: a comment behind a string', '"v"="x";c', `"v" 1 ${hex('x')}`],
    ['2c: the same behind blanks', '"v"="x" \t; c', `"v" 1 ${hex('x')}`],
    ['1e: a comment behind a number', '"v"=dword:1;c', '"v" 4 01000000'],
    [
      '3l: a comment behind bytes',
      '"v"=hex:01,02 ;c\n"w"=hex:01;c\n"x"=hex:;c',
      '"v" 3 0102; "w" 3 01; "x" 3 ',
    ],
    ['10m: a comment behind a deletion', '"v"=-;c', 'unset K "v"'],
  ])('%s', (_, lines, expected) => {
    expect(readAs(lines)).toBe(expected)
    expect(readAs(lines, { piece: 1 })).toBe(expected)
  })

  it('9f: blanks and tabs before a key', () => {
    expect(read(`  \t${K}`)).toEqual(['create K'])
  })

  it('blankbetween: blank lines between a key and its values', () => {
    expect(read(K, '', '"v"=-')).toEqual(['create K', 'unset K "v"'])
  })

  it.each([
    ['#comment: behind a string', '"v"="x" #c', '5:9 text-behind | 5'],
    ['#comment: behind a number', '"v"=dword:1 #c', '5:13 dword | 5'],
    ['#comment: behind bytes', '"v"=hex:01 #c', '5:9 hex-separator | 5'],
    ['#comment: behind a deletion', '"v"=- #c', '5:7 text-behind | 5'],
    ['x51: a line of something else', 'something else', '5:1 junk | 5'],
    ['x50: a name without quotation marks', 'v="x"', '5:1 junk | 5'],
    ['2e: a name without a closing quotation mark', '"v=dword:1', '5:11 name-not-closed | 5'],
    ['x47: no equals sign', '"v"', '5:4 no-equals | 5'],
    ['x48: a colon in its place', '"v":"x"', '5:4 no-equals | 5'],
  ])('%s', (_, lines, expected) => {
    expect(droppedAs(lines)).toBe(expected)
    expect(droppedAs(lines, { piece: 1 })).toBe(expected)
  })

  it('x27: a value before any key', () => {
    expect(refusal(`${HEADER}\n\n"v"="x"\n`)).toBe('3:1 no-key')
    expect(refusal(`${HEADER}\n@="x"\n`)).toBe('2:1 no-key')
    expect(lenient('"v"="x"', K)).toEqual([['create K'], ['2 no-key']])
  })

  it('a line that is longer than any path or name is refused, however long it is', () => {
    const long = 'x'.repeat(1 << 20)
    expect(refusal(`${HEADER}\n[${ROOT}\\${long}]`, { piece: 1 << 16 })).toBe('2:1 too-long')
    expect(read(`;${long}`)).toEqual([])
  })
})

describe('keys', () => {
  it.each([
    ['9t: missing parents are the business of the edit', `[${ROOT}\\A\\B\\C]`, 'create A\\B\\C'],
    ['9l: any case of root and path', '[hkey_Local_machine\\test\\K]', 'create K'],
    ['9b: a backslash at the end', `[${ROOT}\\A\\]`, 'create A'],
    ['9b: two backslashes at the end', `[${ROOT}\\A\\\\]`, 'create A'],
    ['9a: two backslashes inside', `[${ROOT}\\A\\\\B]`, 'create A\\B'],
    ['9e: a comment behind it', `${K} ; comment`, 'create K'],
    ['9k: a bracket in a name', `[${ROOT}\\a]b]`, 'create a]b'],
    ['9m: a blank at the end of a name', `[${ROOT}\\K ]`, 'create K '],
    ['x62: a tab at the end of a name', `[${ROOT}\\K\t]`, 'create K\t'],
    ['9u: a blank at the begin of a name', `[${ROOT}\\ K]`, 'create  K'],
    ['x61: other characters in a name', `[${ROOT}\\;"%/'=@#-]`, `create ;"%/'=@#-`],
    ['9g: a deletion', `[-${ROOT}\\A\\B]`, 'delete A\\B'],
    ['the root of the hive', `[${ROOT}]`, 'create '],
    ['hivexregedit writes the root with a backslash', `[${ROOT}\\]`, 'create '],
  ])('%s', (_, line, change) => {
    expect(read(line)).toEqual([change])
    expect(readText(`${HEADER}\n${line}\n`, { piece: 1 }).changes.map(brief)).toEqual([change])
  })

  it('9i: a key that is deleted, and created again', () => {
    expect(read(`[-${ROOT}\\K]`, K, '"v"=-')).toEqual(['delete K', 'create K', 'unset K "v"'])
  })

  it('9j: paths that have the begin in common are read right', () => {
    const paths = ['A', 'A\\B', 'A\\Bc', 'A\\B\\D', 'AB', 'A', 'A\\B\\D\\E', 'a\\B', 'B']
    expect(read(...paths.map((path) => `[${ROOT}\\${path}]`))).toEqual(
      paths.map((path) => `create ${path}`),
    )
  })

  it.each([
    ['9c: the short name of a root', '[HKLM\\TEST\\K]', '2:2 short-root', 'short-root'],
    ['9r: an unknown root', '[HKEY_NOWHERE\\TEST\\K]', '2:2 unknown-root', 'unknown-root'],
    ['9r: no root', '[K]', '2:2 unknown-root', 'unknown-root'],
    [
      '9r: a root with a blank',
      '[HKEY_LOCAL_MACHINE \\TEST\\K]',
      '2:2 unknown-root',
      'unknown-root',
    ],
    [
      'outside: another hive',
      '[HKEY_LOCAL_MACHINE\\OTHER\\K]',
      '2:2 outside-prefix',
      'outside-prefix',
    ],
    [
      'outside: a name that only begins like it',
      `[${ROOT}2\\K]`,
      '2:2 outside-prefix',
      'outside-prefix',
    ],
    ['outside: the key above', '[HKEY_LOCAL_MACHINE]', '2:2 outside-prefix', 'outside-prefix'],
    ['9d: no closing bracket', `[${ROOT}\\K`, '2:1 key-not-closed', 'key-not-closed'],
    ['9n: text behind it', `${K} text`, `2:${K.length + 2} key-text-behind`, 'key-text-behind'],
    ['9o: a # comment behind it', `${K}#c`, `2:${K.length + 1} key-text-behind`, 'key-text-behind'],
    ['[ HKEY: a blank before the root', `[ ${ROOT}\\K]`, '2:2 key-blank', 'key-blank'],
    ['[- HKEY: a blank behind the minus', `[- ${ROOT}\\K]`, '2:3 key-blank', 'key-blank'],
    ['[ -HKEY: a blank before the minus', `[ -${ROOT}\\K]`, '2:2 key-blank', 'key-blank'],
    ['no path', '[]', '2:2 unknown-root', 'unknown-root'],
  ])('%s: the key is not made, and its values are dropped', (_, line, error, problem) => {
    expect(refusal(`${HEADER}\n${line}\n"v"="x"\n`)).toBe(error)
    expect(lenient(K, line, '"v"="x"', '@="x"', K)).toEqual([
      ['create K', 'create K'],
      [`3 ${problem}`, '4 skipped-key', '5 skipped-key'],
    ])
  })

  it('9g2: a value of a deleted key is dropped', () => {
    expect(refusal(`${HEADER}\n[-${ROOT}\\K]\n"v"="x"\n`)).toBe('3:1 deleted-key')
    expect(lenient(`[-${ROOT}\\K]`, '"v"="x"')).toEqual([['delete K'], ['3 deleted-key']])
  })

  it('broken path: a path or a name over two lines is dropped', () => {
    expect(refusal(`${HEADER}\n[${ROOT}\\A\nB]\n`)).toBe('2:1 key-not-closed')
    expect(lenient(`[${ROOT}\\A`, 'B]')).toEqual([[], ['2 key-not-closed', '3 junk']])
    expect(droppedAs('"na\nme"="x"')).toBe('5:4 name-not-closed | 5 6')
  })

  it('CurrentControlSet stands for the control set of the hive, unless it has such a key', () => {
    const text = `${HEADER}\n[${ROOT}\\CURRENTCONTROLSET\\Services]\n[${ROOT}\\A\\CurrentControlSet]\n`
    const changes = (controlSet?: string) =>
      readText(text, controlSet === undefined ? {} : { controlSet }).changes.map(brief)
    expect(changes('ControlSet002')).toEqual([
      'create ControlSet002\\Services',
      'create A\\CurrentControlSet',
    ])
    expect(changes()).toEqual(['create CURRENTCONTROLSET\\Services', 'create A\\CurrentControlSet'])
  })
})

describe('names that no key or value can get', () => {
  const long = 'n'.repeat(256)

  it('a key is refused, and passed over with its values by a lenient reader', () => {
    const lines = [`[${ROOT}\\a\\${long}\\b]`, '"v"="x"', `[${ROOT}\\a\\b]`, '"v"=-']
    expect(refusal([HEADER, ...lines, ''].join('\n'))).toBe('2:2 key-name-long')
    expect(lenient(...lines)).toEqual([
      ['create a\\b', 'unset a\\b "v"'],
      ['2 key-name-long', '3 skipped-key'],
    ])
    expect(lenient(lines[0] ?? '', lines[0] ?? '')).toEqual([
      [],
      ['2 key-name-long', '3 key-name-long'],
    ])
  })

  it('a key with such a name can be deleted: a damaged hive may have it', () => {
    expect(read(`[-${ROOT}\\${long}]`)).toEqual([`delete ${long}`])
  })

  it('a value is refused, or passed over', () => {
    const name = 'n'.repeat(16_384)
    expect(refusal([HEADER, K, `"${name}"=-`, ''].join('\n'))).toBe('3:1 name-long')
    expect(lenient(K, `"${name}"="x"`, '"v"=-')).toEqual([
      ['create K', 'unset K "v"'],
      ['3 name-long'],
    ])
    expect(read(K, `"${name.slice(1, -1)}\\\\"=-`)).toEqual([
      'create K',
      `unset K "${name.slice(1, -1)}\\"`,
    ])
  })

  it('the root of a hive is not deleted', () => {
    expect(refusal(`${HEADER}\n[-${ROOT}]\n`)).toBe('2:3 root-deleted')
    expect(lenient(`[-${ROOT}]`, '"v"="x"', K)).toEqual([
      ['create K'],
      ['2 root-deleted', '3 skipped-key'],
    ])
  })
})

describe('names', () => {
  it.each([
    ['10d: the default value', '@="x"', `"" 1 ${hex('x')}`],
    ['10i: the default value with blanks', '@ \t= \t"x"', `"" 1 ${hex('x')}`],
    ['10e: a value called @', '"@"="x"', `"@" 1 ${hex('x')}`],
    ['10f: an empty name', '""="x"', `"" 1 ${hex('x')}`],
    ['@ = : blanks around the equals sign', '@ \t= "x"', `"" 1 ${hex('x')}`],
    ['x01: an equals sign in a name', '"a=b"="x"', `"a=b" 1 ${hex('x')}`],
    ['x02: an equals sign and quotation marks', '"a\\"=\\"b"="x"', `"a"="b" 1 ${hex('x')}`],
    ['11e: escaped quotation marks', '"a\\"b"="c\\"d"', `"a"b" 1 ${hex('c"d')}`],
    ['11f: escaped backslashes', '"a\\\\b\\\\"="c\\\\d\\\\"', `"a\\b\\" 1 ${hex('c\\d\\')}`],
    ['x03: a semicolon', '"a;b"="c;d"', `"a;b" 1 ${hex('c;d')}`],
    ['x05: brackets', '"[a]"="[b]"', `"[a]" 1 ${hex('[b]')}`],
    ['x66: what looks like bytes', '"v"="hex:ff"', `"v" 1 ${hex('hex:ff')}`],
    ['x67: what looks like a number', '"v"="dword:00000001"', `"v" 1 ${hex('dword:00000001')}`],
    ['10b: a deletion', '"v"=-', 'unset K "v"'],
    ['10g: blanks around the minus', '"v" = - \t', 'unset K "v"'],
    ['10m: a comment behind the minus', '"v"=- ; c', 'unset K "v"'],
    ['10b: the default value is deleted', '@=-', 'unset K ""'],
    ['x22: a value twice', '"v"="x"\n"V"="y"', `"v" 1 ${hex('x')}; "V" 1 ${hex('y')}`],
    ['x24: set, then deleted', '"v"="x"\n"v"=-', `"v" 1 ${hex('x')}; unset K "v"`],
    ['x25: deleted, then set', '"v"=-\n"v"="x"', `unset K "v"; "v" 1 ${hex('x')}`],
  ])('%s', (_, lines, expected) => {
    expect(readAs(lines)).toBe(expected)
    expect(readAs(lines, { piece: 1 })).toBe(expected)
    expect(readAs(lines, { lenient: true, piece: 3 })).toBe(expected)
  })

  it.each([
    ['10c: text behind the minus', '"v"=-x', '5:6 text-behind | 5'],
    ['2g: no quotation marks around a string', '"v"=x', '5:5 unknown-data | 5'],
    ['x49: nothing behind the equals sign', '"v"=', '5:5 no-data | 5'],
    ['x49: a comment behind the equals sign', '"v"=;c', '5:5 no-data | 5'],
    ['@text: something else behind @', '@text="x"', '5:2 no-equals | 5'],
    ['a backslash in a name', '"C:\\dir"="x"', '5:4 name-escape | 5'],
  ])('%s', (_, lines, expected) => {
    expect(droppedAs(lines)).toBe(expected)
    expect(droppedAs(lines, { piece: 1 })).toBe(expected)
  })
})

describe('strings', () => {
  it.each([
    ['x33: over two lines', '"v"="one\ntwo"', `"v" 1 ${hex('one\ntwo')}`],
    ['x34: with CR LF', '"v"="one\r\n\r\n  two\\"" ; c', `"v" 1 ${hex('one\r\n\r\n  two"')}`],
    [
      'x29: of 20,000 characters',
      `"v"="${'x'.repeat(20_000)}"`,
      `"v" 1 ${hex('x'.repeat(20_000))}`,
    ],
  ])('%s', (_, lines, expected) => {
    for (const options of [{}, { piece: 1 }, { lenient: true }, { lenient: true, piece: 1 }]) {
      expect(readAs(lines, options)).toBe(expected)
    }
  })

  it.each([
    ['11c: \\0', '"v"="a\\0b"', '5:7 nul-escape | 5'],
    ['x60: continued with a backslash', '"v"="one\\\ntwo"', '5:9 escape | 5 6'],
    [
      '2a: no closing quotation mark',
      '"v"="x\n"w"=-',
      '5:5 string-not-closed | 5 | read: unset K "w"',
    ],
    [
      '2a: the same before a string',
      '"v"="x\n"w"="y"',
      `5:5 string-not-closed | 5 | read: set K "w" 1 ${hex('y')}`,
    ],
    ['2b: text behind the closing quotation mark', '"v"="x" y', '5:9 text-behind | 5'],
    ['x46: a quotation mark inside', '"v"="x"y"', '5:8 text-behind | 5'],
    // Nothing is known of Windows here; readers disagree, so that it could mean two things.
    ['11a: \\n', '"v"="a\\nb"', '5:7 escape | 5'],
    ['11b: \\r', '"v"="a\\rb"', '5:7 escape | 5'],
    ['11d: \\t', '"v"="a\\tb"', '5:7 escape | 5'],
    ['x86: a path with single backslashes', '"v"="C:\\Windows"', '5:8 escape | 5'],
  ])('%s', (_, lines, expected) => {
    expect(droppedAs(lines)).toBe(expected)
    expect(droppedAs(lines, { piece: 1 })).toBe(expected)
  })

  it('the end of a string over very many lines is looked for once, not for each line', () => {
    const text = '\n'.repeat(400_000)
    expect(readAs(`"v"="${text}"`, { lenient: true, piece: 1 << 16 })).toBe(`"v" 1 ${hex(text)}`)
  })

  it('a lenient reader looks for the end of the next string again', () => {
    expect(lenient(K, '"v"="x', 'y"', '"w"="x', '"u"=-')).toEqual([
      ['create K', `set K "v" 1 ${hex('x\ny')}`, 'unset K "u"'],
      ['5 string-not-closed'],
    ])
  })

  it('2a: a string that the text does not end', () => {
    expect(refusal(`${HEADER}\n${K}\n"v"="x\n\n"w`)).toBe('3:5 string-not-closed')
    expect(refusal(`${HEADER}\n${K}\n"v"="x\n\nw`)).toBe('3:5 string-not-closed')
    expect(lenient(K, '"v"="x')).toEqual([['create K'], ['3 string-not-closed']])
  })
})
