import { describe, expect, it } from 'vitest'
import { parseHexText } from '../../src/bytes/hex.ts'
import { sameBytes } from '../../src/bytes/same.ts'
import { parseHexSlices } from '../../src/ui/editors/hexSlices.ts'

const COUNT = 100_000

describe('hex text read in slices', () => {
  it.each([
    ['with spaces', '0a 1b '.repeat(COUNT)],
    ['as a run of digits', '0a1b'.repeat(COUNT)],
    ['as lines of a .reg file', `hex:${'0a,1b,\\\n  '.repeat(COUNT)}`],
    ['with prefixes', '0x0a, 0x1b, '.repeat(COUNT)],
    ['that is short', 'ff'],
    ['that is empty', ''],
  ])('%s gives the same bytes in slices as at once', async (_, text) => {
    const [sliced, whole] = [await parseHexSlices(text), parseHexText(text)]
    if (!(sliced instanceof Uint8Array) || !(whole instanceof Uint8Array))
      throw new TypeError('refused')
    expect(sameBytes(sliced, whole)).toBe(true)
  })

  it('hex text read in slices is refused at the same place as when read at once', async () => {
    for (const end of ['0', 'zz', '0g']) {
      const text = `${'0a 1b '.repeat(COUNT)}${end}`
      expect(await parseHexSlices(text)).toEqual(parseHexText(text))
    }
  })
})
