/** SDDL made from stored bytes is that of the decoded descriptor. */

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { descriptorIn, linkedSecurity } from '../../src/regf/securityCell.ts'
import { decodeDescriptor, encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { StoredSddl } from '../../src/security/StoredSddl.ts'
import { formatSddl, sddlLosses } from '../../src/security/sddl.ts'
import { hasCorpus, plainHives } from '../helpers/corpus.ts'
import { anyDescriptor } from './arbitraries.ts'

/** What decoding says, or `refused`. */
function expected(bytes: Uint8Array<ArrayBuffer>) {
  try {
    const descriptor = decodeDescriptor(bytes)
    return { text: formatSddl(descriptor), isWhole: sddlLosses(descriptor).length === 0 }
  } catch {
    return 'refused'
  }
}

function found(sddl: StoredSddl, bytes: Uint8Array<ArrayBuffer>) {
  try {
    return sddl.format(bytes)
  } catch {
    return 'refused'
  }
}

const PLAIN = encodeDescriptor(
  parseSddl(
    'O:BAG:SYD:PAI(A;CI;KA;;;SY)(D;CIIO;0x1234;;;S-1-5-21-4294967295-1-2-3)(A;;KR;;;S-1-0x100000000000-7)S:AI(AU;SAFA;KA;;;WD)(ML;;NW;;;S-1-16-4096)',
  ),
)

describe('SDDL of stored descriptors', () => {
  it('any descriptor has the text and the losses that decoding finds', () => {
    const sddl = new StoredSddl()
    fc.assert(
      fc.property(anyDescriptor, (descriptor) => {
        const bytes = encodeDescriptor(descriptor)
        expect(found(sddl, bytes)).toEqual(expected(bytes))
      }),
      { numRuns: 500 },
    )
  })

  it('a plain descriptor with any byte changed has what decoding finds, or is refused too', () => {
    const sddl = new StoredSddl()
    expect(found(sddl, PLAIN)).toMatchObject({ isWhole: true })
    for (let at = 0; at < PLAIN.length; at++) {
      for (const value of [0, 1, 2, 4, 0x80, 0xff, (PLAIN[at] as number) ^ 1]) {
        const bytes = PLAIN.slice()
        bytes[at] = value
        expect(found(sddl, bytes), `${at}: ${value}`).toEqual(expected(bytes))
      }
    }
  })

  it('a descriptor that is cut or goes on has what decoding finds, or is refused too', () => {
    const sddl = new StoredSddl()
    for (let length = 0; length <= PLAIN.length + 4; length++) {
      const bytes = new Uint8Array(length)
      bytes.set(PLAIN.subarray(0, length))
      expect(found(sddl, bytes), `${length}`).toEqual(expected(bytes))
    }
  })

  it.skipIf(!hasCorpus)('every descriptor of the corpus has what decoding finds', () => {
    const sddl = new StoredSddl()
    let count = 0
    for (const { path } of plainHives) {
      const { cells, root, image } = Hive.open(Uint8Array.from(readFileSync(path)))
      for (const cell of linkedSecurity(cells, root)) {
        const place = descriptorIn(cells, cell)
        if (place === null) continue
        const bytes = image.bytesView(place.at, place.length).slice()
        expect(found(sddl, bytes)).toEqual(expected(bytes))
        count++
      }
    }
    expect(count).toBeGreaterThan(500)
  })
})
