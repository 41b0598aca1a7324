import { describe, expect, it } from 'vitest'
import { formatHex } from '../../src/bytes/hex.ts'
import { sameBytes } from '../../src/bytes/same.ts'
import { ByteRows } from '../../src/ui/editors/ByteRows.ts'
import { byteActions } from '../../src/ui/editors/byteActions.ts'
import type { Deletion, FieldActions } from '../../src/ui/editors/FieldInput.ts'
import { ReplaceHistory } from '../../src/ui/editors/ReplaceHistory.ts'
import type { EditedWindow, RowSelection } from '../../src/ui/editors/RowWindow.ts'
import { TextRows } from '../../src/ui/editors/TextRows.ts'
import { textActions } from '../../src/ui/editors/textActions.ts'
import { decodeDword, decodeDwordBigEndian, decodeQword } from '../../src/values/decode.ts'
import {
  encodeDword,
  encodeDwordBigEndian,
  encodeQword,
  parseNumber,
} from '../../src/values/encode.ts'
import { readStringField } from '../../src/values/stringField.ts'
import { standardType, VALUE_TYPE } from '../../src/values/valueType.ts'
import { readList } from '../helpers/listField.ts'
import { randomValue } from '../helpers/randomValues.ts'
import { type Random, rng } from '../helpers/rng.ts'

const VALUES = 2000
const EDITS = 8
const DELETIONS: readonly Deletion[] = [
  'before',
  'after',
  'word-before',
  'word-after',
  'line-before',
  'line-after',
]

/** A window that draws nothing. */
class Selected implements EditedWindow {
  selection: RowSelection = { anchor: 0, head: 0 }

  get range() {
    const { anchor, head } = this.selection
    return { from: Math.min(anchor, head), to: Math.max(anchor, head) }
  }

  refresh(): void {}

  select(selection: RowSelection): void {
    this.selection = selection
  }
}

interface Edited {
  readonly actions: FieldActions
  readonly window: Selected
  readonly end: () => number
  readonly typed: readonly string[]
  readonly pasted: readonly string[]
}

function editAtRandom(random: Random, { actions, window, end, typed, pasted }: Edited): void {
  for (let edit = 0; edit < EDITS; edit++) {
    const anchor = random.below(end() + 1)
    const head = random.below(3) > 0 ? anchor : random.below(end() + 1)
    window.select({ anchor, head })
    const what = random.below(4)
    if (what === 0) actions.delete(random.pick(DELETIONS))
    else if (what === 1) actions.insert(random.pick(pasted), 'pasted')
    else for (const key of random.pick(typed)) actions.insert(key, 'typed')
    if (random.below(4) === 0) actions.undo()
    if (random.below(6) === 0) actions.redo()
  }
}

/** More steps than there can be. */
function undoAll(actions: FieldActions): void {
  for (let step = 0; step < EDITS * 10; step++) actions.undo()
}

/** The text that its editor shows; null for a value that is edited as a number or as bytes. */
function fieldText(type: number, data: Uint8Array): string | null {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
    case VALUE_TYPE.LINK:
      return readStringField(data, { link: standardType(type) === VALUE_TYPE.LINK }).text
    case VALUE_TYPE.MULTI_SZ:
      return readList(data).text
    default:
      return null
  }
}

describe('2,000 random values', () => {
  it('2,000 random values are unchanged once every edit has been undone', () => {
    const random = rng(2000)
    for (let run = 0; run < VALUES; run++) {
      const { type, data } = randomValue(random)
      const text = fieldText(type, data)
      const window = new Selected()
      if (text !== null) {
        const rows = new TextRows(text, 40)
        const actions = textActions(
          rows,
          () => window,
          () => {},
        )
        const typed = ['x', 'word ', '\n', '🐝']
        const pasted = ['a\r\nb', '\n\n', 'text']
        editAtRandom(random, { actions, window, end: () => rows.end, typed, pasted })
        undoAll(actions)
        // The editor compares its text with this one, and writes nothing if they are equal.
        expect(rows.text === text, `run ${run}, type ${type}`).toBe(true)
        continue
      }
      const rows = new ByteRows(data, 16)
      const editing = {
        rows,
        history: new ReplaceHistory<Uint8Array>(),
        isOverwriting: () => random.below(2) === 0,
        toggleOverwriting: () => {},
        isText: () => random.below(4) === 0,
        onBytes: () => {},
        onRefused: () => {},
      }
      const actions = byteActions(editing, () => window)
      const typed = ['0', 'ff', 'a 1 b', 'q']
      const pasted = ['00', 'hex:01,02,03', 'no hex', formatHex(random.bytes(20))]
      editAtRandom(random, { actions, window, end: () => rows.end, typed, pasted })
      undoAll(actions)
      expect(sameBytes(rows.bytes, data), `run ${run}, type ${type}`).toBe(true)
    }
  }, 120_000)

  it('a number is parsed from its own text to the same bytes', () => {
    const random = rng(2001)
    for (let run = 0; run < VALUES; run++) {
      const dword = random.bytes(4)
      const qword = random.bytes(8)
      for (const base of [10, 16] as const) {
        const little = read(decodeDword(dword) ?? 0, base, 32)
        expect(encodeDword(Number(little))).toEqual(dword)
        const big = read(decodeDwordBigEndian(dword) ?? 0, base, 32)
        expect(encodeDwordBigEndian(Number(big))).toEqual(dword)
        expect(encodeQword(read(decodeQword(qword) ?? 0n, base, 64))).toEqual(qword)
      }
    }
  })
})

function read(number: number | bigint, base: 10 | 16, bits: 32 | 64): bigint {
  const parsed = parseNumber(number.toString(base), { base, bits })
  if ('error' in parsed) throw new TypeError(parsed.error)
  return parsed.value
}
