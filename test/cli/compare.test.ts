/** `hive compare`: what it prints, and its exit codes. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { setClass, setFlags } from '../../src/offreg/keys.ts'
import { BASE, NK } from '../../src/regf/layout.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything, NOW, text } from '../helpers/hives.ts'
import { hive, MESSAGE } from '../helpers/runHive.ts'
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

  it('prints JSON with each difference on a line of its own', () => {
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

  it('compares a dirty hive as it is', () => {
    const dirty = corrupt(bytes, { at: BASE.PRIMARY_SEQUENCE, u32: 77 })
    const { code, err } = hive('compare', input, files.file('dirty.hiv', dirty))
    expect(code).toBe(0)
    expect(err).toContain('dirty.hiv')
  })
})
