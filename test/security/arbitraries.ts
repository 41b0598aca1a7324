/** Random security models: every shape of entry, and the odd things stored descriptors have. */

import fc from 'fast-check'
import { formatGuid } from '../../src/bytes/guid.ts'
import type { Ace } from '../../src/security/ace.ts'
import type { Acl } from '../../src/security/acl.ts'
import type { Descriptor } from '../../src/security/descriptor.ts'
import { CONTROL } from '../../src/security/layout.ts'
import { parseSid, type Sid } from '../../src/security/sid.ts'

const u32 = fc.nat({ max: 0xffffffff })

export const anySid: fc.Arbitrary<Sid> = fc
  .tuple(
    fc.oneof(
      fc.nat({ max: 20 }),
      fc.maxSafeNat().map((n) => n % 2 ** 48),
    ),
    fc.array(u32, { maxLength: 15 }),
  )
  .map(([authority, parts]) => parseSid(['S-1', authority, ...parts].join('-')) ?? 'S-1-0-0')

const usualSid = fc.constantFrom('S-1-5-18', 'S-1-5-32-544', 'S-1-1-0', 'S-1-3-0', 'S-1-16-8192')
const sid = fc.oneof(usualSid, anySid)
const bytes = (maxLength: number) => fc.uint8Array({ maxLength })
const noData = fc.constant(new Uint8Array(0))
const mask = fc.oneof(
  fc.constantFrom(0xf003f, 0x20019, 0x20006, 0x10000000, 0x80000000, 0, 1, 7, 0x20000),
  u32,
)
const flags = fc.nat({ max: 255 })
const guid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(formatGuid)
const accountType = fc.constantFrom(
  ...[0, 1, 2, 3, 9, 0xa, 0xd, 0xe],
  ...[0x11, 0x12, 0x13, 0x14, 0x15],
)
const objectType = fc.constantFrom(5, 6, 7, 8, 0xb, 0xc, 0xf, 0x10)

const accountAce: fc.Arbitrary<Ace> = fc.record({
  ...{ shape: fc.constant('account' as const), type: accountType, flags, mask, sid },
  data: fc.oneof({ weight: 3, arbitrary: noData }, bytes(24)),
})

const objectAce: fc.Arbitrary<Ace> = fc
  .record({
    ...{ shape: fc.constant('object' as const), type: objectType, flags, mask, sid },
    objectFlags: fc.oneof(fc.constant(0), u32),
    objectType: fc.option(guid),
    inheritedType: fc.option(guid),
    data: fc.oneof({ weight: 3, arbitrary: noData }, bytes(24)),
  })
  .map((ace) => {
    const present = (ace.objectType === null ? 0 : 1) | (ace.inheritedType === null ? 0 : 2)
    return { ...ace, objectFlags: ((ace.objectFlags & ~3) | present) >>> 0 }
  })

const compoundAce: fc.Arbitrary<Ace> = fc.record({
  ...{ shape: fc.constant('compound' as const), type: fc.constant(4), flags, mask },
  ...{ compoundType: fc.nat({ max: 0xffff }), reserved: fc.nat({ max: 0xffff }) },
  ...{ server: sid, client: sid, data: bytes(8) },
})

const opaqueAce: fc.Arbitrary<Ace> = fc.record({
  ...{ shape: fc.constant('opaque' as const), type: fc.integer({ min: 0x16, max: 255 }), flags },
  body: fc.uint8Array({ minLength: 4, maxLength: 40 }),
})

const anyAce = fc.oneof(
  { weight: 6, arbitrary: accountAce },
  { weight: 2, arbitrary: objectAce },
  compoundAce,
  opaqueAce,
)

const acl: fc.Arbitrary<Acl> = fc.record({
  revision: fc.integer({ min: 2, max: 4 }),
  sbz1: fc.oneof(fc.constant(0), flags),
  sbz2: fc.oneof(fc.constant(0), fc.nat({ max: 0xffff })),
  aces: fc.array(anyAce, { maxLength: 6 }),
  rest: fc.oneof(noData, bytes(24)),
})

/** A descriptor that was not read from bytes; its control bits fit its lists. */
export const anyDescriptor: fc.Arbitrary<Descriptor> = fc
  .record({
    control: fc.nat({ max: 0xffff }),
    sbz1: fc.oneof(fc.constant(0), flags),
    owner: fc.option(sid),
    group: fc.option(sid),
    sacl: fc.option(acl),
    dacl: fc.option(acl),
    stored: fc.constant(null),
  })
  .map((descriptor) => {
    const { sacl, dacl } = descriptor
    const present =
      (sacl === null ? 0 : CONTROL.SACL_PRESENT) | (dacl === null ? 0 : CONTROL.DACL_PRESENT)
    return { ...descriptor, control: descriptor.control | CONTROL.SELF_RELATIVE | present }
  })
