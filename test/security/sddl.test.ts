import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { ACE_TYPE, type Ace } from '../../src/security/ace.ts'
import { aclOf } from '../../src/security/acl.ts'
import {
  type Descriptor,
  decodeDescriptor,
  encodeDescriptor,
  sameDescriptor,
} from '../../src/security/descriptor.ts'
import { CONTROL } from '../../src/security/layout.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { AceTexts, formatSddl, sddlLosses } from '../../src/security/sddl.ts'
import { drive } from '../helpers/work.ts'
import { anyDescriptor } from './arbitraries.ts'

const DEFAULT = 'O:BAG:BAD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;WD)(A;CI;KR;;;RC)'

/** A descriptor with one entry in its access list. */
function withAce(ace: Ace): Descriptor {
  return { ...parseSddl('D:'), dacl: aclOf([ace]) }
}

function firstAce(text: string): Ace | undefined {
  const { dacl, sacl } = parseSddl(text)
  return dacl?.aces[0] ?? sacl?.aces[0]
}

function problem(text: string): unknown {
  try {
    parseSddl(text)
    return null
  } catch (error) {
    if (!(error instanceof HiveError) || error.code !== 'bad-sddl') throw error
    return [error.detail.expected, error.detail.position]
  }
}

describe('SDDL', () => {
  it('parses the descriptor of a new hive to the 144 bytes that Windows writes', () => {
    const bytes = encodeDescriptor(parseSddl(DEFAULT))
    expect(bytes.length).toBe(144)
    expect([...bytes.subarray(0, 28)]).toEqual([
      ...[1, 0, 4, 0x80, 112, 0, 0, 0, 128, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0],
      ...[2, 0, 92, 0, 4, 0, 0, 0],
    ])
    expect(formatSddl(decodeDescriptor(bytes))).toBe(DEFAULT)
    expect(sddlLosses(decodeDescriptor(bytes))).toEqual([])
  })

  it.each([
    '',
    'O:SY',
    'G:S-1-5-21-1-2-3-513',
    'O:S-1-0x000100000000D:',
    'O:S-1-0xffffffffffffS:',
    'D:',
    'S:',
    'D:NO_ACCESS_CONTROL',
    'D:PARAINO_ACCESS_CONTROLS:NO_ACCESS_CONTROL',
    'D:PARAI(A;OICINPIOID;KR;;;WD)',
    'S:PARAI(AU;CRSAFA;KA;;;WD)(AL;;;;;WD)',
    'D:(D;;KW;;;AN)(A;;;;;S-1-0x000100000000-1)',
    'D:(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;SY)(A;;GAGRGWGX;;;BA)(A;;0x1f01ff;;;BA)',
    'D:(OA;;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;PS)',
    'D:(OD;;WP;;bf967aba-0de6-11d0-a285-00aa003049e2;AU)(OA;;RP;;;AU)',
    'S:(OU;SA;WP;bf967aba-0de6-11d0-a285-00aa003049e2;;WD)(OL;;WP;;;WD)',
    'S:(ML;CI;NWNRNX;;;HI)(ML;;0x8;;;S-1-16-20480)',
    'S:(TL;;CC;;;S-1-19-512-4096)(SP;CI;;;;S-1-17-1-2-3-4)',
    'S:(FL;TP;KA;;;WD;(@USER.a == 1))',
    'D:(XA;CI;KR;;;WD;(@USER.Title == "PM" && (@USER.Division == "Finance" || @USER.Division == "Sales")))',
    'D:(XD;;KA;;;WD;(!(Member_of {SID(BA), SID(S-1-5-21-1-2-3-4)})))(XU;;KA;;;WD;(Exists WIN://SYSAPPID))',
    'D:(ZA;;KA;bf967aba-0de6-11d0-a285-00aa003049e2;;WD;(@DEVICE.a%0020b Any_of {1, -0x2, +03, "x", #00ff}))',
    'D:(XA;;KA;;;WD;((a || b) && c && (d && e) || !(!(f)) || (g || h)))',
    'D:(XA;;KA;;;WD;(@RESOURCE.r Not_Contains @USER.s && Not_Exists t && u <= 0x10 && v != {}))',
    'D:(XA;;KA;;;WD;(Not_Device_Member_of_Any SID(BA)))',
    'S:(RA;CI;;;;WD;("Secrecy",TU,0x0,3,18446744073709551615))',
    'S:(RA;;;;;WD;("a%0020%0022b",TI,0xffff0001,-9223372036854775808,0))',
    'S:(RA;;;;;WD;("n",TS,0x0,"Windows","","SQL %0022"))(RA;;;;;WD;("n",TB,0x0,1,0))',
    'S:(RA;;;;;WD;("n",TD,0x0,BA,S-1-5-21-1-2-3-4))(RA;;;;;WD;("n",TX,0x0,00ff,))(RA;;;;;WD;("n",TS,0x0))',
    'D:(0x04;CI;#3f000f00010000000101000000000005120000000101000000000005120000000a)',
    'D:(0x2a;CI;#00112233)(0x0a;;#01020304)(0x0e;;#0100000001010000000000051200000001)',
  ])('%s is read and written', (text) => {
    const descriptor = parseSddl(text)
    expect(formatSddl(descriptor)).toBe(text)
    const stored = encodeDescriptor(descriptor)
    expect(formatSddl(decodeDescriptor(stored))).toBe(text)
    expect(sameDescriptor(decodeDescriptor(stored), descriptor)).toBe(true)
  })

  it.each([
    [' o:sy \n g:ba d: ( a ; ci ; ka ; ; ; wd ) s:ai', 'O:SYG:BAD:(A;CI;KA;;;WD)S:AI'],
    ['S:(AU;FASA;GA;;;WD)D:P', 'D:PS:(AU;SAFA;GA;;;WD)'],
    ['D:(A;;0xF003F;;;S-1-1-0)(A;;131097;;;WD)(A;;0;;;WD)', 'D:(A;;KA;;;WD)(A;;KR;;;WD)(A;;;;;WD)'],
    ['D:(A;;KX;;;WD)(A;;CCDCLCSWRPWPSDRCWDWO;;;WD)', 'D:(A;;KR;;;WD)(A;;KA;;;WD)'],
    ['D:(A;;FA;;;WD)(A;;KRKW;;;WD)', 'D:(A;;0x1f01ff;;;WD)(A;;CCDCLCSWRPRC;;;WD)'],
    ['D:(OA;;RP;{BF967ABA-0DE6-11D0-A285-00AA003049E2};;WD)', undefined],
    ['D:(XA;;KA;;;WD;(@User.a==1&&Member_of{SID(BA)}))', undefined],
    ['D:(XA;;KA;;;WD;(a&&b||c&&d))', 'D:(XA;;KA;;;WD;(a && b || c && d))'],
    ['D:(XA;;KA;;;WD;(a||(b||c)&&(d)))', 'D:(XA;;KA;;;WD;(a || (b || c) && d))'],
    ['D:(XA;;KA;;;WD)', 'D:(XA;;KA;;;WD)'],
    ['D:(0x00;CI;#3f000f00010100000000000512000000)', 'D:(A;CI;KA;;;SY)'],
  ])('also reads %j', (text, written) => {
    const again = formatSddl(parseSddl(text))
    if (written !== undefined) expect(again).toBe(written)
    expect(sameDescriptor(parseSddl(again), parseSddl(text))).toBe(true)
  })

  it('stores a condition as postfix tokens', () => {
    const ace = firstAce('D:(XA;;KA;;;WD;(@USER.ab == -5 && !(c)))')
    expect(ace?.shape === 'account' && [...ace.data]).toEqual([
      ...[0x61, 0x72, 0x74, 0x78],
      ...[0xf9, 4, 0, 0, 0, 0x61, 0, 0x62, 0],
      ...[0x04, 0xfb, 255, 255, 255, 255, 255, 255, 255, 2, 2],
      ...[0x80, 0xf8, 2, 0, 0, 0, 0x63, 0, 0xa2, 0xa0],
      ...[0, 0],
    ])
  })

  it('stores the condition of the example in MS-DTYP as printed there', () => {
    const ace = firstAce('D:(XA;;KA;;;WD;(Title=="VP"))')
    expect(ace?.shape === 'account' && Buffer.from(ace.data).toString('hex')).toBe(
      '61727478f80a0000005400690074006c00650010040000005600500080000000',
    )
  })

  it('stores a resource attribute by offsets', () => {
    const ace = firstAce('S:(RA;;;;;WD;("ab",TU,0x1,3))')
    expect(ace?.shape === 'account' && [...ace.data]).toEqual([
      ...[20, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0],
      ...[0x61, 0, 0x62, 0, 0, 0, 0, 0],
      ...[3, 0, 0, 0, 0, 0, 0, 0],
    ])
  })

  it('gives lists with object entries revision 4', () => {
    expect(parseSddl('D:(A;;KA;;;WD)(OA;;KA;;;WD)').dacl?.revision).toBe(4)
    expect(parseSddl('D:(XA;;KA;;;WD)').dacl?.revision).toBe(2)
  })

  it('resolves accounts of a domain only if the domain is given', () => {
    const domain = 'S-1-5-21-1-2-3'
    const text = 'O:LAG:DUD:(A;;KA;;;DA)(A;;KA;;;EA)'
    const { owner, group, dacl } = parseSddl(text, { domain })
    expect([owner, group]).toEqual(['S-1-5-21-1-2-3-500', 'S-1-5-21-1-2-3-513'])
    expect(dacl?.aces.map((ace) => ace.shape === 'account' && ace.sid)).toEqual([
      'S-1-5-21-1-2-3-512',
      'S-1-5-21-1-2-3-519',
    ])
    expect(problem(text)).toEqual(['domain', 2])
    expect(formatSddl(parseSddl(text, { domain }))).not.toMatch(/LA|DU|DA|EA/)
  })

  it.each([
    ['X:', 'part', 0],
    ['O:SYx', 'part', 4],
    ['O:SY x', 'part', 5],
    ['O:', 'sid', 2],
    ['O:ZZ', 'sid', 2],
    ['O:S-2-5-1', 'sid', 2],
    ['O:S-1-5-x', 'part', 7],
    ['O:SYO:SY', 'part-once', 4],
    ['D:D:', 'part-once', 2],
    ['D:Q', 'list-flag', 2],
    ['D:(A;;KA;;;WD)x', 'list-flag', 14],
    ['D:(', 'ace-type', 3],
    ['D:(QQ;;KA;;;WD)', 'ace-type', 3],
    ['D:(A', 'semicolon', 4],
    ['D:(A;XX;KA;;;WD)', 'ace-flag', 5],
    ['D:(A;;KZ;;;WD)', 'rights', 6],
    ['D:(A;;0x1ffffffff;;;WD)', 'rights', 6],
    ['D:(A;;9999999999;;;WD)', 'rights', 6],
    ['D:(A;;017;;;WD)', 'rights', 6],
    ['D:(A;;KA;bf967aba-0de6-11d0-a285-00aa003049e2;;WD)', 'no-guid', 9],
    ['D:(OA;;KA;bf967aba;;WD)', 'guid', 10],
    ['D:(A;;KA;;;)', 'sid', 11],
    ['D:(A;;KA;;;WD', 'close', 13],
    ['D:(A;;KA;;;WD;(a))', 'no-condition', 13],
    ['D:(XA;;KA;;;WD;)', 'condition', 15],
    ['D:(XA;;KA;;;WD;())', 'attribute', 16],
    ['D:(XA;;KA;;;WD;(a ==))', 'value', 20],
    ['D:(XA;;KA;;;WD;(a = 1))', 'operator', 18],
    ['D:(XA;;KA;;;WD;(a == "x))', 'string-end', 21],
    ['D:(XA;;KA;;;WD;(a == 9223372036854775808))', 'number', 21],
    ['D:(XA;;KA;;;WD;(a == 089))', 'number', 21],
    ['D:(XA;;KA;;;WD;(a == {1 2}))', 'composite-end', 24],
    ['D:(XA;;KA;;;WD;(a == {{}}))', 'value', 22],
    ['D:(XA;;KA;;;WD;(a == #0))', 'bytes', 22],
    ['D:(XA;;KA;;;WD;(Member_of b))', 'value', 26],
    ['D:(XA;;KA;;;WD;(@USER.))', 'attribute', 16],
    ['D:(XA;;KA;;;WD;(@USER.%00))', 'attribute', 22],
    ['S:(RA;;;;;WD;(n,TS,0x0))', 'attribute', 14],
    ['S:(RA;;;;;WD;("n",TZ,0x0))', 'value-type', 18],
    ['S:(RA;;;;;WD;("n",TB,0x0,2))', 'number', 25],
    ['S:(RA;;;;;WD;("n",TU,0x0,-1))', 'number', 25],
    ['S:(RA;;;;;WD;("n",TU,-1))', 'number', 23],
    ['D:(0x2a;;#0102)', 'bytes', 9],
    ['D:(0x2a;;0102)', 'bytes', 9],
  ])('refuses %j', (text, expected, position) => {
    expect(problem(text)).toEqual([expected, position])
  })

  it('refuses too many nested parentheses', () => {
    const nested = (depth: number) => `D:(XA;;KA;;;WD;(${'('.repeat(depth)}a${')'.repeat(depth)}))`
    expect(problem(nested(90))).toBeNull()
    expect(problem(nested(100_000))).toEqual(['fewer-parentheses', expect.any(Number)])
    expect(problem(`D:(XA;;KA;;;WD;(${'!'.repeat(100_000)}a))`)).toEqual([
      'fewer-parentheses',
      expect.any(Number),
    ])
  })

  it('reads back any descriptor that it writes', () => {
    fc.assert(
      fc.property(anyDescriptor, (descriptor) => {
        const back = parseSddl(formatSddl(descriptor))
        expect(sameDescriptor(back, asSaid(descriptor))).toBe(true)
        expect(sddlLosses(descriptor).filter((loss) => loss !== 'own-notation').length === 0).toBe(
          sameDescriptor(back, descriptor),
        )
      }),
      { numRuns: 1000 },
    )
  })
})

it('formats a descriptor as before when the texts of the entries of others are kept', () => {
  const known = new AceTexts()
  fc.assert(
    fc.property(anyDescriptor, (descriptor) => {
      expect(formatSddl(descriptor, known)).toBe(formatSddl(descriptor))
      expect(sddlLosses(descriptor, known)).toEqual(sddlLosses(descriptor))
    }),
    { numRuns: 300 },
  )
})

it('learns the texts of a long list in steps, each of at most 64 entries', () => {
  const entries = Array.from({ length: 1800 }, (_, index) => `(A;;KR;;;S-1-5-21-1-2-3-${index})`)
  const descriptor = parseSddl(`D:${entries.join('')}`)
  const known = new AceTexts()
  const { fractions } = drive(known.learnSteps(descriptor))
  expect(fractions).toHaveLength(Math.floor(1800 / 64))
  expect(formatSddl(descriptor, known)).toBe(formatSddl(descriptor))
})

/** A descriptor without what `sddlLosses` names. */
function asSaid(descriptor: Descriptor): Descriptor {
  const { dacl, sacl, control } = descriptor
  let kept = control & (CONTROL.DACL_PRESENT | CONTROL.SACL_PRESENT)
  if ((kept & CONTROL.DACL_PRESENT) !== 0) kept |= control & 0x1500
  if ((kept & CONTROL.SACL_PRESENT) !== 0) kept |= control & 0x2a00
  return {
    ...descriptor,
    ...{ control: kept, sbz1: 0 },
    dacl: dacl === null ? null : aclOf(dacl.aces),
    sacl: sacl === null ? null : aclOf(sacl.aces),
  }
}

describe('sddlLosses', () => {
  const some = parseSddl('O:SYD:(A;;KA;;;WD)')
  const list = aclOf(some.dacl?.aces ?? [])

  it.each<[string, Descriptor, readonly string[]]>([
    ['nothing', some, []],
    ['defaulted parts', { ...some, control: some.control | CONTROL.OWNER_DEFAULTED }, ['control']],
    ['the byte', { ...some, sbz1: 3 }, ['resource-manager']],
    ['a flag', { ...some, control: some.control | CONTROL.SACL_AUTO_INHERITED }, ['list-flags']],
    ['a revision', { ...some, dacl: { ...list, revision: 4 } }, ['list-revision']],
    ['a reserved byte', { ...some, sacl: { ...list, sbz2: 1 } }, ['list-reserved']],
    ['unused room', { ...some, dacl: { ...list, rest: Uint8Array.of(0) } }, ['list-rest']],
    [
      'an unknown entry',
      withAce({ shape: 'opaque', type: 0x30, flags: 0, body: new Uint8Array(4) }),
      ['own-notation'],
    ],
    [
      'padding after a SID',
      withAce({
        ...{ shape: 'account', type: ACE_TYPE.ALLOW, flags: 0, mask: 0, sid: 'S-1-1-0' },
        data: new Uint8Array(4),
      }),
      ['own-notation'],
    ],
    ['an order', decodeDescriptor(ownerLast()), ['layout']],
  ])('lists what is lost with %s', (_, descriptor, losses) => {
    expect(sddlLosses(descriptor)).toEqual(losses)
  })
})

/** Group before owner. */
function ownerLast(): Uint8Array {
  const sid = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]
  return Uint8Array.from([
    ...[1, 0, 0, 0x80, 32, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ...[...sid, ...sid],
  ])
}
