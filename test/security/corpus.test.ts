/** Every descriptor of the real hives, where they are there: through the model and through its text. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { locateDescriptor } from '../../src/regf/securityCell.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { checkDescriptor, checkStoredDescriptor } from '../../src/security/checkDescriptor.ts'
import {
  decodeDescriptor,
  encodeDescriptor,
  sameDescriptor,
} from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { formatSddl, type SddlLoss, sddlLosses } from '../../src/security/sddl.ts'
import { brokenHives, hasCorpus, plainHives } from '../helpers/corpus.ts'

/** Descriptors of all keys that can be reached, each once. */
function descriptorsOf(path: string): Uint8Array[] {
  const found = new Map<string, Uint8Array>()
  try {
    const { cells, image, root } = Hive.open(Uint8Array.from(readFileSync(path)))
    walkKeys(cells, root, {
      key(_, key) {
        const where = locateDescriptor(cells, key)
        if (where === null) return
        const bytes = image.bytesCopy(where.at, where.length)
        found.set(Buffer.from(bytes).toString('latin1'), bytes)
      },
      value() {},
    })
  } catch (error) {
    if (!(error instanceof HiveError)) throw error
  }
  return [...found.values()]
}

/** What real descriptors have that a text does not say. */
const KNOWN_LOSSES: readonly SddlLoss[] = ['list-flags', 'list-rest', 'list-revision']

describe.skipIf(!hasCorpus)('descriptors of real hives', () => {
  it.each([...plainHives, ...brokenHives])('$name', ({ path }) => {
    for (const bytes of descriptorsOf(path)) {
      if (checkDescriptor(bytes) !== null) {
        expect(() => decodeDescriptor(bytes)).toThrow(HiveError)
        continue
      }
      const descriptor = decodeDescriptor(bytes)
      expect(Buffer.compare(encodeDescriptor(descriptor), bytes)).toBe(0)
      const back = parseSddl(formatSddl(descriptor))
      const losses = sddlLosses(descriptor)
      expect(losses.filter((loss) => !KNOWN_LOSSES.includes(loss))).toEqual([])
      if (losses.length === 0) expect(Buffer.compare(encodeDescriptor(back), bytes)).toBe(0)
      expect(sameDescriptor(back, decodeDescriptor(encodeDescriptor(back)))).toBe(true)
      expect(formatSddl(back)).toBe(formatSddl(descriptor))
    }
  })

  it('accepts every descriptor of the real hives', () => {
    const descriptors = plainHives.flatMap(({ path }) => descriptorsOf(path))
    const refused = descriptors.filter((bytes) => checkStoredDescriptor(bytes) !== null)
    expect({ refused, enough: descriptors.length > 1000 }).toEqual({ refused: [], enough: true })
  })

  it('of the page on which most were seen are some hundreds', () => {
    const ntuser = plainHives.filter(({ name }) => name.startsWith('regipy/'))
    const count = ntuser.reduce((sum, { path }) => sum + descriptorsOf(path).length, 0)
    expect(count).toBeGreaterThan(500)
  })
})
