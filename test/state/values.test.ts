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
import { focusedValue, refreshValues, selectedValues, setOrder } from '../../src/state/values.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { openPage } from '../helpers/openPage.ts'
import { everyKindOfValue, type PageEngine } from '../helpers/pageEngine.ts'

const MANY = Array.from({ length: 350 }, (_, at) => ({
  name: `Value${1000 + at}`,
  type: 4,
  data: Uint8Array.of(at & 0xff, at >> 8, 0, 0),
}))

/** A value without a name. Windows never creates two of them in a key. */
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
  it('the default value comes first, set or not', async () => {
    await goTo(doc, 'Kinds')
    expect(names()).toEqual(['', 'Binary', 'Dword', 'List', 'Text'])
    expect(valueList(doc).rowAt(0)).toMatchObject({ absent: true, id: 0 })
  })

  it('values are loaded once the selection rests, not for every key that is passed', async () => {
    const before = engine.calls.filter((call) => call === 'values').length
    await selectIndex(doc, 1)
    await selectIndex(doc, 2)
    await selectIndex(doc, 3)
    await eventually(() => expect(valuesView(doc).total).toBe(351))
    expect(engine.calls.filter((call) => call === 'values').length).toBe(before + 1)
  })

  it('rows of a key that is no longer selected are never shown', async () => {
    const release = engine.hold('values')
    const first = goTo(doc, 'Many')
    await eventually(() => expect(valuesView(doc).loading).toBe(true))
    release()
    await first
    await goTo(doc, 'Kinds')
    expect(names()).toEqual(['', 'Binary', 'Dword', 'List', 'Text'])
  })

  it('a path that names a value focuses that value', async () => {
    await goTo(doc, 'Kinds\\List')
    expect(focusedValue(doc)?.name).toBe('List')
  })

  it('a value selected while the rows are fetched again stays selected', async () => {
    await goTo(doc, 'Kinds')
    await valueList(doc).focusAt(1)
    const release = engine.hold('values')
    const fresh = refreshValues(doc)
    await valueList(doc).focusAt(3)
    release()
    await fresh
    expect(focusedValue(doc)?.name).toBe('List')
    expect(valuesView(doc).focusIndex).toBe(3)
  })

  it('pages of values are fetched as they scroll into view', async () => {
    await goTo(doc, 'Many')
    expect(valueList(doc).rowAt(300)).toBeUndefined()
    valueList(doc).ensure(290, 30)
    await eventually(() => expect(valueList(doc).rowAt(300)?.name).toBe('Value1299'))
  })
})

describe('order', () => {
  it('sorting by a column and reversing it keeps the focused value selected', async () => {
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

  it('a selection extends from its anchor over rows that have not arrived', async () => {
    await valueList(doc).focusAt(20, 'replace')
    await valueList(doc).focusAt(319, 'extend')
    expect(valuesView(doc).selection.size).toBe(300)
    await valueList(doc).focusAt(18, 'extend')
    expect(valuesView(doc).selection.size).toBe(3)
  })

  it('single rows can be toggled', async () => {
    await valueList(doc).focusAt(1, 'replace')
    await valueList(doc).focusAt(3, 'toggle')
    expect(selectedValues(doc).map((row) => row.name)).toEqual(['Value1000', 'Value1002'])
    await valueList(doc).focusAt(1, 'toggle')
    expect(selectedValues(doc).map((row) => row.name)).toEqual(['Value1002'])
    expect(focusedValue(doc)).toBeNull()
  })

  it('all values can be selected', async () => {
    await valueList(doc).selectAll()
    expect(valuesView(doc).selection.size).toBe(351)
  })

  it('the focus stops at both ends of the list', async () => {
    await valueList(doc).focusAt((view) => view.focusIndex - 5, 'replace')
    expect(valuesView(doc).focusIndex).toBe(0)
    await valueList(doc).focusAt(10_000, 'replace')
    expect(focusedValue(doc)?.name).toBe('Value1349')
  })
})

describe('naming in place', () => {
  beforeEach(() => goTo(doc, 'Kinds\\Dword'))

  it('a new value is created with the initial data of its type in one step', async () => {
    await beginCreateValue(doc, 4)
    const proposed = { mode: 'create', name: 'New Value #1' }
    await eventually(() => expect(valuesView(doc).editing).toMatchObject(proposed))
    await commitValueName(doc, 'Added')
    await eventually(() => expect(focusedValue(doc)?.name).toBe('Added'))
    expect(focusedValue(doc)).toMatchObject({ type: 4, size: 4 })
    await undo(doc)
    await eventually(() => expect(names()).not.toContain('Added'))
  })

  it('Esc in the name field creates no value', async () => {
    await beginCreateValue(doc, 1)
    cancelValueName(doc)
    expect(valuesView(doc).editing).toBeNull()
    expect(engine.calls).not.toContain('edit')
  })

  it('a refused name keeps the field open with the refusal', async () => {
    await beginRenameValue(doc)
    expect(await commitValueName(doc, 'text')).toBe(false)
    expect(valuesView(doc).editing?.refused).toMatchObject({ code: 'value-exists' })
    expect(await commitValueName(doc, 'DWORD')).toBe(true)
    await eventually(() => expect(focusedValue(doc)?.name).toBe('DWORD'))
  })

  it('the default value has no name field', async () => {
    await valueList(doc).focusAt(0, 'replace')
    await beginRenameValue(doc)
    expect(valuesView(doc).editing).toBeNull()
  })

  it('a second value without a name can be renamed', async () => {
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

  it('an empty name is refused for a new value', async () => {
    await beginCreateValue(doc, 1)
    expect(await commitValueName(doc, '')).toBe(false)
    expect(valuesView(doc).editing?.refused).toMatchObject({ code: 'name-empty' })
  })
})

describe('edits', () => {
  beforeEach(() => goTo(doc, 'Kinds'))

  it('deleting the selection selects the row after it', async () => {
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

  it('a deletion leaves the focus on a value that is not deleted', async () => {
    await valueList(doc).focusAt(1, 'replace')
    await valueList(doc).focusAt(3, 'move')
    await deleteSelectedValues(doc)
    await eventually(() => expect(names()).toEqual(['', 'Dword', 'List', 'Text']))
    expect(focusedValue(doc)?.name).toBe('List')
  })

  it('deleting the default value leaves the focus on its row', async () => {
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

  it('a notice says when only a default value that is not set is selected', async () => {
    await valueList(doc).focusAt(0, 'replace')
    await deleteSelectedValues(doc)
    expect(engine.calls).not.toContain('edit')
    expect(useNotices.getState().notices).toHaveLength(1)
  })

  it('undo and redo go to the value, also in another key', async () => {
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

  it('a default value that is not set can be set', async () => {
    const key = selectedKey(doc) ?? 0
    const data = Uint8Array.of(0x61, 0, 0, 0)
    await runEdit(doc, { kind: 'set-value', key, value: 0, type: 1, data })
    await eventually(() => expect(focusedValue(doc)).toMatchObject({ name: '', absent: false }))
  })
})
