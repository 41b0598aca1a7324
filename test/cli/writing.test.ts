import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { verifiedBytes } from '../../src/cli/writing.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, NK } from '../../src/regf/layout.ts'
import { runToEnd } from '../../src/work.ts'
import { hive, MESSAGE } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()

/** A hive file with a few keys and values. */
function sample(name: string): string {
  const made = Hive.create()
  made.rootKey.createPath('a\\b\\c')
  made.key('a').set('v', 1, Uint8Array.of(65, 0, 0, 0))
  made.key('a\\b').set('', 4, Uint8Array.of(1, 0, 0, 0))
  return files.file(name, made.finishedCopy())
}

function open(path: string): Hive {
  return Hive.open(new Uint8Array(readFileSync(path)))
}

/** Runs a command and expects it to succeed and print nothing. */
function done(...args: string[]): void {
  expect(hive(...args)).toEqual({ code: 0, out: '', err: '' })
}

/** Runs a command and expects it to fail with one line and write nothing. */
function refused(code: string, ...args: string[]): string {
  const outcome = hive(...args)
  expect({ ...outcome, err: '' }).toEqual({ code: 2, out: '', err: '' })
  expect(outcome.err.trimEnd()).toMatch(MESSAGE)
  expect(outcome.err).toMatch(new RegExp(`^hive: ${code}: `))
  return outcome.err
}

const input = sample('input')
const original = readFileSync(input)

describe('create', () => {
  it('create makes a hive of one key that checks clean', () => {
    const out = files.path('created')
    done('create', '-o', out)
    expect(open(out).check()).toMatchObject({ findings: [], keys: 1, values: 0 })
  })

  it('create takes a file name of the maximum length', () => {
    const out = files.path('x'.repeat(255))
    done('create', '-o', out)
    expect(existsSync(out)).toBe(true)
  })
})

describe('set', () => {
  it.each([
    ['sz', 'text', [...Buffer.from('text\0', 'utf16le')]],
    ['dword', '-1', [255, 255, 255, 255]],
    ['qword', '0x10', [16, 0, 0, 0, 0, 0, 0, 0]],
    ['binary', '01 ff', [1, 255]],
    ['none', '', []],
    ['multi_sz', 'a\\0b', [...Buffer.from('a\0b\0\0', 'utf16le')]],
    ['0x20001', 'aa', [...Buffer.from('aa\0', 'utf16le')]],
  ])('set stores %s %j', (type, text, data) => {
    const out = files.path('set')
    done('set', input, 'A\\B', 'new', type, text, '-o', out, '--force')
    expect([...(open(out).key('a\\b').value('new')?.data ?? [])]).toEqual(data)
  })

  it('set takes data that begins with a minus after --', () => {
    const out = files.path('minus')
    done('set', '-o', out, '--', input, '\\', '', 'sz', '-text')
    expect(open(out).rootKey.value('')?.size).toBe(12)
  })

  it.each([
    ['ERROR_INVALID_PARAMETER', ['', 'v', 'nothing', 'x']],
    ['ERROR_INVALID_DATA', ['', 'v', 'dword', 'x']],
    ['ERROR_INVALID_DATA', ['', 'v', 'binary', 'abc']],
    ['ERROR_FILE_NOT_FOUND', ['a\\none', 'v', 'sz', 'x']],
    ['ERROR_INVALID_PARAMETER', ['', 'v'.repeat(16_384), 'sz', 'x']],
  ])('%s: the arguments %j are refused', (code, words) => {
    refused(code, 'set', input, ...words, '-o', files.path('never'))
  })
})

describe('delete', () => {
  it('delete deletes a value, including the default one', () => {
    const out = files.path('deleted')
    done('delete', input, 'a', 'V', '-o', out, '--force')
    expect(open(out).key('a').valueCount).toBe(0)
    done('delete', input, 'a\\b', '', '-o', out, '--force')
    expect(open(out).key('a\\b').valueCount).toBe(0)
    expect(open(out).key('a').valueCount).toBe(1)
  })

  it('delete deletes a key with everything below it', () => {
    const out = files.path('pruned')
    done('delete', input, 'a\\b', '-o', out)
    expect(open(out).check()).toMatchObject({ findings: [], keys: 2, values: 1 })
  })

  it.each([
    ['ERROR_FILE_NOT_FOUND', ['b']],
    ['ERROR_FILE_NOT_FOUND', ['a', 'none']],
    ['ERROR_INVALID_PARAMETER', ['']],
  ])('%s: the arguments %j are refused', (code, words) => {
    refused(code, 'delete', input, ...words, '-o', files.path('never'))
  })
})

describe('new', () => {
  it('new creates the whole path as one edit', () => {
    const out = files.path('new')
    done('new', input, '\\a\\x\\y', '-o', out)
    const { rootKey } = open(out)
    const times = ['a', 'a\\x', 'a\\x\\y'].map((path) => rootKey.key(path).lastWrite)
    expect(new Set(times).size).toBe(1)
    expect(rootKey.lastWrite).not.toBe(times[0])
  })

  it.each([
    ['ERROR_ALREADY_EXISTS', 'A\\B'],
    ['ERROR_ALREADY_EXISTS', ''],
    ['ERROR_INVALID_PARAMETER', `a\\x\\${'y'.repeat(256)}`],
  ])('%s: new refuses %j', (code, path) => {
    refused(code, 'new', input, path, '-o', files.path('never'))
  })
})

describe('rename', () => {
  it('rename keeps the keys and values below', () => {
    const out = files.path('renamed')
    done('rename', input, 'a', 'a longer name than it had', '-o', out)
    expect(open(out).key('A longer name than it had\\b\\c').path).toHaveLength(3)
  })

  it.each([
    ['ERROR_INVALID_PARAMETER', '', 'x'],
    ['ERROR_INVALID_PARAMETER', 'a', ''],
    ['ERROR_INVALID_PARAMETER', 'a', 'b\\c'],
    ['ERROR_FILE_NOT_FOUND', 'none', 'x'],
  ])('%s: rename refuses %j to %j', (code, path, name) => {
    refused(code, 'rename', input, path, name, '-o', files.path('never'))
  })
})

describe('save', () => {
  it('save keeps every byte except sequence numbers, times and checksum', () => {
    const out = files.path('kept')
    done('save', input, '-o', out, '--keep-layout')
    const bytes = readFileSync(out)
    const changed = [...bytes.keys()].filter((at) => bytes[at] !== original[at])
    const allowed = (at: number) =>
      (at >= 4 && at < 20) || (at >= 508 && at < 512) || (at >= 4116 && at < 4124)
    expect(changed.filter((at) => !allowed(at))).toEqual([])
    expect(bytes.readUInt32LE(4)).toBe(original.readUInt32LE(4) + 1)
  })
})

describe('-o', () => {
  const set = (from: string, out: string, ...more: string[]) =>
    ['set', from, '', 'x', 'dword', '1', '-o', out, ...more] as const

  it('-o replaces a file only with --force, and leaves no other file', () => {
    const out = files.file('there', 'precious')
    refused('ERROR_FILE_EXISTS', ...set(input, out))
    expect(readFileSync(out, 'utf8')).toBe('precious')
    done(...set(input, out, '--force'))
    expect(open(out).rootKey.valueCount).toBe(1)
    expect(readdirSync(dirname(out)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('-o never writes an input file, under any name or link', () => {
    const path = sample('own')
    const before = readFileSync(path)
    symlinkSync('own', files.path('symbolic'))
    linkSync(path, files.path('hard'))
    mkdirSync(files.path('folder'))
    const names = [path, files.path('folder/../own'), files.path('symbolic'), files.path('hard')]
    for (const from of names) {
      for (const out of names) {
        refused('ERROR_ACCESS_DENIED', ...set(from, out, '--force'))
        refused('ERROR_FILE_EXISTS', ...set(from, out))
      }
    }
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(lstatSync(files.path('symbolic')).isSymbolicLink()).toBe(true)
  })

  it('-o writes through a symbolic link to another file', () => {
    const target = files.file('target', 'old')
    symlinkSync('target', files.path('link'))
    done(...set(input, files.path('link'), '--force'))
    expect(lstatSync(files.path('link')).isSymbolicLink()).toBe(true)
    expect(open(target).rootKey.valueCount).toBe(1)
  })

  it('-o gives the copy the permissions of the hive', () => {
    const path = sample('private')
    chmodSync(path, 0o600)
    const out = files.path('private copy')
    done(...set(path, out))
    expect(statSync(out).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['ERROR_PATH_NOT_FOUND', 'no folder/x'],
    ['ERROR_FILE_EXISTS', '.'],
    ['ERROR_ACCESS_DENIED', '.', '--force'],
    ['ERROR_ACCESS_DENIED', '/dev/null', '--force'],
  ])('%s: -o refuses %j', (code, name, ...more) => {
    refused(code, ...set(input, name.startsWith('/') ? name : files.path(name), ...more))
  })

  it('-o is required', () => {
    refused('ERROR_INVALID_PARAMETER', 'set', input, '', 'x', 'dword', '1')
    refused('ERROR_INVALID_PARAMETER', 'create')
  })
})

describe('a damaged hive', () => {
  const broken = open(input)
  const at = broken.cells.payloadAt(broken.key('a\\b\\c').cell) + NK.PARENT
  broken.image.transact(() => broken.image.setU32(at, broken.root))
  const path = files.file('damaged', broken.finishedCopy())
  const out = files.path('damaged out')

  it('a damaged hive is not written without --damaged', () => {
    const err = refused('ERROR_REGISTRY_CORRUPT', 'new', path, 'x', '-o', out)
    expect(err).toContain('--damaged')
    expect(err).toContain(`(file offset 0x${at.toString(16)})`)
    refused('ERROR_REGISTRY_CORRUPT', 'save', path, '-o', out, '--keep-layout')
    expect(existsSync(out)).toBe(false)
  })

  it('a damaged hive is written with --damaged, and its errors are printed', () => {
    const { code, err } = hive('new', path, 'x', '-o', out, '--damaged')
    expect(code).toBe(0)
    expect(err).toMatch(/^hive: parent-wrong: /)
    expect(open(out).key('x').path).toEqual(['x'])
  })

  it('a damaged key is not edited, even with --damaged', () => {
    const { code, err } = hive('delete', path, 'a', '-o', files.path('never'), '--damaged')
    expect(code).toBe(2)
    expect(err).toContain('hive: ERROR_REGISTRY_CORRUPT: ')
    expect(existsSync(files.path('never'))).toBe(false)
  })
})

describe('a dirty hive', () => {
  const bytes = Uint8Array.from(original)
  const view = new DataView(bytes.buffer)
  view.setUint32(BASE.PRIMARY_SEQUENCE, 7, true)
  let sum = 0
  for (let at = 0; at < BASE.CHECKSUM; at += 4) sum ^= view.getUint32(at, true)
  view.setUint32(BASE.CHECKSUM, sum >>> 0, true)
  const path = files.file('dirty', bytes)
  const out = files.path('dirty out')

  it.each([
    ['save', path],
    ['save', path, '--keep-layout'],
    ['save', path, '--key', 'a'],
    ['set', path, 'a', 'v', 'sz', 'x'],
    ['new', path, 'x'],
    ['rename', path, 'a', 'b'],
    ['delete', path, 'a'],
    ['merge', path, input],
    ['merge', input, path],
  ])('a dirty hive is refused in the same way by %s %s %s', (...args) => {
    expect(refused('dirty', ...args, '-o', out)).toBe(
      `hive: dirty: ${path}: the hive was not cleanly closed (its sequence numbers 7 and ${view.getUint32(8, true)} differ): ` +
        "apply its logs first with 'hive recover FILE LOG... -o OUT', or use --damaged to write it without them (file offset 0x4)\n",
    )
    expect(existsSync(out)).toBe(false)
    const told = files.path('told')
    const { code, err } = hive(...args, '-o', told, '--force', '--damaged')
    expect(code).toBe(0)
    expect(err).toMatch(/^hive: dirty: .*not cleanly closed/)
    expect(open(told).base.dirty).toBe(false)
  })

  it('a dirty hive is written with --damaged above both of its numbers, with a message that its logs were not applied', () => {
    const { code, err } = hive('new', path, 'x', '-o', out, '--damaged')
    expect(code).toBe(0)
    expect(err).toMatch(/^hive: dirty: .*was not cleanly closed/)
    expect(open(out).base).toMatchObject({
      primarySequence: 8,
      secondarySequence: 8,
      dirty: false,
    })
  })
})

describe('an edit that would damage the hive', () => {
  it('an edit that would damage the hive is refused before anything is written', () => {
    const hive = open(input)
    hive.check()
    const at = hive.cells.payloadAt(hive.key('a').cell)
    hive.image.transact(() => hive.image.setU16(at + NK.NAME_LENGTH, 60_000))
    expect(() => runToEnd(verifiedBytes(hive))).toThrow(
      expect.objectContaining({ code: 'save-would-damage', detail: expect.anything() }),
    )
  })
})

it('an edit of a damaged key is refused with the path of that key and the file offset', () => {
  const made = open(input)
  const field = made.cells.payloadAt(made.key('a').cell) + NK.SUBKEY_LIST
  const bytes = Buffer.from(readFileSync(input))
  bytes.writeUInt32LE(0x7ffff8, field)
  const path = files.file('damaged', bytes)
  const { code, err } = hive('new', path, 'a\\x', '-o', files.path('none'), '--damaged')
  expect(code).toBe(2)
  const at = field.toString(16)
  expect(err.split('\n').at(-2)).toBe(
    `hive: ERROR_REGISTRY_CORRUPT: a: the record at 0x${at} is damaged: reference-bad (file offset 0x${at})`,
  )
})

it('the input file was never changed', () => {
  expect(readFileSync(input).equals(original)).toBe(true)
})
