/** `hive compare`: what it prints, and its exit codes. */

import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { setClass, setFlags } from '../../src/offreg/keys.ts'
import { BASE, NK } from '../../src/regf/layout.ts'
import { brokenHives, hasCorpus, plainHives } from '../helpers/corpus.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything, NOW, text } from '../helpers/hives.ts'
import { hive, MESSAGE } from '../helpers/runHive.ts'
import { sameNames } from '../helpers/sameNames.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const places = hiveOfEverything()
const { bytes } = places
const input = files.file('before.hiv', bytes)

/** Writes a copy that was edited a second later. */
function edited(name: string, edit: (hive: Hive) => void): string {
  const copy = Hive.open(bytes.slice())
  copy.clock = () => NOW + 10_000_000n
  edit(copy)
  return files.file(name, copy.finishedCopy())
}

const changed = edited('after.hiv', (it) => {
  const alpha = it.key('Alpha')
  alpha.set('Text', 1, text('other text'))
  alpha.set('Inline', 3, Uint8Array.of(1, 2, 3, 4))
  alpha.value('')?.delete()
  it.rootKey.create('New\n').set('none', 0, new Uint8Array())
  it.key('Beta\\B').rename('b')
  it.transact((scope) => setClass(scope, it.key('Beta').cell, ''))
  it.transact((scope) => setFlags(scope, it.key('Many').cell, { flags: 8, userFlags: 0x21 }))
  it.key('Alpha\\Two').rename('Three')
})

describe('hive compare', () => {
  it('prints one line for each difference, and exits with 1', () => {
    const outcome = hive('compare', input, changed)
    expect(outcome).toEqual({ code: 1, err: '', out: expect.any(String) })
    expect(outcome.out.split('\n')).toEqual([
      'removed value Alpha "": REG_SZ default',
      'changed value Alpha "Inline": was REG_DWORD 0x04030201 (67305985); is REG_BINARY 01 02 03 04',
      'changed value Alpha "Text": was REG_SZ some text; is REG_SZ other text',
      'added key Alpha\\Three with 1 key and 0 values',
      'removed key Alpha\\Two with 1 key and 0 values',
      'changed key Beta\\b: name was B, is b',
      'added key New\\u000a with 0 keys and 1 value',
      '',
    ])
  })

  it('the name of the root counts only with all attributes', () => {
    const [a, b] = ['A', 'B'].map((rootName) => {
      return files.file(`root-${rootName}`, Hive.create({ now: 1n, rootName }).finishedCopy())
    })
    if (a === undefined || b === undefined) throw new Error('two files are needed')
    expect(hive('compare', a, b)).toEqual({ code: 0, out: '', err: '' })
    expect(hive('compare', a, b, '--with', 'class,security,flags').code).toBe(0)
    expect(hive('compare', a, b, '--with', 'all')).toMatchObject({
      code: 1,
      out: expect.stringContaining('changed key \\: name was A, is B'),
    })
  })

  it('compares one key and what is below it on request, with whole paths', () => {
    expect(hive('compare', input, changed, '--key', 'alpha', '--moves')).toEqual({
      code: 1,
      err: '',
      out: [
        'removed value Alpha "": REG_SZ default',
        'changed value Alpha "Inline": was REG_DWORD 0x04030201 (67305985); is REG_BINARY 01 02 03 04',
        'changed value Alpha "Text": was REG_SZ some text; is REG_SZ other text',
        'moved key Alpha\\Two to Alpha\\Three with 1 key and 0 values',
        '',
      ].join('\n'),
    })
    expect(hive('compare', input, changed, '--key', 'Alpha\\One')).toMatchObject({
      code: 0,
      out: '',
    })
    const { out } = hive('compare', input, changed, '--key', 'Beta', '--json')
    const { differences } = JSON.parse(out) as { differences: { path: string }[] }
    expect(differences.map(({ path }) => path)).toEqual(['Beta\\b'])
  })

  it('--reg with --key has the keys below their whole paths, and nothing else', () => {
    const [redo, undo] = [files.path('redo-alpha.reg'), files.path('undo-alpha.reg')]
    hive('compare', input, changed, '--key', 'Alpha', '--reg', redo, '--inverse', undo)
    const copy = files.file('alpha.hiv', bytes)
    const [done, undone] = [files.path('alpha-done.hiv'), files.path('alpha-undone.hiv')]
    expect(hive('import', copy, redo, '-o', done, '--prefix', 'HKLM\\before').code).toBe(0)
    expect(hive('compare', done, changed, '--key', 'Alpha').code).toBe(0)
    expect(hive('compare', done, input, '--key', 'Beta').code).toBe(0)
    expect(hive('import', done, undo, '-o', undone, '--prefix', 'HKLM\\after').code).toBe(0)
    expect(hive('compare', undone, input).code).toBe(0)
  })

  it('says in which hive a key for --key is missing', () => {
    const { code, out, err } = hive('compare', input, changed, '--key', 'New\\u000a')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.trimEnd()).toMatch(MESSAGE)
    expect(err).toContain('before.hiv')
    expect(err).toContain('New\\u000a')
  })

  it('compares attributes of keys and recognises moves on request', () => {
    const { out } = hive('compare', input, changed, '--with', 'class,flags', '--moves')
    expect(out).toContain('changed key Beta: class was Klass, is none\n')
    expect(out).toContain('changed key Many: flags was 0x0000, is 0x0008 user 1 virtualization 2\n')
    expect(out).toContain('moved key Alpha\\Two to Alpha\\Three with 1 key and 0 values\n')
    const all = hive('compare', input, changed, '--with', 'all').out
    expect(all).toMatch(/^changed key Many: time was \d{4}-\d\d-\d\d .* UTC, is .* UTC; flags/m)
  })

  it('prints permissions as SDDL', () => {
    const other = edited('security.hiv', (it) => {
      const key = it.key('Alpha\\One')
      const descriptor = key.security(7)
      descriptor[descriptor.length - 1] = (descriptor.at(-1) as number) ^ 1
      key.setDescriptor(descriptor)
    })
    const { out } = hive('compare', input, other, '--with', 'security')
    expect(out).toMatch(/^changed key Alpha\\One: permissions was O:.*D:.*, is O:.*D:.*\n$/)
  })

  it('prints nothing and exits with 0 when there is no difference', () => {
    const copy = files.file('copy.hiv', bytes)
    expect(hive('compare', input, copy, '--with', 'all')).toEqual({ code: 0, out: '', err: '' })
    const { code, out } = hive('compare', input, copy, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      differences: [],
      keys: { added: 0, removed: 0, changed: 0 },
      values: { added: 0, removed: 0, changed: 0 },
      moved: { keys: 0, values: 0 },
      complete: true,
    })
  })

  it('prints JSON with each difference on its own line', () => {
    const { code, out } = hive('compare', input, changed, '--json', '--moves', '--with', 'flags')
    expect(code).toBe(1)
    const { differences, ...counts } = JSON.parse(out)
    expect(counts).toEqual({
      keys: { added: 1, removed: 0, changed: 2 },
      values: { added: 1, removed: 1, changed: 2 },
      moved: { keys: 2, values: 0 },
      complete: true,
    })
    expect(differences).toContainEqual({
      kind: 'changed',
      path: 'Alpha',
      value: 'Text',
      parts: ['data'],
      was: { type: 1, typeName: 'REG_SZ', size: 20, data: 'some text' },
      is: { type: 1, typeName: 'REG_SZ', size: 22, data: 'other text' },
    })
    expect(differences).toContainEqual({
      kind: 'moved',
      path: 'Alpha\\Three',
      from: 'Alpha\\Two',
      value: null,
      with: { keys: 1, values: 0 },
    })
    const lines = out.split('\n').filter((line) => line.startsWith('    {'))
    expect(lines.map((line) => JSON.parse(line.replace(/,$/, '')))).toEqual(differences)
  })

  it('says so when the difference is not in the part of the data that is printed', () => {
    const long = (last: number) => new Uint8Array(5000).fill(65).with(4999, last)
    const before = edited('long1.hiv', (it) => it.key('Alpha').set('Long', 3, long(1)))
    const after = edited('long2.hiv', (it) => it.key('Alpha').set('Long', 3, long(2)))
    const { out } = hive('compare', before, after)
    expect(out).toMatch(/… \(5,000 bytes\) \(the difference is in what is not shown\)\n$/)
    expect(out.length).toBeLessThan(1000)
  })

  it('prints paths that can be given to other commands', () => {
    const { out } = hive('compare', input, changed)
    const path = /added key (New\S*)/.exec(out)?.[1] ?? ''
    const deleted = files.path('deleted.hiv')
    expect(hive('delete', changed, path, '-o', deleted).code).toBe(0)
    expect(hive('compare', input, deleted).out).not.toContain('New')
  })

  it('reads damaged hives, and names the hive in the messages', () => {
    const damaged = files.file(
      'damaged.hiv',
      corrupt(bytes, { at: places.nk('Beta') + NK.SIGNATURE, bytes: [0, 0] }),
    )
    const { code, out, err } = hive('compare', input, damaged)
    expect(code).toBe(1)
    expect(out).toContain('removed key Beta with 3 keys and 0 values\n')
    for (const line of err.trimEnd().split('\n')) {
      expect(line).toMatch(MESSAGE)
      expect(line).toContain(damaged)
    }
  })

  it('refuses what is not a hive, and options it does not know', () => {
    const not = files.file('not', 'not a hive')
    const missing = files.path('missing')
    expect(hive('compare', input, not)).toMatchObject({ code: 2, out: '' })
    expect(hive('compare', missing, input)).toMatchObject({ code: 2, out: '' })
    expect(hive('compare', input)).toMatchObject({ code: 2, out: '' })
    const { code, err } = hive('compare', input, input, '--with', 'class,owner')
    expect([code, err]).toEqual([
      2,
      "hive: ERROR_INVALID_PARAMETER: --with does not know 'owner' (known: security, class, flags, times, all)\n",
    ])
  })

  it('does not print text that is far larger than the hives, unless told to', () => {
    const build = (time: bigint) => {
      const deep = Hive.create({ now: time })
      deep.clock = () => time
      deep.rootKey.createPath(Array.from({ length: 450 }, () => '\u0001'.repeat(255)))
      return deep.finishedCopy()
    }
    const [a, b] = [files.file('deep1', build(NOW)), files.file('deep2', build(NOW + 1n))]
    const { code, out, err } = hive('compare', a, b, '--with', 'times')
    expect(code).toBe(2)
    expect(out.length).toBeLessThan(50_000_000)
    expect(err).toMatch(/more than 64 times the size of both hives.*--force/)
    const all = hive('compare', a, b, '--with', 'times', '--force')
    expect(all.code).toBe(1)
    expect(all.out.split('\n')).toHaveLength(452)
  })

  it('compares a dirty hive as it is', () => {
    const dirty = corrupt(bytes, { at: BASE.PRIMARY_SEQUENCE, u32: 77 })
    const { code, err } = hive('compare', input, files.file('dirty.hiv', dirty))
    expect(code).toBe(0)
    expect(err).toContain('dirty.hiv')
  })
})

describe('the .reg files of hive compare', () => {
  const textOf = (path: string) => readFileSync(path).toString('utf16le')

  it('turn A into B, and B into A', () => {
    const [reg, inverse] = [files.path('redo.reg'), files.path('undo.reg')]
    const { code, out, err } = hive('compare', input, changed, '--reg', reg, '--inverse', inverse)
    expect([code, out]).toEqual([1, hive('compare', input, changed).out])
    expect(textOf(reg).split('\r\n')).toEqual([
      '\ufeffWindows Registry Editor Version 5.00',
      '',
      '[HKEY_LOCAL_MACHINE\\before\\Alpha]',
      '@=-',
      '"Inline"=hex:01,02,03,04',
      '"Text"="other text"',
      '',
      '[HKEY_LOCAL_MACHINE\\before\\Alpha\\Three]',
      '',
      '[HKEY_LOCAL_MACHINE\\before\\Alpha\\Three\\Deep]',
      '',
      '[-HKEY_LOCAL_MACHINE\\before\\Alpha\\Two]',
      '',
      '',
    ])
    expect(textOf(inverse).split('\r\n').slice(2, 7)).toEqual([
      '[HKEY_LOCAL_MACHINE\\after\\Alpha]',
      '@="default"',
      '"Inline"=dword:04030201',
      '"Text"="some text"',
      '',
    ])
    expect(err.split('\n')).toEqual([
      `hive: left-out: ${reg}: Beta\\b: .reg text cannot change the letter case of the name of a key`,
      `hive: left-out: ${reg}: New\\u000a: its path or name has a line break, a NUL, or an empty or split name`,
      `hive: left-out: ${inverse}: Beta\\B: .reg text cannot change the letter case of the name of a key`,
      `hive: left-out: ${inverse}: New\\u000a: its path or name has a line break, a NUL, or an empty or split name`,
      '',
    ])
  })

  it('list the attributes that .reg text has no form for', () => {
    const reg = files.path('attributes.reg')
    const { err } = hive('compare', input, changed, '--with', 'all', '--reg', reg)
    expect(err).toContain(`${reg}: Beta: class: .reg text has no form for it\n`)
    expect(err).toContain(`${reg}: Many: flags: .reg text has no form for it\n`)
    expect(err).toMatch(/the times of \d+ keys: \.reg text has no form for it\n/)
  })

  it('a value whose name differs in case is deleted and created again', () => {
    const after = edited('cased.hiv', (it) => it.key('Alpha').value('Text')?.rename('TEXT'))
    const reg = files.path('cased.reg')
    expect(hive('compare', input, after, '--reg', reg).err).toBe('')
    expect(textOf(reg)).toContain('\r\n"Text"=-\r\n"TEXT"="some text"\r\n')
  })

  it('of several values of one name, all are replaced by the only one that is left', () => {
    const twins = files.file('twins.hiv', sameNames())
    const one = Hive.open(sameNames())
    // Left are the second `dup` and the second value without a name.
    for (const index of [4, 2, 0]) one.key('A').valueAt(index)?.delete()
    const rest = files.file('one.hiv', one.finishedCopy())
    const reg = files.path('twins.reg')
    expect(hive('compare', twins, rest, '--reg', reg)).toMatchObject({ code: 1, err: '' })
    const lines = textOf(reg).split('\r\n')
    expect(lines.filter((line) => /^"dup"=-$/i.test(line))).toHaveLength(3)
    expect(lines.filter((line) => line === '@=-')).toHaveLength(2)
    expect(lines.filter((line) => line.includes('of '))).toEqual(['"DUP"="of DUX"', '@="of x"'])
    const inverse = files.path('twins back.reg')
    expect(hive('compare', twins, rest, '--inverse', inverse).err).toMatch(
      /^hive: left-out: .* "dup": several of them have the same name/im,
    )
  })

  it('begin their paths with the given prefix', () => {
    const reg = files.path('prefix.reg')
    hive('compare', input, changed, '--reg', reg, '--prefix', 'hkcu\\Software')
    expect(textOf(reg)).toContain('[HKEY_CURRENT_USER\\Software\\Alpha]')
  })

  it('replace no file, and are not written when something is refused', () => {
    const there = files.file('there.reg', 'x')
    const other = files.path('other.reg')
    for (const args of [
      ['--reg', other, '--inverse', there],
      ['--reg', other, '--inverse', other],
      ['--reg', other, '--prefix', 'NOWHERE'],
      ['--reg', input, '--force'],
      ['--prefix', 'HKLM\\x'],
    ]) {
      expect(hive('compare', input, changed, ...args)).toMatchObject({ code: 2, out: '' })
    }
    expect(existsSync(other)).toBe(false)
    expect(hive('compare', input, changed, '--reg', there, '--force').code).toBe(1)
    expect(textOf(there)).toContain('Alpha')
  })
})

describe.skipIf(!hasCorpus)('hive compare of every corpus file', () => {
  it.each(plainHives)('finds no difference between $name and a compacted copy of it', (file) => {
    const other = files.path('compacted.hiv')
    const copied = hive('save', file.path, '-o', other, '--force', '--damaged')
    // It is compared with itself where the copy has something else, which is said.
    const isSame = copied.code === 0 && copied.err === ''
    const { code, out } = hive('compare', file.path, isSame ? other : file.path, '--with', 'all')
    expect({ code, out }).toEqual({ code: 0, out: '' })
  })

  it.each(brokenHives)(
    'compares $name with itself as far as it can be read, or says why not',
    (file) => {
      const { code, out, err } = hive('compare', file.path, file.path, '--with', 'all', '--json')
      expect([0, 2]).toContain(code)
      if (code === 0) expect(JSON.parse(out)).toMatchObject({ differences: [], complete: true })
      else expect(err).toMatch(/^hive: .*\n$/)
      for (const line of err.trimEnd().split('\n')) if (err !== '') expect(line).toMatch(MESSAGE)
    },
  )
})
