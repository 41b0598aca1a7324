import { describe, expect, it } from 'vitest'
import { sameBytes } from '../../src/bytes/same.ts'
import { readStringField, writeStringField } from '../../src/values/stringField.ts'
import { standardType, VALUE_TYPE } from '../../src/values/valueType.ts'
import { readList, writeList } from '../helpers/listField.ts'
import { type RandomValue, randomValue } from '../helpers/randomValues.ts'
import { rng } from '../helpers/rng.ts'

const VALUES = 2000
const SEED = 9
const KEPT = { tidy: false }

/** The bytes that a field's text stands for. */
function written({ type, data }: RandomValue, change: (text: string) => string): Uint8Array {
  if (standardType(type) === VALUE_TYPE.MULTI_SZ) {
    const field = readList(data)
    return writeList(field, change(field.text), KEPT)
  }
  const field = readStringField(data, { link: standardType(type) === VALUE_TYPE.LINK })
  return writeStringField(field, change(field.text), KEPT)
}

function isText({ type }: RandomValue): boolean {
  const standard = standardType(type)
  return (
    standard === VALUE_TYPE.SZ ||
    standard === VALUE_TYPE.EXPAND_SZ ||
    standard === VALUE_TYPE.LINK ||
    standard === VALUE_TYPE.MULTI_SZ
  )
}

describe('the text of 2,000 random values', () => {
  it('writes exactly the stored bytes, and has no line break that a text area would change', () => {
    const random = rng(SEED)
    for (let run = 0; run < VALUES; run++) {
      const value = randomValue(random)
      if (!isText(value) || value.data.length === 0) continue
      const data = written(value, (text) => {
        expect(text.includes('\r'), `run ${run}`).toBe(false)
        return text
      })
      expect(sameBytes(data, value.data), `run ${run}, type ${value.type}`).toBe(true)
    }
  })

  it('leaves every byte before and after an edit as it was', () => {
    const random = rng(SEED + 1)
    for (let run = 0; run < VALUES; run++) {
      const value = randomValue(random)
      if (!isText(value) || value.data.length === 0) continue
      const list = standardType(value.type) === VALUE_TYPE.MULTI_SZ
      // An empty list is stored differently, and a letter between two marks would separate them.
      if (list && readList(value.data).lines.count === 0) continue
      const data = written(value, (text) => `x${text}`)
      const before = Uint8Array.of(0x78, 0)
      expect(sameBytes(data.subarray(0, 2), before), `run ${run}`).toBe(true)
      expect(sameBytes(data.subarray(2), value.data), `run ${run}, type ${value.type}`).toBe(true)
    }
  })
})
