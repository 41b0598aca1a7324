import { beforeEach, describe, expect, it } from 'vitest'
import { redo, runEdit, undo } from '../../src/state/edits.ts'
import { goTo } from '../../src/state/navigation.ts'
import { useNotices } from '../../src/state/notices.ts'
import { selectIndex } from '../../src/state/tree.ts'
import { selectedKey } from '../../src/state/treeRows.ts'
import {
  beginCreateValue,
  beginRenameValue,
  cancelValueName,
  commitValueName,
  deleteSelectedValues,
} from '../../src/state/valueEdits.ts'
import { valueList, valuesView } from '../../src/state/valueRows.ts'
import { focusedValue, selectedValues, setOrder } from '../../src/state/values.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { openPage } from '../helpers/openPage.ts'
import { everyKindOfValue, type PageEngine } from '../helpers/pageEngine.ts'

const MANY = Array.from({ length: 350 }, (_, at) => ({
  name: `Value${1000 + at}`,
  type: 4,
  data: Uint8Array.of(at & 0xff, at >> 8, 0, 0),
}))

/** A value without a name; no Windows makes two of them. */
const unnamed = (byte: number) => ({ name: '', type: 3, data: Uint8Array.of(byte) })

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Empty' },
    { name: 'Kinds', values: everyKindOfValue() },
    { name: 'Many', values: MANY },
    { name: 'Same', values: [unnamed(1), unnamed(2)] },
  ],
}

let engine: PageEngine
let doc: DocId

beforeEach(async () => {
  ;({ engine, doc } = await openPage(HIVE))
})

function names(): (string | undefined)[] {
  return Array.from(
    { length: valuesView(doc).total },
    (_, index) => valueList(doc).rowAt(index)?.name,
  )
}

describe('the values of the selected key', () => {
  it('come with the default value first, set or not', async () => {
    await goTo(doc, 'Kinds')
    expect(names()).toEqual(['', 'Binary', 'Dword', 'List', 'Text'])
    expect(valueList(doc).rowAt(0)).toMatchObject({ absent: true, id: 0 })
  })

  it('load once the selection rests, not for every key passed', async () => {
    const before = engine.calls.filter((call) => call === 'values').length
    await selectIndex(doc, 1)
    await selectIndex(doc, 2)
    await selectIndex(doc, 3)
    await eventually(() => expect(valuesView(doc).total).toBe(351))
    expect(engine.calls.filter((call) => call === 'values').length).toBe(before + 1)
  })

  it('never show the rows of a key that was left', async () => {
    const release = engine.hold('values')
    const first = goTo(doc, 'Many')
    await eventually(() => expect(valuesView(doc).loading).toBe(true))
    release()
    await first
    await goTo(doc, 'Kinds')
    expect(names()).toEqual(['', 'Binary', 'Dword', 'List', 'Text'])
  })

  it('open on the value that a path names', async () => {
    await goTo(doc, 'Kinds\\List')
    expect(focusedValue(doc)?.name).toBe('List')
  })

  it('come by page as they scroll into view', async () => {
    await goTo(doc, 'Many')
    expect(valueList(doc).rowAt(300)).toBeUndefined()
    valueList(doc).ensure(290, 30)
    await eventually(() => expect(valueList(doc).rowAt(300)?.name).toBe('Value1299'))
  })
})

describe('order', () => {
  it('sorts by a column and reverses it, the focused value staying selected', async () => {
    await goTo(doc, 'Kinds\\Dword')
    await setOrder(doc, 'type')
    expect(names()).toEqual(['', 'Text', 'Binary', 'Dword', 'List'])
    expect(focusedValue(doc)?.name).toBe('Dword')
    await setOrder(doc, 'type')
    expect(names()).toEqual(['List', 'Dword', 'Binary', 'Text', ''])
    expect(focusedValue(doc)?.name).toBe('Dword')
  })
})

describe('selection', () => {
  beforeEach(() => goTo(doc, 'Many'))

  it('extends from the anchor over rows that are not here', async () => {
    await valueList(doc).focusAt(20, 'replace')
    await valueList(doc).focusAt(319, 'extend')
    expect(valuesView(doc).selection.size).toBe(300)
    await valueList(doc).focusAt(18, 'extend')
    expect(valuesView(doc).selection.size).toBe(3)
  })

  it('toggles single rows', async () => {
    await valueList(doc).focusAt(1, 'replace')
    await valueList(doc).focusAt(3, 'toggle')
    expect(selectedValues(doc).map((row) => row.name)).toEqual(['Value1000', 'Value1002'])
    await valueList(doc).focusAt(1, 'toggle')
    expect(selectedValues(doc).map((row) => row.name)).toEqual(['Value1002'])
    expect(focusedValue(doc)).toBeNull()
  })

  it('takes all', async () => {
    await valueList(doc).selectAll()
    expect(valuesView(doc).selection.size).toBe(351)
  })

  it('stops at both ends', async () => {
    await valueList(doc).focusAt((view) => view.focusIndex - 5, 'replace')
    expect(valuesView(doc).focusIndex).toBe(0)
    await valueList(doc).focusAt(10_000, 'replace')
    expect(focusedValue(doc)?.name).toBe('Value1349')
  })
})

describe('naming in place', () => {
  beforeEach(() => goTo(doc, 'Kinds\\Dword'))

  it('creates a value with the data of its type in one step', async () => {
    await beginCreateValue(doc, 4)
    const proposed = { mode: 'create', name: 'New Value #1' }
    await eventually(() => expect(valuesView(doc).editing).toMatchObject(proposed))
    await commitValueName(doc, 'Added')
    await eventually(() => expect(focusedValue(doc)?.name).toBe('Added'))
    expect(focusedValue(doc)).toMatchObject({ type: 4, size: 4 })
    await undo(doc)
    await eventually(() => expect(names()).not.toContain('Added'))
  })

  it('leaves nothing behind after Esc', async () => {
    await beginCreateValue(doc, 1)
    cancelValueName(doc)
    expect(valuesView(doc).editing).toBeNull()
    expect(engine.calls).not.toContain('edit')
  })

  it('keeps the field open with the refusal', async () => {
    await beginRenameValue(doc)
    expect(await commitValueName(doc, 'text')).toBe(false)
    expect(valuesView(doc).editing?.refused).toMatchObject({ code: 'value-exists' })
    expect(await commitValueName(doc, 'DWORD')).toBe(true)
    await eventually(() => expect(focusedValue(doc)?.name).toBe('DWORD'))
  })

  it('does not open the name of the default value', async () => {
    await valueList(doc).focusAt(0, 'replace')
    await beginRenameValue(doc)
    expect(valuesView(doc).editing).toBeNull()
  })

  it('opens the name of a second value without one', async () => {
    await goTo(doc, 'Same')
    await valueList(doc).focusAt(0, 'replace')
    await beginRenameValue(doc)
    expect(valuesView(doc).editing).toBeNull()
    await valueList(doc).focusAt(1, 'replace')
    await beginRenameValue(doc)
    expect(valuesView(doc).editing).toMatchObject({ mode: 'rename', name: '' })
    expect(await commitValueName(doc, 'Found')).toBe(true)
    await eventually(() => expect(focusedValue(doc)).toMatchObject({ name: 'Found', size: 1 }))
    expect(focusedValue(doc)?.preview.text).toBe('02')
  })

  it('has no field for a value without a name', async () => {
    await beginCreateValue(doc, 1)
    expect(await commitValueName(doc, '')).toBe(false)
    expect(valuesView(doc).editing?.refused).toMatchObject({ code: 'name-empty' })
  })
})

describe('edits', () => {
  beforeEach(() => goTo(doc, 'Kinds'))

  it('delete the selection and select the row after it', async () => {
    await valueList(doc).focusAt(1, 'replace')
    await valueList(doc).focusAt(2, 'extend')
    await deleteSelectedValues(doc)
    await eventually(() => expect(names()).toEqual(['', 'List', 'Text']))
    expect(focusedValue(doc)?.name).toBe('List')
    expect(useNotices.getState().notices).toMatchObject([{ action: { label: 'Undo' } }])
  })

  it.each([
    ['three in the middle', [3, 5], 'Value1005'],
    ['three in the middle, selected upwards', [5, 3], 'Value1005'],
    ['the last three', [350, 348], 'Value1346'],
    ['all but the first, their rows not here', [350, 2], 'Value1000'],
    ['all but the last', [1, 349], 'Value1349'],
  ] as const)('give the focus to the next value, else the one before: %s', async (_, run, next) => {
    await goTo(doc, 'Many')
    const [from, to] = run
    await valueList(doc).focusAt(from, 'replace')
    await valueList(doc).focusAt(to, 'extend')
    await deleteSelectedValues(doc)
    await eventually(() => expect(valuesView(doc).total).toBe(351 - Math.abs(from - to) - 1))
    expect(focusedValue(doc)?.name).toBe(next)
  })

  it('leave the focus where it is when it is not on a deleted value', async () => {
    await valueList(doc).focusAt(1, 'replace')
    await valueList(doc).focusAt(3, 'move')
    await deleteSelectedValues(doc)
    await eventually(() => expect(names()).toEqual(['', 'Dword', 'List', 'Text']))
    expect(focusedValue(doc)?.name).toBe('List')
  })

  it('leave it on the default value, which is then not set', async () => {
    await runEdit(doc, {
      kind: 'set-value',
      key: valuesView(doc).key ?? 0,
      value: 0,
      type: 1,
      data: new Uint8Array(2),
    })
    await eventually(() => expect(focusedValue(doc)).toMatchObject({ name: '', absent: false }))
    await deleteSelectedValues(doc)
    await eventually(() => expect(focusedValue(doc)).toMatchObject({ name: '', absent: true }))
  })

  it('say so when only the absent default value is selected', async () => {
    await valueList(doc).focusAt(0, 'replace')
    await deleteSelectedValues(doc)
    expect(engine.calls).not.toContain('edit')
    expect(useNotices.getState().notices).toHaveLength(1)
  })

  it('bring undo and redo to the value, in another key too', async () => {
    const key = selectedKey(doc) ?? 0
    const value = valueList(doc).rowAt(2)?.id ?? 0
    await runEdit(doc, { kind: 'set-value', key, value, type: 4, data: Uint8Array.of(7, 0, 0, 0) })
    await eventually(() => expect(focusedValue(doc)?.preview.text).toContain('(7)'))
    await goTo(doc, 'Empty')
    await undo(doc)
    await eventually(() => expect(focusedValue(doc)?.preview.text).toContain('(42)'))
    expect(selectedKey(doc)).toBe(key)
    await redo(doc)
    await eventually(() => expect(focusedValue(doc)?.preview.text).toContain('(7)'))
  })

  it('set a default value that was absent', async () => {
    const key = selectedKey(doc) ?? 0
    const data = Uint8Array.of(0x61, 0, 0, 0)
    await runEdit(doc, { kind: 'set-value', key, value: 0, type: 1, data })
    await eventually(() => expect(focusedValue(doc)).toMatchObject({ name: '', absent: false }))
  })
})
