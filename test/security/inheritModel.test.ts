/**
 * Inheritance compared with MS-DTYP 2.5.3.4.4, which describes what a key gets from its parent as two lists: the
 * entries that take effect on it, and those that it passes on. Windows stores one entry for both where it can.
 */

import { describe, expect, it } from 'vitest'
import { effectiveAccess, LEVEL } from '../../src/security/accessCheck.ts'
import type { Ace } from '../../src/security/ace.ts'
import { aclOf } from '../../src/security/acl.ts'
import type { Descriptor } from '../../src/security/descriptor.ts'
import { propagate } from '../../src/security/inherit.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { formatSddl } from '../../src/security/sddl.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { evaluate } from './accessModel.ts'

const OI = 1
const CI = 2
const NP = 4
const IO = 8
const ID = 0x10
const INHERITABLE = OI | CI
const SIDS = ['S-1-5-18', 'S-1-5-32-544', 'S-1-5-32-545', 'S-1-1-0', 'S-1-3-0', 'S-1-3-1']
const MASKS = [0xf003f, 0x20019, 0x20006, 0x10000000, 0x80000000, 0x40000000, 1]

interface Simple {
  readonly type: number
  readonly mask: number
  readonly sid: string
  /** Only how it is passed on. */
  readonly flags: number
}

function randomAce(random: Random): Ace {
  const flags = random.below(16) | (random.below(2) * ID)
  const mask = random.pick(MASKS)
  const data = new Uint8Array(0)
  return { shape: 'account', type: random.below(2), flags, mask, sid: random.pick(SIDS), data }
}

function randomDescriptor(random: Random, control: number): Descriptor {
  const aces = Array.from({ length: random.below(6) }, () => randomAce(random))
  return {
    ...{ control, sbz1: 0, sacl: null, stored: null },
    ...{ owner: 'S-1-5-21-1-2-3-1001', group: 'S-1-5-21-1-2-3-513' },
    dacl: aclOf(aces),
  }
}

function simple(ace: Ace, flags: number): Simple[] {
  return ace.shape === 'account' ? [{ type: ace.type, mask: ace.mask, sid: ace.sid, flags }] : []
}

/** The entries that take effect, with generic rights replaced. */
function effectiveOf(aces: readonly Ace[]): Simple[] {
  return aces.flatMap((ace) => ((ace.flags & IO) === 0 ? simple(ace, 0) : []))
}

/** The entries that are passed on to keys below, with how. */
function inheritableOf(aces: readonly Ace[]): Simple[] {
  return aces.flatMap((ace) =>
    (ace.flags & INHERITABLE) === 0 ? [] : simple(ace, ace.flags & (INHERITABLE | NP)),
  )
}

/** ComputeInheritedACLfromParent for a container, then PostProcessACL for the entries that take effect. */
function model(
  parent: readonly Ace[],
  child: Descriptor,
): { effective: Simple[]; inheritable: Simple[] } {
  const effective: Simple[] = []
  const inheritable: Simple[] = []
  for (const ace of parent) {
    // "IO and ID do not play a part when it comes to making decisions about inheritance."
    if ((ace.flags & CI) !== 0) {
      for (const one of simple(ace, 0)) {
        const owner = one.sid === 'S-1-3-0' ? (child.owner ?? one.sid) : one.sid
        const sid = owner === 'S-1-3-1' ? (child.group ?? owner) : owner
        effective.push({ ...one, sid, mask: mapped(one.mask) })
      }
    }
    if ((ace.flags & INHERITABLE) !== 0 && (ace.flags & NP) === 0) {
      inheritable.push(...simple(ace, ace.flags & INHERITABLE))
    }
  }
  return { effective, inheritable }
}

function mapped(mask: number): number {
  switch (mask) {
    case 0x10000000:
      return 0xf003f
    case 0x80000000:
      return 0x20019
    case 0x40000000:
      return 0x20006
    default:
      return mask
  }
}

const NONE: Descriptor = { ...randomDescriptor(rng(0), 0x8404), dacl: aclOf([]) }
const AUTO_INHERITED = 0x8404

describe('inheritance', () => {
  it.each([
    ['', ''],
    ['IO', ''],
    ['OI', 'OIIO'],
    ['OINP', ''],
    ['CI', 'CI'],
    ['CINP', ' '],
    // The table says IO, CI, OI, for the entry that is passed on: as the text below it says, another takes effect.
    ['OICI', 'OICI'],
    ['OICINP', ' '],
  ])('MS-DTYP 2.5.3.4.4, table: a container gets from %j the flags %j', (parent, child) => {
    const after = parseSddl(`D:(A;${parent};KA;;;SY)`)
    const expected = child === '' ? 'D:AI' : `D:AI(A;${child.trim()}ID;KA;;;SY)`
    const key = parseSddl('D:AI(A;ID;KR;;;WD)')
    expect(formatSddl(propagate(key, parseSddl('D:'), after, ['dacl']))).toBe(
      expected.replace('CIIDIO', 'CIIOID'),
    )
  })

  it('MS-DTYP 2.5.3.4.4: generic rights and creators are inherited as two entries', () => {
    const after = parseSddl('D:(A;CI;GA;;;SY)(A;CIIO;KA;;;CO)')
    const key = parseSddl('O:BAD:AI')
    expect(formatSddl(propagate(key, parseSddl('D:'), after, ['dacl']))).toBe(
      'O:BAD:AI(A;ID;KA;;;SY)(A;CIIOID;GA;;;SY)(A;ID;KA;;;BA)(A;CIIOID;KA;;;CO)',
    )
  })

  it('agrees with MS-DTYP on 1,000 random lists, over three generations', () => {
    const first = firstSeed(1000)
    for (let seed = first; seed < first + 1000; seed++) {
      const random = rng(seed)
      let parent = randomDescriptor(random, AUTO_INHERITED)
      for (let generation = 1; generation <= 3; generation++) {
        const child = randomDescriptor(random, AUTO_INHERITED)
        const own = (child.dacl?.aces ?? []).filter(({ flags }) => (flags & ID) === 0)
        const result = propagate(child, NONE, parent, ['dacl'])
        const got = result.dacl?.aces ?? []
        const about = `seed ${seed}, generation ${generation}`
        expect(got.slice(0, own.length), about).toEqual(own)
        const inherited = got.slice(own.length)
        expect(
          inherited.every(({ flags }) => (flags & ID) !== 0),
          about,
        ).toBe(true)
        const expected = model(parent.dacl?.aces ?? [], child)
        expect(effectiveOf(inherited), about).toEqual(expected.effective)
        expect(inheritableOf(inherited), about).toEqual(expected.inheritable)
        const sids = SIDS.slice(0, 1 + random.below(4))
        const access = effectiveAccess(result, { sids: new Set(sids), level: LEVEL.MEDIUM })
        const token = { sids, level: LEVEL.MEDIUM }
        expect(evaluate(result, token, 0x02000000), about).toBe(access.granted)
        parent = result
      }
    }
  })
})
