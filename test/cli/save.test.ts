/** `save` and `create` with a Windows version: the hive they write, and the errors. */

import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, NK } from '../../src/regf/layout.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { oldHive } from '../helpers/oldHive.ts'
import { EVERYONE, rawHive } from '../helpers/rawHive.ts'
import { hive, MESSAGE } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const everything = hiveOfEverything()
const input = files.file('everything', everything.bytes)
let count = 0
const fresh = () => files.path(`out-${count++}`)

function open(path: string): Hive {
  return Hive.open(new Uint8Array(readFileSync(path)))
}

function refused(code: string, ...args: string[]): string {
  const out = fresh()
  const outcome = hive(...args, '-o', out)
  expect({ ...outcome, err: '' }).toEqual({ code: 2, out: '', err: '' })
  expect(outcome.err.trimEnd()).toMatch(MESSAGE)
  expect(outcome.err).toMatch(new RegExp(`^hive: ${code}: `))
  expect(existsSync(out)).toBe(false)
  return outcome.err
}

/** One of three keys has a descriptor without an owner. */
const ownerless = files.file(
  'ownerless',
  rawHive({
    minor: 5,
    root: { name: 'ROOT', subkeys: [{ name: 'a' }, { name: 'b', security: 1 }] },
    descriptors: [EVERYONE, EVERYONE.slice().fill(0, 4, 8)],
  }),
)

describe('save', () => {
  it.each([
    [[], '1.5'],
    [['--os', '5.0'], '1.3'],
    [['--os=6.1'], '1.5'],
    [['--os', '10.0'], '1.5'],
  ])('save %j writes a compacted hive of version %s', (options, version) => {
    const out = fresh()
    expect(hive('save', input, '-o', out, ...options)).toEqual({ code: 0, out: '', err: '' })
    const saved = open(out)
    expect(saved.version).toBe(version)
    expect(saved.check().findings).toEqual([])
    expect(hive('dump', out).out).toBe(hive('dump', input).out)
  })

  it.each([2, 3, 4, 6] as const)('save without --os keeps version 1.%s', (minor) => {
    const out = fresh()
    const path = files.file(`minor-${minor}`, hiveOfEverything(minor).bytes)
    expect(hive('save', path, '-o', out).code).toBe(0)
    expect(open(out).version).toBe(`1.${minor}`)
  })

  it.each(['save', 'merge'])(
    '%s names the hive whose descriptors could not be copied',
    (command) => {
      const inputs = command === 'merge' ? [input, ownerless] : [ownerless]
      expect(refused('ERROR_REGISTRY_CORRUPT', command, ...inputs)).toContain('descriptor-bad')
      const out = fresh()
      const { code, err } = hive(command, ...inputs, '-o', out, '--damaged')
      expect(code).toBe(0)
      const hiveOf = command === 'merge' ? `${ownerless}: ` : ''
      expect(err).toContain(
        `hive: descriptor-bad: ${hiveOf}b: A security descriptor is invalid (it has no owner)`,
      )
      expect(err).toContain(
        `hive: left-out: ${ownerless}: 1 security descriptor could not be copied; keys that use it get the descriptor of their parent key\n`,
      )
      expect(open(out).check().findings).toEqual([])
    },
  )

  it('save with --keep-layout and --damaged leaves a bad descriptor where it is', () => {
    const out = fresh()
    expect(refused('ERROR_REGISTRY_CORRUPT', 'save', ownerless, '--keep-layout')).toContain(
      'descriptor-bad',
    )
    expect(hive('save', ownerless, '-o', out, '--keep-layout', '--damaged').code).toBe(0)
    expect(
      open(out)
        .check()
        .findings.map(({ code }) => code),
    ).toEqual(['descriptor-bad'])
  })

  it('save with --key makes that key the root of the new hive', () => {
    const out = fresh()
    expect(hive('save', input, '-o', out, '--key', 'alpha\\two').code).toBe(0)
    const saved = open(out)
    expect([saved.rootKey.name, ...[...saved.rootKey.subkeys()].map(({ name }) => name)]).toEqual([
      'ROOT',
      'Deep',
    ])
  })

  it.each(['4.0', '7.0', '99.99', 'XP', '10'])('132 save refuses --os %s', (os) => {
    refused('ERROR_INVALID_PARAMETER', 'save', input, '--os', os)
    refused('ERROR_INVALID_PARAMETER', 'create', '--os', os)
  })

  it('save refuses a --key that does not exist', () => {
    refused('ERROR_FILE_NOT_FOUND', 'save', input, '--key', 'Alpha\\None')
  })

  it('133 134 save refuses an output file that exists, and one in a folder that does not', () => {
    expect(hive('save', input, '-o', input).err).toContain('ERROR_FILE_EXISTS')
    expect(hive('save', input, '-o', files.path('none/x')).err).toContain('ERROR_PATH_NOT_FOUND')
  })

  it('save refuses --os and --key together with --keep-layout', () => {
    refused('ERROR_INVALID_PARAMETER', 'save', input, '--keep-layout', '--os', '6.1')
    refused('ERROR_INVALID_PARAMETER', 'save', input, '--keep-layout', '--key', 'Alpha')
  })

  it('save names the key and value of data that 1.3 cannot hold', () => {
    const made = Hive.create()
    made.rootKey.createPath('a\\b').set('huge', 3, new Uint8Array(0x100001))
    const path = files.file('huge', made.finishedCopy())
    const message = refused('ERROR_INVALID_PARAMETER', 'save', path, '--os', '5.0')
    expect(message).toContain(': a\\b "huge": ')
    expect(message).toContain('1048577')
  })

  it('save with --damaged takes a hive that was not closed cleanly, reports that, and writes it clean', () => {
    const path = files.file(
      'dirty',
      corrupt(everything.bytes, { at: BASE.PRIMARY_SEQUENCE, u32: 9 }),
    )
    const out = fresh()
    const { code, err } = hive('save', path, '-o', out, '--damaged')
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/^hive: dirty: .*not cleanly closed.*\n$/),
    ])
    expect(open(out).base).toMatchObject({ dirty: false, primarySequence: 10 })
  })

  it('save reports, but not as an error, that a read-only version becomes 1.3', () => {
    const path = files.file('old', oldHive(everything.hive))
    const out = fresh()
    const { code, err } = hive('save', path, '-o', out)
    expect([code, err]).toEqual([0, expect.stringMatching(/^hive: converted: .*1\.1.*1\.3\n$/)])
    expect(open(out).version).toBe('1.3')
  })

  it('save refuses a damaged hive, and with --damaged writes the readable part', () => {
    const at = everything.nk('Alpha\\Two') + NK.SIGNATURE
    const path = files.file('damaged', corrupt(everything.bytes, { at, u32: 0 }))
    refused('ERROR_REGISTRY_CORRUPT', 'save', path)
    const out = fresh()
    expect(hive('save', path, '-o', out, '--damaged').code).toBe(0)
    const saved = open(out)
    expect(saved.check().findings).toEqual([])
    expect([...saved.key('Alpha').subkeys()].map(({ name }) => name)).toEqual(['One'])
  })
})

describe('create', () => {
  it.each([
    [[], 5],
    [['--os', '5.0'], 3],
    [['--os', '6.3'], 5],
  ])('138 create %j makes the same hive as the library', (options, minor) => {
    const out = fresh()
    expect(hive('create', '-o', out, ...options)).toEqual({ code: 0, out: '', err: '' })
    const made = open(out)
    expect(made.base).toMatchObject({ minor, primarySequence: 1, secondarySequence: 1 })
    expect(made.image.length).toBe(8192)
    expect([made.rootKey.name, made.rootKey.flags]).toEqual(['ROOT', 0x20])
  })
})
