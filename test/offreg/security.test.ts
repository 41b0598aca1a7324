import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { setDescriptor } from '../../src/offreg/security.ts'
import { LIMIT, NK, SK } from '../../src/regf/layout.ts'
import { BASE_BLOCK_SIZE, type CellOffset } from '../../src/regf/offsets.ts'
import { decodeDescriptor, encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { SECURITY_INFORMATION as INFO } from '../../src/security/parts.ts'
import { formatSddl } from '../../src/security/sddl.ts'
import { audit } from '../helpers/audit.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { CountingImage } from '../helpers/CountingImage.ts'
import { securityCell, storedCount } from '../helpers/securityCells.ts'

const NOW = 133_000_000_000_000_000n
const LATER = NOW + 10_000_000n
const DEFAULT = 'O:BAG:BAD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;WD)(A;CI;KR;;;RC)'

function newHive(): Hive {
  const hive = Hive.create({ now: NOW })
  hive.clock = () => LATER
  return hive
}

const bytesOf = (text: string) => encodeDescriptor(parseSddl(text))
const textOf = (bytes: Uint8Array) => formatSddl(decodeDescriptor(bytes))

/** Different sound descriptors with the FNV-1a hash 0, which five of their last bytes produce. */
function withOneHash(count: number): Uint8Array[] {
  const PRIME = 0x01000193
  const INVERSE = 0x359c449b
  const forth = (hash: number, byte: number) => Math.imul(hash ^ byte, PRIME) >>> 0
  const back = (hash: number, byte: number) => (Math.imul(hash, INVERSE) ^ byte) >>> 0
  const tails = new Map<number, number>()
  for (let tail = 0; tail < 1 << 20; tail++) {
    tails.set(back(back(back(0, tail & 0xff), (tail >>> 8) & 0xff), tail >>> 16), tail)
  }
  return Array.from({ length: count }, (_, n) => {
    const plain = bytesOf('O:SYD:')
    // Nine bytes after the parts: a number, and the bytes that make the hash 0.
    const bytes = new Uint8Array(plain.length + 9)
    bytes.set(plain)
    const numbered = plain.length + 4
    new DataView(bytes.buffer).setUint32(plain.length, n, true)
    const start = bytes.subarray(0, numbered).reduce(forth, 0x811c9dc5)
    for (let two = 0; ; two++) {
      const tail = tails.get(forth(forth(start, two & 0xff), two >>> 8))
      if (tail === undefined) continue
      bytes.set([two & 0xff, two >>> 8, tail >>> 16, (tail >>> 8) & 0xff, tail & 0xff], numbered)
      return bytes
    }
  })
}

/** The security cells of the ring. */
function ringLength(hive: Hive): number {
  const first = securityCell(hive.rootKey)
  let length = 0
  let cell = first
  do {
    length++
    cell = hive.image.u32(hive.cells.payloadAt(cell) + SK.FLINK) as CellOffset
  } while (cell !== first && length < 100)
  return length
}

function expectSound(hive: Hive): void {
  expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
  expect(Hive.open(hive.finishedCopy()).check().findings).toEqual([])
}

function expectRefusal(hive: Hive, code: string, edit: () => unknown): void {
  const before = hive.image.bytesCopy(0, hive.image.length)
  expect(edit).toThrow(expect.objectContaining({ name: 'HiveError', code }))
  expect(firstDifference(hive.image.bytesCopy(0, hive.image.length), before)).toBe(-1)
}

describe('a fresh hive', () => {
  it('116 and 117 the root and a child of a fresh hive have the default descriptor of 144 bytes', () => {
    const { rootKey } = newHive()
    const child = rootKey.create('Child')
    for (const key of [rootKey, child]) {
      expect(key.descriptor?.length).toBe(144)
      expect(key.sddl).toBe(DEFAULT)
    }
    expect(securityCell(child)).toBe(securityCell(rootKey))
  })

  it('124 equal descriptors share one record, which counts its keys', () => {
    const hive = newHive()
    const keys = ['a', 'b', 'c', 'd'].map((name) => hive.rootKey.create(name))
    expect(storedCount(hive.rootKey)).toBe(5)
    for (const key of keys.slice(1)) key.setDescriptor(bytesOf('O:SYD:(A;CI;KA;;;SY)'))
    expect(ringLength(hive)).toBe(2)
    expect(storedCount(hive.rootKey)).toBe(2)
    expect(storedCount(hive.key('c'))).toBe(3)
    expectSound(hive)
    for (const key of keys.slice(1)) key.setDescriptor(bytesOf(DEFAULT))
    expect(ringLength(hive)).toBe(1)
    expect(storedCount(hive.rootKey)).toBe(5)
    expectSound(hive)
  })
})

describe('getting security', () => {
  const INHERITED = `${DEFAULT}S:(AU;CISA;KA;;;WD)(ML;CI;NW;;;HI)`

  it('118 and 119 the size of a descriptor is that of the requested parts', () => {
    const hive = newHive()
    hive.rootKey.setDescriptor(bytesOf(INHERITED))
    const size = (information: number) => hive.rootKey.security(information).length
    expect(size(INFO.OWNER)).toBe(36)
    expect(size(INFO.OWNER | INFO.GROUP)).toBe(52)
    expect(size(INFO.DACL)).toBe(20 + 92)
    expect(size(INFO.LABEL)).toBe(20 + 28)
    expect(size(INFO.OWNER | INFO.GROUP | INFO.DACL)).toBe(144)
    expect(hive.rootKey.security(INFO.BACKUP)).toEqual(hive.rootKey.descriptor)
  })

  it('123 reading security needs no access rights', () => {
    const hive = newHive()
    const key = hive.rootKey.create('closed')
    key.setDescriptor(bytesOf('O:SYD:P(D;;KA;;;WD)'))
    key.set('v', 3, Uint8Array.of(1))
    expect(key.create('below').security(INFO.OWNER).length).toBe(32)
    expect(key.value('v')?.data).toEqual(Uint8Array.of(1))
  })
})

describe('setting security', () => {
  it('120 setting security sets the named parts and keeps the others', () => {
    const hive = newHive()
    const key = hive.rootKey.create('k')
    key.setSecurity(INFO.DACL, bytesOf('O:WDG:WDD:P(A;;KR;;;BU)'))
    expect(key.sddl).toBe('O:BAG:BAD:P(A;;KR;;;BU)')
    key.setSecurity(INFO.OWNER | INFO.LABEL, bytesOf('O:SYS:(ML;;NW;;;LW)'))
    expect(key.sddl).toBe('O:SYG:BAD:P(A;;KR;;;BU)S:(ML;;NW;;;LW)')
    expect(hive.rootKey.sddl).toBe(DEFAULT)
    expectSound(hive)
  })

  it('121 setting the SACL from a descriptor without one gives an empty list', () => {
    const hive = newHive()
    hive.rootKey.setSecurity(INFO.SACL, bytesOf('O:SY'))
    expect(hive.rootKey.sddl).toBe(`${DEFAULT}S:`)
    expect(textOf(hive.rootKey.security(INFO.SACL))).toBe('S:')
  })

  it('6.1.8 setting security stamps the key and no other', () => {
    const hive = newHive()
    const key = hive.rootKey.create('k')
    hive.clock = () => LATER + 5n
    key.setDescriptor(bytesOf('O:SY'))
    expect(key.lastWrite).toBe(LATER + 5n)
    expect(hive.rootKey.lastWrite).toBe(LATER)
  })

  it('6.1.11 setting the present security changes nothing', () => {
    const hive = newHive()
    const { revision } = hive.image
    hive.rootKey.setDescriptor(bytesOf(DEFAULT))
    expect(hive.image.revision).toBe(revision)
  })

  it('6.7.40 a descriptor is stored byte by byte as given, including unusual ones', () => {
    const hive = newHive()
    const odd = Uint8Array.from([...bytesOf('O:SYG:SY'), 1, 2, 3])
    hive.rootKey.setDescriptor(odd)
    expect(hive.rootKey.descriptor).toEqual(odd)
    expectSound(hive)
  })

  it('6.7.41 the last cell of a ring is kept until the next one is inserted', () => {
    const hive = newHive()
    const old = securityCell(hive.rootKey)
    hive.rootKey.setDescriptor(bytesOf('O:SY'))
    expect(ringLength(hive)).toBe(1)
    expect(securityCell(hive.rootKey)).not.toBe(old)
    expect(hive.cells.payloadSize(old)).toBe(-1)
    expectSound(hive)
  })

  it('an invalid descriptor is refused and changes no byte', () => {
    const hive = newHive()
    const { rootKey } = hive
    const set = (bytes: Uint8Array) => () => rootKey.setDescriptor(bytes)
    expectRefusal(hive, 'bad-descriptor', set(new Uint8Array(19)))
    expectRefusal(hive, 'bad-descriptor', set(bytesOf(DEFAULT).fill(0, 2, 4)))
    expectRefusal(hive, 'bad-descriptor', () =>
      rootKey.create('k', { descriptor: new Uint8Array(3) }),
    )
    expectRefusal(hive, 'bad-descriptor', () => rootKey.setSecurity(INFO.OWNER, bytesOf('G:SY')))
    expectRefusal(hive, 'bad-argument', () =>
      rootKey.setSecurity(INFO.PROTECTED_DACL | INFO.UNPROTECTED_DACL, bytesOf('')),
    )
  })

  it('a descriptor has at most 65,535 bytes', () => {
    const hive = newHive()
    const ofLength = (length: number) => {
      const bytes = new Uint8Array(length)
      bytes.set(bytesOf('O:SY'))
      return bytes
    }
    hive.rootKey.setDescriptor(ofLength(LIMIT.DESCRIPTOR))
    expect(hive.rootKey.descriptor?.length).toBe(65_535)
    expectSound(hive)
    expectRefusal(hive, 'bad-descriptor', () => hive.rootKey.setDescriptor(ofLength(65_536)))
  })

  it('5.2.44 a descriptor is not shared beyond the greatest possible count', () => {
    const hive = newHive()
    const key = hive.rootKey.create('k')
    key.setDescriptor(bytesOf('O:SY'))
    hive.transact(({ cells }) => cells.addReferences(securityCell(key), LIMIT.REFERENCES - 1))
    expectRefusal(hive, 'list-full', () => hive.rootKey.setDescriptor(bytesOf('O:SY')))
    expectRefusal(hive, 'list-full', () => key.create('below'))
  })

  it('finding an equal descriptor reads few cells, however many descriptors there are', () => {
    const made = newHive()
    made.transact(() => {
      for (let n = 0; n < 3000; n++) {
        const descriptor = bytesOf(`O:S-1-5-21-1-2-3-${n}`)
        made.rootKey.create(`k${n}`, { descriptor })
      }
    })
    const image = new CountingImage(made.finishedCopy().buffer)
    const hive = Hive.open(image)
    const reads = (text: string) => {
      const before = image.reads
      hive.rootKey.setDescriptor(bytesOf(text))
      return image.reads - before
    }
    // The first search reads all of them.
    expect(reads('O:SY')).toBeGreaterThan(3000)
    expect(reads('O:WD')).toBeLessThan(50)
    expect(reads('O:S-1-5-21-1-2-3-7')).toBeLessThan(50)
    expect(securityCell(hive.rootKey)).toBe(securityCell(hive.key('k7')))
  })

  it('finding an equal descriptor reads few cells, even among crafted descriptors with the same hash', () => {
    const alike = withOneHash(200)
    const another = alike.pop() ?? new Uint8Array(0)
    const made = newHive()
    made.transact(() => {
      for (const [n, descriptor] of alike.entries()) made.rootKey.create(`k${n}`, { descriptor })
    })
    const image = new CountingImage(made.finishedCopy().buffer)
    const hive = Hive.open(image)
    hive.rootKey.setDescriptor(bytesOf('O:SY'))
    const before = image.reads
    hive.rootKey.setDescriptor(another)
    expect(image.reads - before).toBeLessThan(100)
    expect(storedCount(hive.rootKey)).toBe(1)
  })

  it('equal descriptors are found again after undo and after a refused edit', () => {
    const hive = newHive()
    const a = hive.rootKey.create('a')
    const b = hive.rootKey.create('b')
    const set = (key: Key, text: string) =>
      hive.transact((scope) => setDescriptor(scope, key.cell, bytesOf(text))).inverse
    const undo = set(a, 'O:SY')
    hive.cells.applyPatch(undo)
    set(b, 'O:WD')
    expect(() =>
      hive.transact((scope) => {
        setDescriptor(scope, a.cell, bytesOf('O:AN'))
        setDescriptor(scope, b.cell, new Uint8Array(0))
      }),
    ).toThrow()
    set(a, 'O:AN')
    set(b, 'O:AN')
    expect(securityCell(a)).toBe(securityCell(b))
    expect(ringLength(hive)).toBe(2)
    expectSound(hive)
  })
})

describe('a change of security for the keys below', () => {
  function tree(): Hive {
    const hive = newHive()
    for (const path of ['a\\b', 'a\\p\\q', 'z']) hive.rootKey.createPath(path)
    hive.key('a\\b').setSecurity(INFO.DACL, bytesOf('D:(D;CI;KW;;;AN)(A;CI;KR;;;WD)'))
    hive.key('a\\b').create('c')
    hive.key('a\\p').setSecurity(INFO.DACL, bytesOf('D:P(A;CI;KA;;;BA)'))
    return hive
  }
  const AFTER = 'O:BAG:BAD:(A;CI;KA;;;SY)(A;OICIIO;GR;;;AU)'

  it('a change for the keys below reaches all that are not protected, in one edit that can be undone', () => {
    const hive = tree()
    const records = () =>
      hive.image.bytesCopy(BASE_BLOCK_SIZE, hive.cells.bins.dataSize).fill(0, 20, 28)
    const before = records()
    const { result, inverse } = hive.transact((scope) =>
      setDescriptor(scope, hive.key('a').cell, bytesOf(AFTER), { subtree: true }),
    )
    expect(hive.key('a').sddl).toBe(AFTER)
    const inherited = '(A;CIID;KA;;;SY)(A;ID;KR;;;AU)(A;OICIIOID;GR;;;AU)'
    // Created before the change: its entries from its parent count as inherited.
    expect(hive.key('a\\b').sddl).toBe(`O:BAG:BAD:AI(D;CI;KW;;;AN)${inherited}`)
    expect(hive.key('a\\b\\c').sddl).toBe(`O:BAG:BAD:AI(D;CIID;KW;;;AN)${inherited}`)
    expect(hive.key('a\\p').sddl).toBe('O:BAG:BAD:P(A;CI;KA;;;BA)')
    expect(hive.key('a\\p\\q').sddl).toBe(DEFAULT)
    expect(hive.key('z').sddl).toBe(DEFAULT)
    expect(result).toBe(3)
    expectSound(hive)
    hive.cells.applyPatch(inverse)
    expect(firstDifference(records(), before)).toBe(-1)
  })

  it('a change reaches the keys below only on request', () => {
    const hive = tree()
    hive.key('a').setDescriptor(bytesOf(AFTER))
    expect(hive.key('a\\b').sddl).toBe('O:BAG:BAD:(D;CI;KW;;;AN)(A;CI;KR;;;WD)')
  })

  it('a change for the keys below is refused as a whole if one of them is damaged', () => {
    const hive = tree()
    const { cells, image } = hive
    hive.transact(() => {
      image.setU32(cells.payloadAt(hive.key('a\\b\\c').cell) + NK.SECURITY, 0x20)
    })
    const again = Hive.open(hive.finishedCopy())
    again.allowDirty()
    expectRefusal(again, 'damaged', () =>
      again.key('a').setDescriptor(bytesOf(AFTER), { subtree: true }),
    )
  })

  it('replacing the permissions below removes own entries and ends protection, and undo brings all back', () => {
    const hive = tree()
    const records = () =>
      hive.image.bytesCopy(BASE_BLOCK_SIZE, hive.cells.bins.dataSize).fill(0, 20, 28)
    const before = records()
    const { result, inverse } = hive.transact((scope) =>
      setDescriptor(scope, hive.key('a').cell, bytesOf(AFTER), {
        subtree: true,
        replace: ['dacl'],
      }),
    )
    const inherited = 'O:BAG:BAD:AI(A;CIID;KA;;;SY)(A;ID;KR;;;AU)(A;OICIIOID;GR;;;AU)'
    for (const path of ['a\\b', 'a\\b\\c', 'a\\p', 'a\\p\\q']) {
      expect(hive.key(path).sddl, path).toBe(inherited)
    }
    expect(hive.key('a').sddl).toBe(AFTER)
    expect(hive.key('z').sddl).toBe(DEFAULT)
    expect(result).toBe(5)
    // All of them share one record.
    expect(storedCount(hive.key('a\\b'))).toBe(4)
    expectSound(hive)
    hive.cells.applyPatch(inverse)
    expect(firstDifference(records(), before)).toBe(-1)
  })

  it('keys below get the owner, protected ones too, and nothing else on request', () => {
    const hive = tree()
    const before = hive.key('a\\p').sddl
    hive.key('a').setDescriptor(bytesOf(DEFAULT.replace('O:BA', 'O:SY')), { owner: true })
    expect(hive.key('a\\p').sddl).toBe(before?.replace('O:BA', 'O:SY'))
    expect(hive.key('a\\p\\q').sddl).toBe(DEFAULT.replace('O:BA', 'O:SY'))
    expect(hive.key('a\\b\\c').sddl).toMatch(/^O:SY/)
    expect(hive.key('z').sddl).toBe(DEFAULT)
    expectSound(hive)
  })

  it('entries for the creator below stand for the new owner when both change', () => {
    const hive = tree()
    hive.key('a').setDescriptor(bytesOf('O:SYG:BAD:(A;CIIO;KA;;;CO)(A;CI;KR;;;WD)'), {
      subtree: true,
      owner: true,
    })
    expect(hive.key('a\\b\\c').sddl).toBe(
      'O:SYG:BAD:AI(D;CIID;KW;;;AN)(A;ID;KA;;;SY)(A;CIIOID;KA;;;CO)(A;CIID;KR;;;WD)',
    )
  })

  it('a key without an access list replaces nothing below', () => {
    const hive = tree()
    const before = hive.key('a\\p').sddl
    hive
      .key('a')
      .setDescriptor(bytesOf('O:BAG:BAD:NO_ACCESS_CONTROL'), { subtree: true, replace: ['dacl'] })
    expect(hive.key('a\\p').sddl).toBe(before)
  })

  it('a change for the keys below computes each combination once, however many keys share it', () => {
    const hive = newHive()
    const many = hive.rootKey.create('many')
    hive.transact(() => {
      for (let n = 0; n < 2000; n++) many.create(`k${n}`).create('below')
    })
    many.setDescriptor(bytesOf('O:BAG:BAD:(A;CI;KA;;;SY)'), { subtree: true })
    expect(ringLength(hive)).toBe(3)
    expect(storedCount(hive.key('many\\k7\\below'))).toBe(4000)
    expectSound(hive)
  })
})
