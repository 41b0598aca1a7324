/** Moving a key to another parent of its hive: what stays, what changes, and what is refused. */

import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { createLinkSteps } from '../../src/offreg/links.ts'
import { type MoveOptions, moveKeySteps } from '../../src/offreg/move.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { runToEnd } from '../../src/work.ts'
import { text } from '../helpers/hives.ts'
import { hiveBytes } from '../worker/openHive.ts'

const KEEP: Omit<MoveOptions, 'name'> = { security: 'keep', times: 'keep' }

const bytes = hiveBytes((root) => {
  const alpha = root.create('Alpha')
  alpha.set('Start', 1, text('one'))
  alpha.create('Below').create('Lowest').set('v', 3, Uint8Array.of(1))
  root.create('Beta').create('ALPHA')
  root.create('Wide')
  for (let n = 0; n < 1012; n++) root.subkey('Wide')?.create(`key ${n}`)
})

function open(): Hive {
  const hive = Hive.open(bytes.slice())
  hive.clock = () => 133_000_000_000_000_000n
  return hive
}

function cellAt(hive: Hive, path: string) {
  return hive.rootKey.key(path).cell
}

function move(hive: Hive, path: string, into: string, options: Partial<MoveOptions> = {}) {
  const name = path.split('\\').at(-1) ?? ''
  return hive.transact((scope) =>
    runToEnd(
      moveKeySteps(scope, cellAt(hive, path), cellAt(hive, into), { name, ...KEEP, ...options }),
    ),
  ).result
}

function codeOf(edit: () => unknown): string | null {
  try {
    edit()
    return null
  } catch (error) {
    if (!(error instanceof HiveError)) throw error
    return error.code
  }
}

describe('a key that is moved', () => {
  it('stays in its cell with everything below it, keeps its times, and stamps both parents', () => {
    const hive = open()
    const [alpha, lowest] = [cellAt(hive, 'Alpha'), cellAt(hive, 'Alpha\\Below\\Lowest')]
    const time = hive.rootKey.key('Alpha').lastWrite
    expect(move(hive, 'Alpha', 'Wide')).toEqual({ key: alpha, keys: 3, values: 2 })
    expect(cellAt(hive, 'Wide\\Alpha\\Below\\Lowest')).toBe(lowest)
    expect(hive.rootKey.subkey('Alpha')).toBe(null)
    expect(hive.rootKey.key('Wide\\Alpha').lastWrite).toBe(time)
    expect(hive.rootKey.lastWrite).toBe(hive.clock())
    expect(hive.rootKey.key('Wide').lastWrite).toBe(hive.clock())
    expect(hive.check().findings).toEqual([])
  })

  it('can get another name, another time, and the permissions of its new place', () => {
    const hive = open()
    const beta = hive.rootKey.key('Beta')
    beta.setDescriptor(encodeDescriptor(parseSddl('O:BAG:BAD:P(A;CI;KA;;;BA)')))
    const longer = 'a name for which the record is too small'
    move(hive, 'Alpha', 'Beta', { name: longer, security: 'inherit', times: 'now' })
    const lowest = hive.rootKey.key(`Beta\\${longer}\\Below\\Lowest`)
    expect(lowest.lastWrite).toBe(hive.clock())
    expect(lowest.sddl).toContain('KA;;;BA')
    expect(hive.check().findings).toEqual([])
  })

  it('is not moved into itself, below itself, to a taken name, below a link, or too deep', () => {
    const hive = open()
    hive.transact((scope) =>
      runToEnd(createLinkSteps(scope, scope.root, 'Link', '\\Registry\\Machine')),
    )
    let deep = hive.rootKey.create('Deep')
    for (let level = 2; level <= 506; level++) deep = deep.create('d')
    const deepest = ['Deep', ...Array.from({ length: 505 }, () => 'd')].join('\\')
    const before = hive.image.bytesCopy(0, hive.image.length)
    expect(codeOf(() => move(hive, '', 'Beta'))).toBe('root-key')
    expect(codeOf(() => move(hive, 'Alpha', 'Alpha'))).toBe('bad-argument')
    expect(codeOf(() => move(hive, 'Alpha', 'Alpha\\Below'))).toBe('bad-argument')
    expect(codeOf(() => move(hive, 'Alpha', 'Beta'))).toBe('key-exists')
    expect(codeOf(() => move(hive, 'Alpha', 'Link'))).toBe('link-key')
    expect(codeOf(() => move(hive, 'Alpha', deepest))).toBe('too-deep')
    expect(codeOf(() => move(hive, 'Alpha', 'Wide', { name: 'a\\b' }))).toBe('name-has-backslash')
    expect(hive.image.bytesCopy(0, hive.image.length)).toEqual(before)
  })
})
