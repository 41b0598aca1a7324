/** Hives with logs on the command line: which logs are used, what is reported, what is written. */

import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { dirty, entriesOf, joined, newLog, someVersions } from '../helpers/logs.ts'
import { hive, MESSAGE } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

type Bytes = Uint8Array<ArrayBuffer>

const files = temporary()
const states = someVersions()
const [start, , , last] = states as [Bytes, Bytes, Bytes, Bytes]
const chain = entriesOf(states, 10)
const primary = files.file('SYSTEM', dirty(start))
const clean = files.file('CLEAN', start)
const wanted = files.file('WANTED', last)
const log1 = files.file('SYSTEM.LOG1', newLog(start, chain.slice(0, 2)))
const log2 = files.file('SYSTEM.LOG2', newLog(start, chain.slice(2)))
const empty = files.file('EMPTY.LOG', '')
/** A log that would give the hive an error it did not have. */
const wrecked = corrupt(last, { at: 4096 + 4096, u32: 0 })
const worse = files.file('WORSE.LOG1', newLog(start, entriesOf([start, wrecked], 10)))
/** A log with which the hive could no longer be opened. */
const rootless = corrupt(start, { at: 4096 + 0x24, u16: 0 })
const fatal = files.file('FATAL.LOG1', newLog(start, entriesOf([start, rootless], 10)))

let number = 0
const free = () => files.path(`out ${number++}`)

describe('recover', () => {
  it('recover writes a clean hive with a number above all others, and prints which entries were used', () => {
    const out = free()
    const { code, out: said, err } = hive('recover', primary, empty, log2, log1, '-o', out)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(said).toBe(
      [
        `${empty}: not used: it is empty\n`,
        `${log2}: entry 12 used\n`,
        `${log1}: entries 10 to 11 used\n`,
      ].join(''),
    )
    const { base } = Hive.open(Uint8Array.from(readFileSync(out)))
    expect(base).toMatchObject({ primarySequence: 13, secondarySequence: 13, dirty: false })
    expect(hive('dump', out).out).toBe(hive('dump', wanted).out)
  })

  it('recover writes a number above those of entries that were not used', () => {
    const remnant = newLog(start, [{ ...chain[0], sequence: 90 } as never]).subarray(512)
    const log = files.file('REMNANT.LOG1', joined([newLog(start, chain), remnant]))
    const out = free()
    const { out: said } = hive('recover', primary, log, '-o', out)
    expect(said).toMatch(
      /entries 10 to 12 used, the rest not: entry 13 is missing and entry 90 comes next/,
    )
    expect(Hive.open(Uint8Array.from(readFileSync(out))).base.primarySequence).toBe(91)
  })

  it('recover reports in one line what is wrong with each log, and writes nothing', () => {
    const out = free()
    const { code, out: said, err } = hive('recover', primary, empty, clean, '-o', out)
    expect({ code, said }).toEqual({ code: 2, said: '' })
    expect(err).toMatch(/^hive: no-usable-log: .*EMPTY.LOG: not used: .*CLEAN: not used: .*\n$/)
    expect(existsSync(out)).toBe(false)
  })

  it('recover says of logs it cannot use that they may belong to another hive', () => {
    const elsewhere = new Uint8Array(readFileSync(log1))
    const view = new DataView(elsewhere.buffer)
    elsewhere.fill(0, 48, 112)
    for (const [at, char] of [...'OTHER'].entries()) {
      view.setUint16(48 + at * 2, char.charCodeAt(0), true)
    }
    for (const at of [4, 8]) view.setUint32(at, view.getUint32(at, true) + 50, true)
    let sum = 0
    for (let at = 0; at < 508; at += 4) sum ^= view.getUint32(at, true)
    view.setUint32(508, sum >>> 0, true)
    const other = files.file('OTHER.LOG1', elsewhere)
    const { code, err } = hive('recover', primary, empty, other, '-o', free())
    expect(code).toBe(2)
    expect(err).toMatch(
      /^hive: no-usable-log: .*EMPTY.LOG: not used: it is empty.*OTHER.LOG1: not used: .*OTHER.LOG1: it may belong to another hive: its header differs in file name\n$/,
    )
  })

  it('recover reports the facts about logs that would make a hive worse', () => {
    for (const log of [worse, fatal]) {
      const { err } = hive('recover', primary, log, empty, '-o', free())
      expect(err).toMatch(/^hive: ERROR_REGISTRY_CORRUPT: .*entry 10 used; .*EMPTY.LOG: not used: /)
    }
  })

  it('recover recognises an alternate copy', () => {
    const alternate = new Uint8Array(readFileSync(clean))
    alternate[28] = 1
    const path = files.file('SYSTEM.ALT', alternate)
    const { err } = hive('recover', primary, path, '-o', free())
    expect(err).toMatch(/SYSTEM.ALT: not used: it is an alternate copy of a hive/)
    for (const command of ['info', 'check', 'dump']) {
      expect(hive(command, path)).toEqual({
        code: 2,
        out: '',
        err: `hive: ERROR_NOT_REGISTRY_FILE: ${path}: an alternate copy of a hive, kept by Windows 2000: open the hive itself (the same name without .ALT) (file offset 0x1c)\n`,
      })
    }
  })

  it('recover has nothing to do on a clean hive', () => {
    const { code, err } = hive('recover', clean, log1, '-o', free())
    expect([code, err]).toEqual([
      2,
      `hive: nothing-to-recover: ${clean}: the hive is clean: there is nothing to recover\n`,
    ])
  })

  it('recover refuses to write a hive that is worse than before, except with --damaged', () => {
    const out = free()
    const { code, err } = hive('recover', primary, worse, '-o', out)
    expect(code).toBe(2)
    expect(err).toMatch(
      /^hive: ERROR_REGISTRY_CORRUPT: .*SYSTEM: with its logs applied .* new errors?.*\(file offset 0x2000\)\n$/,
    )
    expect(existsSync(out)).toBe(false)
    const told = hive('recover', primary, worse, '-o', out, '--damaged')
    expect(told.code).toBe(0)
    expect(told.err).toMatch(/^hive: bin-signature: /m)
    expect(hive('check', out).code).toBe(1)
  })

  it('recover says when the hive had its errors before', () => {
    const damaged = files.file('DAMAGED', dirty(wrecked))
    const log = files.file(
      'DAMAGED.LOG1',
      newLog(wrecked, entriesOf([wrecked, corrupt(wrecked, { at: 4096 + 60, u8: 1 })], 10)),
    )
    const { code, err } = hive('recover', damaged, log, '-o', free())
    expect(code).toBe(2)
    expect(err).toMatch(
      /^hive: ERROR_REGISTRY_CORRUPT: .*the hive has \d+ errors? \(use --damaged to write it anyway\)/,
    )
  })

  it('recover refuses to write a hive that cannot be opened, even with --damaged', () => {
    const out = free()
    for (const flag of [[], ['--damaged']]) {
      const { code, err } = hive('recover', primary, fatal, '-o', out, ...flag)
      expect(code).toBe(2)
      expect(err).toMatch(
        /^hive: ERROR_REGISTRY_CORRUPT: .*SYSTEM: with its logs applied the hive cannot be opened/,
      )
      expect(existsSync(out)).toBe(false)
    }
  })

  it('recover never writes over its inputs', () => {
    const { code, err } = hive('recover', primary, log1, '-o', log1, '--force')
    expect([code, err]).toEqual([2, expect.stringMatching(/cannot write to an input file/)])
  })
})

describe('recover --dry-run', () => {
  it('recover --dry-run lists what would change, and writes nothing', () => {
    const { code, out, err } = hive('recover', primary, log1, log2, '--dry-run')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.split('\n')).toEqual([
      `${log1}: entries 10 to 11 used`,
      `${log2}: entry 12 used`,
      expect.stringMatching(/^[\d,]+ bytes into \d+ pages of the hive$/),
      'errors: 0, 0 of them new',
      'keys: 1 added, 4 removed, 0 changed',
      'values: 2 added, 0 removed, 0 changed',
      'added key Alpha\\Grown with 0 keys and 1 value',
      'removed key Beta with 3 keys and 0 values',
      'added value Witness "First"',
      '',
    ])
  })

  it('recover --dry-run reports a hive that would be worse', () => {
    expect(hive('recover', primary, worse, '--dry-run').out).toMatch(
      /^errors: (\d+), \1 of them new$/m,
    )
    expect(hive('recover', primary, fatal, '--dry-run').out).toMatch(
      /^with its logs applied the hive cannot be opened$/m,
    )
  })

  it('recover --dry-run refuses -o, since it writes nothing', () => {
    const out = free()
    const { code, out: said, err } = hive('recover', primary, log1, log2, '--dry-run', '-o', out)
    expect([code, said, existsSync(out)]).toEqual([2, '', false])
    expect(err).toMatch(/^hive: ERROR_INVALID_PARAMETER: -o cannot be combined with --dry-run/)
  })

  it('recover --dry-run refuses for the same reasons as recover', () => {
    expect(hive('recover', primary, empty, '--dry-run').err).toMatch(/^hive: no-usable-log: /)
  })
})

describe.each(['dump', 'check'])('%s with logs', (command) => {
  it('reads the recovered hive, and reports which logs are used', () => {
    const { code, out, err } = hive(command, primary, log1, log2)
    expect([code, out]).toEqual([0, hive(command, wanted).out])
    expect(err).toBe(
      `hive: log: ${log1}: entries 10 to 11 used\nhive: log: ${log2}: entry 12 used\n`,
    )
  })

  it('reads the hive without logs when none can be used, and reports why', () => {
    const { code, out, err } = hive(command, primary, empty)
    expect([code, out]).toEqual([0, hive(command, primary).out])
    expect(err).toMatch(/^hive: log: .*EMPTY.LOG: not used: it is empty/)
  })

  it('reports an error, not the bare hive, when the logs make it unreadable', () => {
    const { code, out, err } = hive(command, primary, fatal)
    expect([code, out]).toEqual([2, ''])
    const [used, error] = err.split('\n')
    expect(used).toMatch(/^hive: log: .*entry 10 used$/)
    expect(error).toMatch(MESSAGE)
  })
})

it('no input file was changed', () => {
  expect(Buffer.compare(readFileSync(primary), dirty(start))).toBe(0)
  expect(Buffer.compare(readFileSync(log2), newLog(start, chain.slice(2)))).toBe(0)
})
