import { describe, expect, it } from 'vitest'
import { effectiveAccess, KEY_RIGHTS, LEVEL, type Token } from '../../src/security/accessCheck.ts'
import { KEY_ACCESS, RIGHT } from '../../src/security/accessMask.ts'
import type { Ace } from '../../src/security/ace.ts'
import { aclOf } from '../../src/security/acl.ts'
import { assumedGroups, tokenOf } from '../../src/security/assumedToken.ts'
import type { Descriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { evaluate } from './accessModel.ts'

const ANDREW = 'S-1-5-21-1-2-3-1001'
const JANE = 'S-1-5-21-1-2-3-1002'
const GROUP_A = 'S-1-5-21-1-2-3-1100'

function token(sids: readonly string[], level: number = LEVEL.MEDIUM): Token {
  return { sids: new Set(sids), level }
}

function check(sddl: string, ...sids: string[]) {
  return effectiveAccess(parseSddl(sddl), token(sids))
}

/** What decides a right: the index of an entry, or a word. */
function decider(access: ReturnType<typeof effectiveAccess>, right: string): number | string {
  const found = access.decisions.find((one) => one.right === right)?.decider
  return found?.by === 'entry' ? found.index : (found?.by ?? '')
}

describe('the access check', () => {
  it('decides on the ten rights that a key has', () => {
    expect(KEY_RIGHTS).toHaveLength(10)
    expect(KEY_RIGHTS.reduce((mask, right) => mask | RIGHT[right], 0)).toBe(KEY_ACCESS.ALL)
  })

  it('MS-DTYP 2.5.3.2: without a DACL any access check succeeds', () => {
    const access = check('O:BA', ANDREW)
    expect(access.granted).toBe(KEY_ACCESS.ALL)
    expect(decider(access, 'KEY_SET_VALUE')).toBe('no-list')
    expect(check('O:BAD:NO_ACCESS_CONTROL', ANDREW).granted).toBe(KEY_ACCESS.ALL)
  })

  it('MS-DTYP 2.5.3.2: an empty DACL gives nobody access except the implied access of the owner', () => {
    expect(check('O:BAD:', ANDREW).granted).toBe(0)
    const access = check('O:BAD:', 'S-1-5-32-544')
    expect(access.granted).toBe(RIGHT.READ_CONTROL | RIGHT.WRITE_DAC)
    expect(decider(access, 'WRITE_DAC')).toBe('owner')
    expect(decider(access, 'DELETE')).toBe('no-entry')
  })

  it('the example of "How DACLs control access to an object": Andrew is denied, Jane is granted in two steps', () => {
    const list = `D:(D;;KA;;;${ANDREW})(A;;KW;;;${GROUP_A})(A;;KR;;;WD)`
    expect(check(list, ANDREW, GROUP_A, 'S-1-1-0').granted).toBe(0)
    const jane = check(list, JANE, GROUP_A, 'S-1-1-0')
    expect(jane.granted).toBe(KEY_ACCESS.READ | KEY_ACCESS.WRITE)
    expect(decider(jane, 'KEY_SET_VALUE')).toBe(1)
    expect(decider(jane, 'KEY_QUERY_VALUE')).toBe(2)
    expect(decider(jane, 'DELETE')).toBe('no-entry')
  })

  it('entries count in the order in which they are stored, whether or not it is the usual one', () => {
    expect(check(`D:(A;;KR;;;WD)(D;;KA;;;${ANDREW})`, ANDREW, 'S-1-1-0').granted).toBe(
      KEY_ACCESS.READ,
    )
  })

  it('an entry for subkeys only has no effect on the key', () => {
    const access = check(`D:(D;CIIO;KA;;;${ANDREW})(A;CI;KR;;;WD)`, ANDREW, 'S-1-1-0')
    expect(access.granted).toBe(KEY_ACCESS.READ)
    expect(decider(access, 'KEY_QUERY_VALUE')).toBe(1)
  })

  it('an entry for OWNER RIGHTS replaces what the owner may always do, unless it is for subkeys only', () => {
    const owned = `O:${ANDREW}`
    expect(check(`${owned}D:(A;;KR;;;OW)`, ANDREW).granted).toBe(KEY_ACCESS.READ)
    expect(check(`${owned}D:(D;;WD;;;OW)(A;;KA;;;WD)`, ANDREW, 'S-1-1-0').granted).toBe(
      KEY_ACCESS.ALL & ~RIGHT.WRITE_DAC,
    )
    expect(check(`${owned}D:(A;CIIO;KR;;;OW)`, ANDREW).granted).toBe(
      RIGHT.READ_CONTROL | RIGHT.WRITE_DAC,
    )
    expect(check(`${owned}D:(A;;KR;;;OW)`, JANE).granted).toBe(0)
  })

  it('generic rights count as the rights on keys that they stand for, and are pointed out', () => {
    const access = check(`D:(A;;GR;;;${ANDREW})(A;;GX;;;${ANDREW})(A;;GW;;;${ANDREW})`, ANDREW)
    expect(access.granted).toBe(KEY_ACCESS.READ | KEY_ACCESS.WRITE)
    expect([...access.unsure]).toEqual([
      [0, 'generic'],
      [1, 'generic'],
      [2, 'generic'],
    ])
    expect(check(`D:(A;;GA;;;${ANDREW})`, ANDREW).granted).toBe(KEY_ACCESS.ALL)
  })

  it('MS-DTYP 2.4.4.17.3: an unknown condition grants nothing, and denies', () => {
    const access = check('D:(XD;;KW;;;WD;(@User.a == 1))(XA;;KA;;;WD;(@User.a == 1))', 'S-1-1-0')
    expect(access.granted).toBe(0)
    expect(decider(access, 'KEY_SET_VALUE')).toBe(0)
    expect(decider(access, 'DELETE')).toBe('no-entry')
    expect([...access.unsure.values()]).toEqual(['condition', 'condition'])
  })

  it('an entry for a type of object denies, but does not grant; one without a type is like any other', () => {
    const guid = 'bf967aba-0de6-11d0-a285-00aa003049e2'
    const access = check(`D:(OD;;KW;${guid};;WD)(OA;;KA;${guid};;WD)(OA;;KR;;;WD)`, 'S-1-1-0')
    expect(access.granted).toBe(KEY_ACCESS.READ & ~KEY_ACCESS.WRITE)
    expect([...access.unsure]).toEqual([
      [0, 'object-type'],
      [1, 'object-type'],
    ])
  })

  it('entries of an unknown type are passed over and pointed out', () => {
    const descriptor = parseSddl('D:(A;;KR;;;WD)')
    const opaque: Ace = { shape: 'opaque', type: 0x40, flags: 0, body: new Uint8Array(12) }
    const dacl = aclOf([opaque, ...(descriptor.dacl?.aces ?? [])])
    const access = effectiveAccess({ ...descriptor, dacl }, token(['S-1-1-0']))
    expect(access.granted).toBe(KEY_ACCESS.READ)
    expect([...access.unsure]).toEqual([[0, 'unknown']])
    expect(decider(access, 'KEY_QUERY_VALUE')).toBe(1)
  })

  it('MS-DTYP 2.5.3.3: an integrity label keeps lower levels from writing, and if it says so from reading', () => {
    const of = (label: string, level: number) =>
      effectiveAccess(parseSddl(`D:(A;;KA;;;WD)S:${label}`), token(['S-1-1-0'], level))
    const high = of('(ML;;NW;;;HI)', LEVEL.MEDIUM)
    expect(high.granted).toBe(KEY_ACCESS.READ)
    expect(high.decisions.find(({ right }) => right === 'DELETE')?.decider).toEqual({
      by: 'label',
      index: 0,
    })
    expect(of('(ML;;NW;;;HI)', LEVEL.HIGH).granted).toBe(KEY_ACCESS.ALL)
    // Reading and executing are the same for keys.
    expect(of('(ML;;NWNR;;;HI)', LEVEL.MEDIUM).granted).toBe(KEY_ACCESS.READ)
    expect(of('(ML;;NWNRNX;;;HI)', LEVEL.MEDIUM).granted).toBe(0)
    // The first label counts, and one for subkeys only is that of a key without any: medium.
    expect(of('(ML;;NW;;;LW)(ML;;NW;;;HI)', LEVEL.MEDIUM).granted).toBe(KEY_ACCESS.ALL)
    expect(of('(ML;CIIO;NW;;;HI)', LEVEL.MEDIUM).granted).toBe(KEY_ACCESS.ALL)
    expect(of('', LEVEL.LOW).granted).toBe(KEY_ACCESS.READ)
  })

  it('MS-DTYP 2.5.1.1: the rights of the descriptor of the SDDL example', () => {
    const sddl =
      'O:BAG:BAD:P(A;CIOI;GRGX;;;BU)(A;CIOI;GA;;;BA)(A;CIOI;GA;;;SY)(A;CIOI;GA;;;CO)S:P(AU;FA;GR;;;WD)'
    expect(check(sddl, ANDREW, 'S-1-5-32-545', 'S-1-1-0').granted).toBe(KEY_ACCESS.READ)
    expect(check(sddl, 'S-1-5-32-544').granted).toBe(KEY_ACCESS.ALL)
    expect(check(sddl, 'S-1-1-0').granted).toBe(0)
  })

  it('agrees with the steps of MS-DTYP on 2,000 random descriptors, for every right and for sets of them', () => {
    const first = firstSeed(2000)
    for (let seed = first; seed < first + 2000; seed++) {
      const random = rng(seed)
      const descriptor = randomDescriptor(random)
      const asked = randomToken(random)
      const access = effectiveAccess(descriptor, asked)
      const model = { sids: [...asked.sids], level: asked.level }
      const about = `seed ${seed}`
      for (const { right, granted } of access.decisions) {
        expect(evaluate(descriptor, model, RIGHT[right]) !== null, `${about} ${right}`).toBe(
          granted,
        )
      }
      expect(evaluate(descriptor, model, RIGHT.MAXIMUM_ALLOWED), about).toBe(access.granted)
      for (let n = 0; n < 4; n++) {
        const request = random.below(KEY_ACCESS.ALL + 1) & KEY_ACCESS.ALL
        const isGranted = (request & ~access.granted) === 0
        expect(evaluate(descriptor, model, request) !== null, `${about} ${request}`).toBe(isGranted)
      }
    }
  })
})

const SIDS = [
  ...[ANDREW, JANE, GROUP_A, 'S-1-1-0', 'S-1-5-11', 'S-1-5-32-544', 'S-1-5-32-545'],
  ...['S-1-3-0', 'S-1-3-4', 'S-1-5-18'],
]
const MASKS = [0xf003f, 0x20019, 0x20006, 0x10000000, 0x80000000, 0x40000000, 0x20000000, 0]
const TYPES = [0, 0, 0, 0, 1, 1, 1, 5, 6, 9, 0xa, 0xb, 0xc, 2, 4, 0x30]
const LEVELS = [4096, 8192, 12288, 16384]

function randomAce(random: Random): Ace {
  const type = random.pick(TYPES)
  const flags = random.pick([0, 0, 0, 2, 2, 8, 0xa, 0x10, 0x12, 0x1b])
  const mask = random.below(3) === 0 ? random.pick(MASKS) : random.below(KEY_ACCESS.ALL + 1)
  const data = new Uint8Array(0)
  const sid = random.pick(SIDS)
  if (type === 4) {
    return {
      ...{ shape: 'compound', type, flags, mask, compoundType: 1, reserved: 0 },
      ...{ server: sid, client: sid, data },
    }
  }
  if (type === 0x30) return { shape: 'opaque', type, flags, body: new Uint8Array(16) }
  if (![5, 6, 0xb, 0xc].includes(type)) return { shape: 'account', type, flags, mask, sid, data }
  const objectType =
    random.below(2) === 0 ? null : '{bf967aba-0de6-11d0-a285-00aa003049e2}'.toUpperCase()
  return {
    ...{ shape: 'object', type, flags, mask, sid, data, objectType, inheritedType: null },
    objectFlags: objectType === null ? 0 : 1,
  }
}

function randomDescriptor(random: Random): Descriptor {
  const aces = Array.from({ length: random.below(9) }, () => randomAce(random))
  const labels = Array.from({ length: random.below(3) }, (): Ace => {
    const sid = `S-1-16-${random.pick(LEVELS)}`
    const flags = random.pick([0, 0, 2, 0xa])
    const data = new Uint8Array(0)
    return { shape: 'account', type: 0x11, flags, mask: random.below(8), sid, data }
  })
  return {
    ...{ control: 0x8014, sbz1: 0, group: null, stored: null },
    owner: random.below(10) === 0 ? null : random.pick(SIDS),
    sacl: random.below(2) === 0 ? null : aclOf(labels),
    dacl: random.below(20) === 0 ? null : aclOf(aces),
  }
}

function randomToken(random: Random): Token {
  const sids = SIDS.filter((sid) => sid !== 'S-1-3-4' && random.below(3) === 0)
  return { sids: new Set(sids), level: random.pick(LEVELS) }
}

describe('the groups that are assumed', () => {
  const names = (sid: string, members?: Map<string, string[]>) => assumedGroups(sid, members).sort()

  it('are those that Windows adds to the tokens of users, services and the system', () => {
    const user = ['S-1-1-0', 'S-1-5-11', 'S-1-5-32-545', 'S-1-5-4']
    expect(names(ANDREW)).toEqual(user)
    expect(names('S-1-5-32-545')).toEqual(['S-1-1-0', 'S-1-5-11', 'S-1-5-4'])
    expect(names('S-1-5-21-1-2-3-500')).toEqual([...user, 'S-1-5-32-544'].sort())
    expect(names('S-1-5-21-1-2-3-501')).toEqual(['S-1-1-0', 'S-1-5-32-546', 'S-1-5-4'])
    expect(names('S-1-5-18')).toEqual(['S-1-1-0', 'S-1-5-11', 'S-1-5-32-544'])
    expect(names('S-1-1-0')).toEqual([])
    expect(names('S-1-5-80-1-2-3-4-5')).toContain('S-1-5-80-0')
  })

  it('and those of SAM, also by way of other groups', () => {
    const members = new Map([
      [ANDREW, [GROUP_A]],
      [GROUP_A, ['S-1-5-32-551', GROUP_A]],
      ['S-1-5-4', ['S-1-5-32-547']],
    ])
    expect(names(ANDREW, members)).toEqual(
      [
        'S-1-1-0',
        'S-1-5-11',
        'S-1-5-32-545',
        'S-1-5-4',
        GROUP_A,
        'S-1-5-32-551',
        'S-1-5-32-547',
      ].sort(),
    )
  })

  it('give administrators and services a higher integrity level', () => {
    expect(tokenOf([ANDREW, ...assumedGroups(ANDREW)]).level).toBe(LEVEL.MEDIUM)
    expect(tokenOf([ANDREW, 'S-1-5-32-544']).level).toBe(LEVEL.HIGH)
    expect(tokenOf(['S-1-5-18']).level).toBe(LEVEL.SYSTEM)
  })
})
