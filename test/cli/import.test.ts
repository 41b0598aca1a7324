import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeUtf16 } from '../../src/bytes/text.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { hive, MESSAGE } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { HEADER, utf16 } from '../regtext/importText.ts'

const files = temporary()
const everything = hiveOfEverything()
const input = files.file('TEST.DAT', everything.bytes)
const ROOT = 'HKEY_LOCAL_MACHINE\\TEST'
let count = 0
const fresh = () => files.path(`out-${count++}`)
const reg = (...lines: string[]) =>
  files.file(`text-${count++}.reg`, utf16([HEADER, '', ...lines, ''].join('\r\n')))
const open = (path: string) => Hive.open(new Uint8Array(readFileSync(path)))
const outline = ({ rootKey }: Hive, path: string) => {
  const key = rootKey.key(path)
  return {
    keys: [...key.subkeys()].map(({ name }) => name),
    values: [...key.values()].map(
      ({ name, type, data }) => `${name} ${type} ${Buffer.from(data).toString('hex')}`,
    ),
  }
}

/** Imports lines, and opens the result, which has to be sound. */
function imported(lines: readonly string[], ...options: string[]): Hive {
  const out = fresh()
  const outcome = hive('import', input, reg(...lines), '-o', out, ...options)
  expect(outcome).toEqual({ code: 0, out: '', err: '' })
  const made = open(out)
  expect(made.check().findings).toEqual([])
  return made
}

function refused(code: string, words: string, ...args: string[]): string {
  const out = fresh()
  const outcome = hive('import', ...args, '-o', out)
  expect({ ...outcome, err: '' }).toEqual({ code: 2, out: '', err: '' })
  expect(outcome.err.trimEnd().split('\n').at(-1)).toMatch(MESSAGE)
  expect(outcome.err).toMatch(new RegExp(`hive: ${code}: .*${words}`))
  expect(readdirSync(dirname(out)).filter((name) => name.startsWith('.hive-'))).toEqual([])
  expect(existsSync(out)).toBe(false)
  return outcome.err
}

describe('import', () => {
  it('keys and values are made, replaced and deleted, and the input stays as it is', () => {
    const made = imported([
      `[${ROOT}\\New\\Deeper]`,
      '@="text"',
      `[${ROOT}\\alpha]`,
      '"inline"=-',
      '"TEXT"=dword:5',
      `[-${ROOT}\\Beta]`,
    ])
    expect(outline(made, 'New')).toEqual({ keys: ['Deeper'], values: [] })
    expect(outline(made, 'New\\Deeper').values).toEqual([' 1 74006500780074000000'])
    expect(made.key('Alpha').value('Inline')).toBeNull()
    expect(made.key('Alpha').value('text')).toMatchObject({ name: 'Text', type: 4 })
    expect(made.rootKey.subkey('Beta')).toBeNull()
    expect(readFileSync(input).equals(everything.bytes)).toBe(true)
  })

  it.each([
    ['9t: missing parents are created', [`[${ROOT}\\A\\B\\C]`], 'A', { keys: ['B'], values: [] }],
    [
      '9l: an existing key is found in any case',
      [`[${ROOT}\\BETA]`, '"v"=hex:01'],
      'Beta',
      { keys: ['A', 'B', 'C'], values: ['v 3 01'] },
    ],
    [
      '9g: a key is deleted with its subkeys',
      [`[-${ROOT}\\Alpha\\Two]`],
      'Alpha',
      { keys: ['One'] },
    ],
    [
      '9i: a key that does not exist is deleted without an error',
      [`[-${ROOT}\\None\\Such]`],
      'Beta',
      { keys: ['A', 'B', 'C'] },
    ],
    [
      '9j: a deleted key is created again',
      [`[-${ROOT}\\Beta]`, `[${ROOT}\\Beta]`, '"v"=hex:01'],
      'Beta',
      { keys: [], values: ['v 3 01'] },
    ],
    [
      'x22: the last of two values wins',
      [`[${ROOT}\\K]`, '"v"="x"', '"v"=hex:02'],
      'K',
      { values: ['v 3 02'] },
    ],
    [
      'x23: the same in two lines of the key',
      [`[${ROOT}\\K]`, '"v"="x"', `[${ROOT}\\k]`, '"v"=hex:02'],
      'K',
      { values: ['v 3 02'] },
    ],
    [
      'x26: a value in another case is the same, and the first spelling stays',
      [`[${ROOT}\\K]`, '"v"="x"', '"V"=hex:02'],
      'K',
      { values: ['v 3 02'] },
    ],
    [
      'x24: a value that is set, then deleted',
      [`[${ROOT}\\K]`, '"v"="x"', '"v"=-'],
      'K',
      { values: [] },
    ],
    [
      'x25: a value that is deleted, then set',
      [`[${ROOT}\\K]`, '"v"=-', '"v"=hex:01'],
      'K',
      { values: ['v 3 01'] },
    ],
    [
      'x81: another type',
      [`[${ROOT}\\Witness]`, '"Mark"=dword:1'],
      'Witness',
      { values: ['Mark 4 01000000'] },
    ],
    [
      'x31: a name of 255 characters',
      [`[${ROOT}\\${'n'.repeat(255)}]`],
      'n'.repeat(255),
      { keys: [] },
    ],
  ])('%s', (_, lines, path, expected) => {
    expect(outline(imported(lines), path)).toMatchObject(expected)
  })

  it('x32: a name of 256 characters is refused with its line', () => {
    const text = reg(`[${ROOT}\\K]`, `[${ROOT}\\${'n'.repeat(256)}]`)
    expect(refused('ERROR_INVALID_DATA', 'at most 255', input, text)).toContain(
      '(line 4, column 2)',
    )
  })

  it('a line that cannot be read is named, and nothing is written', () => {
    const text = reg(`[${ROOT}\\K]`, '"v"=dword:xyz')
    const err = refused('ERROR_INVALID_DATA', 'dword', input, text)
    expect(err).toMatch(/ \(line 4, column 11\)\n$/)
    expect(err).toContain(`ERROR_INVALID_DATA: ${text}: a dword`)
  })

  it('--lenient passes over such lines, and lists them', () => {
    const text = reg(`[${ROOT}\\K]`, '"v"=dword:xyz', 'junk', '"w"=hex:01')
    const out = fresh()
    const { code, err } = hive('import', input, text, '-o', out, '--lenient')
    expect(code).toBe(0)
    expect(err).toMatch(
      /^hive: skipped: .*: a dword .* \(line 4, column 11\)\nhive: skipped: .*: neither .* \(line 5, column 1\)\n$/,
    )
    expect(outline(open(out), 'K').values).toEqual(['w 3 01'])
  })

  it('the list of skipped lines is bounded', () => {
    const text = reg(...Array.from({ length: 1500 }, () => 'junk'))
    const { err } = hive('import', input, text, '-o', fresh(), '--lenient')
    expect(err.split('\n')).toHaveLength(1002)
    expect(err).toContain(`hive: skipped: ${text}: 500 more lines skipped\n`)
  })

  it('--dry-run prints each change with its line, and writes nothing', () => {
    const text = reg(
      `[${ROOT}\\Witness]`,
      '"Mark"="new"',
      '"Mark"="new"',
      '"None"=-',
      '"Fresh"=dword:5',
      '"fresh"=-',
      `[-${ROOT}\\Beta]`,
      `[-${ROOT}\\Beta]`,
      `[${ROOT}\\New]`,
    )
    const before = readdirSync(dirname(text)).length
    const { code, out, err } = hive('import', input, text, '--dry-run')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.split('\n')).toEqual([
      'line 3: key Witness exists',
      'line 4: set Witness "Mark" to REG_SZ new, replacing REG_SZ still here',
      'line 5: value Witness "Mark" is REG_SZ new already',
      'line 6: no value Witness "None" to delete',
      'line 7: create value Witness "Fresh": REG_DWORD 0x00000005 (5)',
      'line 8: delete value Witness "fresh"',
      'line 9: delete key Beta: 4 keys, 0 values',
      'line 10: no key Beta to delete',
      'line 11: create key New',
      '9 changes, 5 with an effect',
      '',
    ])
    expect(readdirSync(dirname(text))).toHaveLength(before)
    expect(readFileSync(input).equals(everything.bytes)).toBe(true)
  })

  it('--dry-run fails where the import would', () => {
    const text = reg(`[-${ROOT}]`)
    const dry = hive('import', input, text, '--dry-run')
    expect(dry).toMatchObject({ code: 2, out: '' })
    expect(dry.err).toMatch(/ERROR_INVALID_DATA: .*the root of the hive.*\(line 3, column 3\)/)
    expect(refused('ERROR_INVALID_DATA', 'the root of the hive', input, text)).toBe(dry.err)
  })

  it('--add-nul completes text that is given as bytes', () => {
    const lines = [`[${ROOT}\\K]`, '"v"=hex(2):61,00']
    expect(outline(imported(lines), 'K').values).toEqual(['v 2 6100'])
    expect(outline(imported(lines, '--add-nul'), 'K').values).toEqual(['v 2 61000000'])
  })

  it('--prefix says which registry path the hive stands for; other keys are errors', () => {
    const text = reg('[HKEY_CURRENT_USER\\Soft\\K]')
    const out = fresh()
    const options = ['--prefix', 'hkcu\\soft', '-o', out]
    expect(hive('import', input, text, ...options).code).toBe(0)
    expect(open(out).rootKey.subkey('K')).not.toBeNull()
    expect(refused('ERROR_INVALID_DATA', '--prefix', input, text)).toContain('(line 3, column 2)')
    const { code, err } = hive('import', input, text, '-o', fresh(), '--lenient')
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringContaining('not in this hive'),
    })
  })

  it('CurrentControlSet is the control set that a SYSTEM hive would be started with', () => {
    const made = Hive.create()
    made.rootKey.create('ControlSet002')
    made.rootKey.create('Select').set('Current', 4, Uint8Array.of(2, 0, 0, 0))
    const system = files.file('SYSTEM', made.finishedCopy())
    const text = reg('[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\New]')
    const out = fresh()
    const { code, err } = hive('import', system, text, '-o', out)
    expect({ code, err }).toEqual({
      code: 0,
      err: 'hive: control-set: CurrentControlSet stands for ControlSet002 in this hive\n',
    })
    expect(open(out).key('ControlSet002\\Services\\New').subkeyCount).toBe(0)
  })

  it('UTF-8 without a byte order mark is read, and that is said', () => {
    const text = files.file('utf8.reg', `${HEADER}\n[${ROOT}\\é☃]\n`)
    const out = fresh()
    const { code, err } = hive('import', input, text, '-o', out)
    expect(code).toBe(0)
    expect(err).toMatch(/^hive: encoding: .*utf8\.reg was read as UTF-8; Windows/)
    expect(open(out).rootKey.subkey('é☃')).not.toBeNull()
  })

  it('what cannot be done is refused on one line', () => {
    const text = reg(`[${ROOT}\\K]`)
    refused('ERROR_FILE_NOT_FOUND', 'no such file', input, files.path('missing'))
    refused('ERROR_FILE_NOT_FOUND', 'no such file', files.path('missing'), text)
    refused('ERROR_READ_FAULT', 'not a file', input, dirname(text))
    refused('ERROR_INVALID_DATA', 'neither .reg text nor JSON', input, input)
    refused('ERROR_INVALID_DATA', 'neither .reg text nor JSON', input, files.file('empty', ''))
    refused('ERROR_BADDB', '', files.file('empty', ''), text)
    refused('ERROR_INVALID_PARAMETER', 'HKEY_LOCAL_MACHINE', input, text, '--prefix', 'X')
    const damaged = corrupt(everything.bytes, {
      at: everything.nk('Beta') + NK.SUBKEY_LIST,
      u32: 0x7fff_fff8,
    })
    refused('ERROR_REGISTRY_CORRUPT', '--damaged', files.file('damaged', damaged), text)
    expect(hive('import', input, text, '--dry-run', '-o', fresh()).code).toBe(2)
    expect(hive('import', input, text).code).toBe(2)
    expect(hive('import', input, text, '-o', text, '--force').err).toMatch(/ERROR_ACCESS_DENIED/)
  })

  it('what it has exported it imports again, with the same keys, names, types and bytes', () => {
    const text = fresh()
    expect(hive('export', input, '-o', text).code).toBe(0)
    expect(decodeUtf16(readFileSync(text)).slice(1, 8)).toBe('Windows')
    const empty = files.file('EMPTY', Hive.create().finishedCopy())
    const out = fresh()
    expect(hive('import', empty, text, '--prefix', ROOT, '-o', out)).toEqual({
      code: 0,
      out: '',
      err: '',
    })
    const same = (path: string) => outline(open(out), path)
    for (const path of ['', 'Alpha', 'Alpha\\Two', 'Link', 'Wide', 'Witness']) {
      expect(same(path)).toEqual(outline(everything.hive, path))
    }
    expect([...open(out).key('Many').subkeys()]).toHaveLength(600)
    expect(hive('import', input, text, '--dry-run').out).toMatch(/ 0 with an effect\n$/)
  })
})
