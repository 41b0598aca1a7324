/** A header whose root is bent to a subkey: what is below is readable, and nothing is written. */

import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { OROpenHive } from '../../src/offreg/functions.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { compactHive } from '../../src/offreg/save.ts'
import { BASE, NK, SK } from '../../src/regf/layout.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything, ROOT } from '../helpers/hives.ts'
import { hive as run } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const places = hiveOfEverything()
const { bytes } = places
const bentTo = (path: string) => corrupt(bytes, { at: BASE.ROOT_CELL, u32: places.cell(path) })

describe.each(['Alpha', 'Alpha\\Two', 'Many\\key 1300'])('a root changed to %s', (path) => {
  const bent = bentTo(path)
  const file = files.file(path.replaceAll('\\', '-'), bent)

  it('is the one error, and says where the root is', () => {
    const { findings } = Hive.open(bent.slice()).check()
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'root-is-subkey',
        severity: 'error',
        offset: BASE.ROOT_CELL,
        path: [],
        key: places.cell(path),
        expected: ROOT,
      }),
    ])
  })

  it('is refused by everything that writes', () => {
    const out = files.path('out')
    for (const args of [
      ['save', file],
      ['save', file, '--keep-layout'],
      ['set', file, '', 'v', 'sz', 'x'],
      ['merge', file, file],
    ]) {
      const { code, err } = run(...args, '-o', out)
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('root-is-subkey') })
      expect(existsSync(out)).toBe(false)
    }
    expect(() => compactHive(Hive.open(bent.slice()), { minor: 5 })).toThrow(
      expect.objectContaining({ code: 'damaged' }),
    )
    expect(OROpenHive(bent).status).toBe(1017)
  })

  it('shows the subkeys below it, and lowers no count of security cells', () => {
    const hive = Hive.open(bent.slice())
    const keys = places.hive.key(path)
    expect([...hive.rootKey.subkeys()].map(({ name }) => name)).toEqual(
      [...keys.subkeys()].map(({ name }) => name),
    )
    const { code, out } = run('dump', file)
    expect(code).toBe(0)
    expect(out.split('\n').filter((line) => line.startsWith('K ')).length).toBe(hive.check().keys)
    const count = places.security('') + SK.REFERENCES
    const before = hive.image.u32(count)
    hive.finish()
    expect(hive.image.u32(count)).toBe(before)
  })
})

it('a root whose stale parent field names a key that does not list it is not reported', () => {
  const at = places.nk('') + NK.PARENT
  for (const u32 of [ROOT, places.cell('Alpha'), 0x748, 0xffffffff]) {
    expect(Hive.open(corrupt(bytes, { at, u32 })).check().findings).toEqual([])
  }
})
