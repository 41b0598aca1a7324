/**
 * Permissions that are applied to all keys below, in random trees: each key gets what a slow model says, which follows
 * MS-DTYP 2.5.3.4 key by key and keeps apart what takes effect and what is passed on.
 */

import { expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { ACE_FLAG, type Ace } from '../../src/security/ace.ts'
import { aclOf } from '../../src/security/acl.ts'
import {
  type Descriptor,
  decodeDescriptor,
  encodeDescriptor,
} from '../../src/security/descriptor.ts'
import { CONTROL } from '../../src/security/layout.ts'
import { NOW } from '../helpers/hives.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'

const TREES = 20
const KEYS = 50
const OI = ACE_FLAG.OBJECT_INHERIT
const CI = ACE_FLAG.CONTAINER_INHERIT
const NP = ACE_FLAG.NO_PROPAGATE
const IO = ACE_FLAG.INHERIT_ONLY
const ID = ACE_FLAG.INHERITED
const CREATOR_OWNER = 'S-1-3-0'
const CREATOR_GROUP = 'S-1-3-1'
const SIDS = ['S-1-5-18', 'S-1-5-32-544', 'S-1-5-32-545', 'S-1-1-0', CREATOR_OWNER, CREATOR_GROUP]
const OWNERS = ['S-1-5-18', 'S-1-5-32-544', 'S-1-5-21-1-2-3-1001']
/** Masks, and what is made of them where they take effect on a key. */
const MASKS = new Map([
  [0xf003f, 0xf003f],
  [0x20006, 0x20006],
  [1, 1],
  [0x10000000, 0xf003f],
  [0x80000000, 0x20019],
  [0x40000000, 0x20006],
])

interface Entry {
  readonly type: number
  readonly mask: number
  readonly sid: string
  /** How it is passed on; 0 if it is not. */
  readonly passed: number
}

/** A list as the model has it. */
interface Modelled {
  readonly owner: string
  readonly group: string
  readonly isProtected: boolean
  readonly own: readonly Ace[]
  /** Inherited entries that take effect, and those that are passed on. */
  readonly effective: readonly Entry[]
  readonly passed: readonly Entry[]
}

function randomAce(random: Random): Ace {
  const flags = random.below(16)
  const mask = random.pick([...MASKS.keys()])
  const about = { shape: 'account', type: random.below(2), data: new Uint8Array(0) } as const
  return { ...about, flags, mask, sid: random.pick(SIDS) }
}

function randomDescriptor(random: Random): Descriptor {
  const isProtected = random.below(5) === 0
  const marked = CONTROL.SELF_RELATIVE | CONTROL.DACL_PRESENT | CONTROL.DACL_AUTO_INHERITED
  return {
    ...{ control: marked | (isProtected ? CONTROL.DACL_PROTECTED : 0), sbz1: 0 },
    ...{ owner: random.pick(OWNERS), group: random.pick(OWNERS), sacl: null, stored: null },
    dacl: aclOf(Array.from({ length: random.below(4) }, () => randomAce(random))),
  }
}

function entry(ace: Ace, passed: number): Entry[] {
  return ace.shape === 'account' ? [{ type: ace.type, mask: ace.mask, sid: ace.sid, passed }] : []
}

function modelOf({ owner, group, control, dacl }: Descriptor): Modelled {
  const aces = dacl?.aces ?? []
  const inherited = aces.filter(({ flags }) => (flags & ID) !== 0)
  return {
    ...{ owner: owner ?? '', group: group ?? '' },
    isProtected: (control & CONTROL.DACL_PROTECTED) !== 0,
    own: aces.filter(({ flags }) => (flags & ID) === 0),
    effective: inherited.flatMap((ace) => ((ace.flags & IO) === 0 ? entry(ace, 0) : [])),
    passed: inherited.flatMap((ace) =>
      (ace.flags & (OI | CI)) === 0 ? [] : entry(ace, ace.flags & (OI | CI)),
    ),
  }
}

/** What a key passes on to the keys below it. */
function passedOn({ own, passed }: Modelled): Entry[] {
  return [...own.flatMap((ace) => entry(ace, ace.flags & (OI | CI | NP))), ...passed]
}

function inheritingFrom(parent: Modelled, child: Modelled, isReplaced: boolean): Modelled {
  const given = passedOn(parent)
  return {
    ...child,
    isProtected: false,
    own: isReplaced ? [] : child.own,
    effective: given.flatMap((one) => (one.passed & CI ? [effectiveFor(one, child)] : [])),
    passed: given.flatMap((one) =>
      (one.passed & (OI | CI)) !== 0 && (one.passed & NP) === 0 ? [one] : [],
    ),
  }
}

function effectiveFor({ type, mask, sid }: Entry, { owner, group }: Modelled): Entry {
  const named = sid === CREATOR_OWNER ? owner : sid === CREATOR_GROUP ? group : sid
  return { type, mask: MASKS.get(mask) ?? mask, sid: named, passed: 0 }
}

interface Options {
  readonly isReplaced: boolean
  readonly setsOwner: boolean
}

/** The model of a key, then those of all below it, by path. */
function expectBelow(
  key: Key,
  state: Modelled,
  models: ReadonlyMap<string, Modelled>,
  isReached: boolean,
  options: Options,
): void {
  for (const subkey of key.subkeys()) {
    const path = subkey.path.join('\\')
    const before = models.get(path)
    if (before === undefined) throw new Error(path)
    const owned = options.setsOwner ? { ...before, owner: state.owner } : before
    const inherits = isReached && (options.isReplaced || !owned.isProtected)
    const after = inherits ? inheritingFrom(state, owned, options.isReplaced) : owned
    expect(modelOf(descriptorOf(subkey)), path).toEqual(after)
    expectBelow(subkey, after, models, inherits, options)
  }
}

function descriptorOf(key: Key): Descriptor {
  return decodeDescriptor(key.security(7))
}

it('permissions applied below agree with a model on 1,000 random descriptors', {
  timeout: 60_000,
}, () => {
  const first = firstSeed(TREES)
  for (let seed = first; seed < first + TREES; seed++) {
    try {
      tryTree(rng(seed))
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
  }
})

function tryTree(random: Random): void {
  const hive = Hive.create({ now: NOW })
  const keys: Key[] = [hive.rootKey]
  const descriptors = Array.from({ length: 8 }, () => randomDescriptor(random))
  hive.transact(() => {
    for (let at = 1; at < KEYS; at++) {
      const key = random.pick(keys).create(`k${at}`)
      // Shared ones too.
      const one = random.below(2) === 0 ? random.pick(descriptors) : randomDescriptor(random)
      key.setDescriptor(encodeDescriptor(one))
      keys.push(key)
    }
  })
  const options = { isReplaced: random.below(3) === 0, setsOwner: random.below(3) === 0 }
  const subtree = true
  // All of them have what their parents pass on, as Windows keeps them.
  hive.rootKey.setDescriptor(encodeDescriptor(randomDescriptor(random)), { subtree })
  const models = new Map(keys.map((key) => [key.path.join('\\'), modelOf(descriptorOf(key))]))
  const after = randomDescriptor(random)
  hive.rootKey.setDescriptor(encodeDescriptor(after), {
    subtree,
    ...(options.isReplaced ? { replace: ['dacl'] } : {}),
    ...(options.setsOwner ? { owner: true } : {}),
  })
  expectBelow(hive.rootKey, modelOf(after), models, true, options)
  expect(hive.check().findings.filter(({ severity }) => severity === 'error')).toEqual([])
}
