/** The descriptors of new keys (regf-format 6.2 rule 15, offreg-api 8.19). */

import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { ORCreateKey, ORGetKeySecurity, OROpenHive } from '../../src/offreg/functions.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { mergeHives } from '../../src/offreg/merge.ts'
import { NK } from '../../src/regf/layout.ts'
import { NIL } from '../../src/regf/offsets.ts'
import { decodeDescriptor, encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { SECURITY_INFORMATION as INFO } from '../../src/security/parts.ts'
import { formatSddl } from '../../src/security/sddl.ts'
import { audit } from '../helpers/audit.ts'
import { inheritedBytes } from '../helpers/inheritedBytes.ts'
import { rng } from '../helpers/rng.ts'
import { securityCell, storedCount } from '../helpers/securityCells.ts'
import { ok } from './conformance/library.ts'

function newHive(): Hive {
  const hive = Hive.create({ now: 133_000_000_000_000_000n })
  hive.clock = () => 133_000_000_010_000_000n
  return hive
}

const bytesOf = (text: string) => encodeDescriptor(parseSddl(text))

function expectSound(hive: Hive): void {
  expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
  expect(Hive.open(hive.finishedCopy()).check().findings).toEqual([])
}

describe('a new key', () => {
  it.each([
    'O:SYG:SYD:(A;CI;KA;;;SY)(A;OICI;KR;;;WD)',
    'O:SYG:SYD:AI(A;CIID;KA;;;SY)(D;CIID;KW;;;AN)S:AI(AU;CIIDSA;KA;;;WD)',
    // Full control for the creator adds nothing if the owner has it.
    'O:SYG:SYD:AI(A;CIID;KA;;;SY)(A;CIIOID;KA;;;CO)',
    'O:SYG:SYD:(A;CI;KR;;;SY)(A;CI;KW;;;SY)(A;CIIO;KRKW;;;CO)',
    'O:SYG:SYD:NO_ACCESS_CONTROL',
  ])("6.2.15 a new key shares its parent's cell if all of %s applies to subkeys", (sddl) => {
    const hive = newHive()
    hive.rootKey.setDescriptor(bytesOf(sddl))
    const key = hive.rootKey.create('k')
    expect(securityCell(key)).toBe(securityCell(hive.rootKey))
    expect(storedCount(key)).toBe(2)
    expectSound(hive)
  })

  it.each([
    ['a denial for this key only', '(D;;KA;;;BU)(A;CI;KA;;;SY)', '(A;CI;KA;;;SY)'],
    ['protection', 'P(A;CI;KA;;;SY)', '(A;CI;KA;;;SY)'],
    ['an entry for one level only', '(A;CI;KA;;;SY)(A;CINP;KR;;;WD)', '(A;CI;KA;;;SY)(A;;KR;;;WD)'],
    ['an entry for subkeys only', '(A;CI;KA;;;SY)(A;CIIO;KR;;;WD)', '(A;CI;KA;;;SY)(A;CI;KR;;;WD)'],
    [
      'what the creator has not yet',
      '(A;CI;KR;;;SY)(A;CIIO;KA;;;CO)',
      '(A;CI;KR;;;SY)(A;;KA;;;SY)(A;CIIO;KA;;;CO)',
    ],
    [
      'what a denial would take from the creator',
      '(D;CI;KW;;;SY)(A;CI;KA;;;SY)(A;CIIO;KA;;;CO)',
      '(D;CI;KW;;;SY)(A;CI;KA;;;SY)(A;;KA;;;SY)(A;CIIO;KA;;;CO)',
    ],
  ])(
    '6.2.15 a new key below %s has another descriptor, which is shared with an equal one',
    (_, own, wanted) => {
      const hive = newHive()
      hive.rootKey.setDescriptor(bytesOf(`O:SYG:SYD:${own}`))
      const first = hive.rootKey.create('first')
      const second = hive.rootKey.create('second')
      expect(first.sddl).toBe(`O:SYG:SYD:${wanted}`)
      expect(securityCell(second)).toBe(securityCell(first))
      expect(securityCell(first)).not.toBe(securityCell(hive.rootKey))
      expect(storedCount(first)).toBe(2)
      expectSound(hive)
    },
  )

  it('6.2.15 the descriptor of a new key is the same for every way to create it', () => {
    const hive = newHive()
    hive.rootKey.setDescriptor(bytesOf('O:SYG:SYD:P(D;;KA;;;BU)(A;CI;KR;;;WD)'))
    const wanted = 'O:SYG:SYD:(A;CI;KR;;;WD)'
    new History(hive).run({ kind: 'create-key', parent: hive.root, name: 'page' })
    const path = hive.rootKey.createPath('path\\below')
    const made = [hive.key('page'), hive.key('path'), path]
    expect(made.map(({ sddl }) => sddl)).toEqual([wanted, wanted, wanted])
    const { handle } = ok(OROpenHive(hive.finishedCopy()))
    const created = ok(ORCreateKey(handle, 'function'))
    const { descriptor } = ok(ORGetKeySecurity(created.handle, INFO.OWNER | INFO.GROUP | INFO.DACL))
    expect(formatSddl(decodeDescriptor(descriptor))).toBe(wanted)
    expectSound(hive)
  })

  it('6.2.15 a merged key inherits if its source has no readable descriptor', () => {
    const base = newHive()
    base.rootKey.setDescriptor(bytesOf('O:SYG:SYD:P(D;;KA;;;BU)(A;CI;KR;;;WD)'))
    const over = newHive()
    over.rootKey.setDescriptor(bytesOf('O:SYG:SYD:P(D;;KA;;;BU)(A;CI;KR;;;WD)'))
    const { cell } = over.rootKey.create('unreadable')
    over.rootKey.create('own', { descriptor: bytesOf('O:SYG:SYD:(A;CI;KA;;;BA)') })
    over.transact(({ cells }) => cells.image.setU32(cells.payloadAt(cell) + NK.SECURITY, NIL))
    const merged = mergeHives([base, over])
    expect(merged.key('unreadable').sddl).toBe('O:SYG:SYD:(A;CI;KR;;;WD)')
    expect(merged.key('own').sddl).toBe('O:SYG:SYD:(A;CI;KA;;;BA)')
    expectSound(merged)
  })

  it('6.2.15 inheritance follows the rule for every descriptor of a random model', () => {
    const random = rng(15)
    const sids = ['SY', 'BA', 'WD', 'CO', 'CG', 'BU']
    const entry = (type: string) => {
      const flags = ['OI', 'CI', 'CI', 'NP', 'IO', 'ID'].filter(() => random.below(2) === 0)
      const audit = type === 'AU' ? 'SA' : ''
      const mask = random.pick(['KA', 'KR', 'GA', 'GRGX', '0x1'])
      return `(${type};${[...new Set(flags)].join('')}${audit};${mask};;;${random.pick(sids)})`
    }
    const list = (types: readonly string[], most: number) =>
      Array.from({ length: random.below(most) }, () => entry(random.pick(types))).join('')
    for (let round = 0; round < 500; round++) {
      const dacl = `D:${random.pick(['', 'P', 'AI', 'PAI'])}${list(['A', 'A', 'A', 'D'], 5)}`
      const sacl = random.below(3) === 0 ? `S:${random.pick(['', 'P'])}${list(['AU'], 3)}` : ''
      const parent = bytesOf(`O:${random.pick(['SY', 'BA'])}G:SY${dacl}${sacl}`)
      const hive = newHive()
      hive.rootKey.setDescriptor(parent)
      const child = hive.rootKey.create('k').descriptor
      expect(Buffer.from(child ?? []), `${dacl}${sacl}`).toEqual(
        Buffer.from(inheritedBytes(parent)),
      )
    }
  })

  it('122 new keys get the inheritable entries, in one shared descriptor', () => {
    const hive = newHive()
    hive.rootKey.setDescriptor(bytesOf('O:SYG:SYD:P(A;;KA;;;BU)(A;CI;KR;;;WD)(A;CIIO;KA;;;CO)'))
    const first = hive.rootKey.create('first')
    const second = hive.rootKey.create('second')
    expect(first.sddl).toBe('O:SYG:SYD:(A;CI;KR;;;WD)(A;;KA;;;SY)(A;CIIO;KA;;;CO)')
    expect(securityCell(second)).toBe(securityCell(first))
    expect(storedCount(first)).toBe(2)
    expect(first.create('below').sddl).toBe(first.sddl)
    expectSound(hive)
  })

  it('122 a new key inherits again after the last subkey with the descriptor is deleted', () => {
    const hive = newHive()
    hive.rootKey.setDescriptor(bytesOf('O:SYD:(A;CIIO;KA;;;CO)'))
    const create = (name: string) => hive.rootKey.create(name).sddl
    const first = create('first')
    hive.key('first').delete()
    hive.rootKey.set('in its place', 3, new Uint8Array(200))
    expect(create('second')).toBe(first)
    hive.rootKey.setDescriptor(bytesOf('O:SYD:(A;CINP;KA;;;WD)'))
    expect(create('third')).toBe('O:SYD:(A;;KA;;;WD)')
    expectSound(hive)
  })

  it('122 a new key gives full control to SYSTEM and Administrators if nothing is inheritable', () => {
    const hive = newHive()
    hive.rootKey.setDescriptor(bytesOf('O:SYG:SYD:(A;;KA;;;BU)'))
    expect(hive.rootKey.create('k').sddl).toBe('O:SYG:SYD:(A;;KA;;;SY)(A;;KA;;;BA)')
  })

  it('a new key has the descriptor that it is given', () => {
    const hive = newHive()
    const key = hive.rootKey.create('k', { descriptor: bytesOf('O:SYD:(A;;KR;;;WD)') })
    expect(key.sddl).toBe('O:SYD:(A;;KR;;;WD)')
    expect(storedCount(hive.rootKey)).toBe(1)
    expectSound(hive)
  })
})
