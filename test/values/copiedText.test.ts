/** Values as text for the clipboard, compared with the same said string by string. */

import { describe, expect, it } from 'vitest'
import { BYTES_A_STEP, formatHex } from '../../src/bytes/hex.ts'
import { encodeUtf16, UNITS_A_STEP } from '../../src/bytes/text.ts'
import { dataTextSteps, valueLineSteps } from '../../src/values/copiedText.ts'
import { decodeLink, decodeMultiString, decodeString } from '../../src/values/decode.ts'
import { standardType, typeName, VALUE_TYPE } from '../../src/values/valueType.ts'
import { runToEnd } from '../../src/work.ts'
import { type RandomValue, randomValue } from '../helpers/randomValues.ts'
import { rng } from '../helpers/rng.ts'
import { drive } from '../helpers/work.ts'

const VALUES = 1000

/** null for a number. */
function dataText({ type, data }: RandomValue, separator: string): string | null {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return decodeString(data).text
    case VALUE_TYPE.LINK:
      return decodeLink(data).text
    case VALUE_TYPE.MULTI_SZ:
      return decodeMultiString(data).items.join(separator)
    case VALUE_TYPE.DWORD:
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return data.length === 4 ? null : formatHex(data)
    case VALUE_TYPE.QWORD:
      return data.length === 8 ? null : formatHex(data)
    default:
      return formatHex(data)
  }
}

function cell(text: string): string {
  return text
    .replace(/[␀␉␊␍␛]/g, '␛$&')
    .replaceAll('\0', '␀')
    .replaceAll('\t', '␉')
    .replaceAll('\n', '␊')
    .replaceAll('\r', '␍')
}

describe('copied values', () => {
  it('1,000 random values are written as their editors show them, alone and in lines', () => {
    const random = rng(4)
    for (let run = 0; run < VALUES; run++) {
      const value = { ...randomValue(random), name: random.pick(['', 'a\tb', '␀', 'é']) }
      const text = runToEnd(dataTextSteps(value))
      const line = runToEnd(valueLineSteps(value))
      expect(text, `run ${run}`).toBe(dataText(value, '\n') ?? text)
      const data = dataText(value, '\0') ?? text
      const cells = [value.name || '@', typeName(value.type), data].map(cell)
      expect(line, `run ${run}`).toBe(cells.join('\t'))
    }
  })

  it.each([
    ['bytes', VALUE_TYPE.BINARY, new Uint8Array(16 << 20), (16 << 20) / BYTES_A_STEP],
    ['a string', VALUE_TYPE.SZ, encodeUtf16('a'.repeat(1 << 20)), (1 << 20) / UNITS_A_STEP],
    ['a list', VALUE_TYPE.MULTI_SZ, encodeUtf16('a\0'.repeat(1 << 19)), (1 << 20) / UNITS_A_STEP],
  ])('long data is written in short steps: %s', (_, type, data, steps) => {
    for (const work of [dataTextSteps, valueLineSteps]) {
      const { fractions } = drive(work({ name: 'long', type, data }))
      expect(fractions.length).toBeGreaterThanOrEqual(Math.floor(steps) - 1)
      const parts = fractions.map((done, index) => done - (fractions[index - 1] ?? 0))
      expect(Math.max(...parts)).toBeLessThan(1.1 / steps)
    }
  })
})
