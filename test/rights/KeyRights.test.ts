import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { keyName } from '../../src/regf/keyNode.ts'
import { NK } from '../../src/regf/layout.ts'
import { KeyRights } from '../../src/rights/KeyRights.ts'
import type { Token } from '../../src/security/accessCheck.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { runToEnd } from '../../src/work.ts'

const USERS: Token = {
  sids: new Set(['S-1-1-0', 'S-1-5-4', 'S-1-5-11', 'S-1-5-32-545']),
  level: 8192,
}

function set(hive: Hive, path: string, sddl: string): void {
  hive.rootKey.createPath(path).setDescriptor(encodeDescriptor(parseSddl(`O:BAG:BA${sddl}`)))
}

function found(hive: Hive, token = USERS) {
  const rights = new KeyRights(hive, token)
  const steps = runToEnd(rights.find())
  expect(steps).toBeUndefined()
  const keys = Array.from({ length: rights.count }, (_, index) => rights.at(index))
  return {
    rights,
    names: keys.map((one) => one && keyName(hive.cells, one.key, hive.cells.payloadAt(one.key))),
  }
}

describe('keys that ordinary users can write', () => {
  it('are those where an entry gives a right to write, and none denies it before', () => {
    const hive = Hive.create()
    set(hive, 'values', 'D:(A;;0x20002;;;BU)')
    set(hive, 'subkeys', 'D:(A;;CCLC;;;AU)')
    set(hive, 'owner', 'D:(A;;WO;;;WD)')
    set(hive, 'denied', 'D:(D;;KW;;;IU)(A;;KW;;;BU)')
    set(hive, 'below only', 'D:(A;CIIO;KA;;;BU)')
    set(hive, 'read', 'D:(A;;KR;;;BU)')
    set(hive, 'link', 'D:(A;;CCSWRPWPRC;;;BU)')
    set(hive, 'no list', 'D:NO_ACCESS_CONTROL')
    set(hive, 'empty list', 'D:')
    set(hive, 'administrators', 'D:(A;;KA;;;BA)')
    expect(found(hive).names.sort()).toEqual(['no list', 'owner', 'subkeys', 'values'])
    const administrator = { sids: new Set(['S-1-5-32-544']), level: 12288 }
    expect(found(hive, administrator).names).toContain('administrators')
  })

  it('name the entry that decides', () => {
    const hive = Hive.create()
    set(hive, 'k', 'D:(A;;KR;;;WD)(A;;KW;;;BU)')
    const { rights } = found(hive)
    const decisions = rights.at(0)?.use.access?.decisions ?? []
    expect(decisions.find(({ right }) => right === 'KEY_SET_VALUE')?.decider).toEqual({
      by: 'entry',
      index: 1,
    })
    expect(rights.at(1)).toBeUndefined()
  })

  it('are checked once for each descriptor, and the keys of each are counted', () => {
    const hive = Hive.create()
    const many = hive.rootKey.createPath('many')
    set(hive, 'many', 'D:(A;CI;KA;;;BU)')
    hive.transact(() => {
      for (let n = 0; n < 3000; n++) many.create(`k${n}`)
    })
    set(hive, 'many\\k7', 'D:(A;CI;KR;;;BU)')
    const { rights } = found(hive)
    expect(rights.walked).toBe(3002)
    expect(rights.count).toBe(3000)
    expect(rights.uses.map(({ keys }) => keys).sort()).toEqual([1, 1, 3000])
    expect(rights.at(0)?.use).toBe(rights.at(2999)?.use)
  })

  it('can be read while they are found', () => {
    const hive = Hive.create()
    set(hive, 'many', 'D:(A;CI;KA;;;BU)')
    const many = hive.key('many')
    hive.transact(() => {
      for (let n = 0; n < 3000; n++) many.create(`k${n}`)
    })
    hive.survey()
    const rights = new KeyRights(hive, USERS)
    const steps = rights.find()
    const first = steps.next()
    expect(first.done).toBe(false)
    expect(rights.count).toBeGreaterThan(0)
    expect(rights.count).toBeLessThan(3001)
    expect(rights.at(0)?.key).toBe(many.cell)
  })

  it('leave out keys whose descriptor cannot be read, which are counted', () => {
    const hive = Hive.create()
    set(hive, 'k', 'D:(A;CI;KA;;;BU)')
    hive.transact(({ cells }) => {
      cells.image.setU32(cells.payloadAt(hive.key('k').cell) + NK.SECURITY, 0x10)
    })
    const { rights } = found(hive)
    expect(rights.count).toBe(0)
    expect(rights.uses.map(({ access }) => access === null)).toEqual([false, true])
  })
})
