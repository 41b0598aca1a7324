import { beforeEach, describe, expect, it } from 'vitest'
import { valuesBehind } from '../../src/state/actionQueue.ts'
import { enterPane, focusPane, registerPane } from '../../src/state/focus.ts'
import { useNotices } from '../../src/state/notices.ts'
import { selectIndex } from '../../src/state/tree.ts'
import { beginCreateKey, deleteSelectedKey } from '../../src/state/treeEdits.ts'
import { keyList, selectedRow, treeView } from '../../src/state/treeRows.ts'
import {
  beginCreateValue,
  beginRenameValue,
  deleteSelectedValues,
} from '../../src/state/valueEdits.ts'
import { valueList, valuesView } from '../../src/state/valueRows.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { openPage } from '../helpers/openPage.ts'

const VALUES = Array.from({ length: 900 }, (_, at) => ({
  name: `Value${1000 + at}`,
  type: 4,
  data: Uint8Array.of(at & 0xff, at >> 8, 0, 0),
}))

const HIVE = {
  name: 'ROOT',
  subkeys: [{ name: 'Alpha' }, { name: 'Beta' }, { name: 'Gamma' }, { name: 'Z', values: VALUES }],
}

let doc: DocId

beforeEach(async () => {
  ;({ doc } = await openPage(HIVE))
})

const lastValue = (): Promise<void> => valueList(doc).focusAt((view) => view.total - 1, 'replace')

describe('commands that follow a move at once', () => {
  it('a new value is created in the key that was just selected, not in the previous one', async () => {
    void selectIndex(doc, 2)
    expect(valuesBehind(doc)).toBe(true)
    await beginCreateValue(doc, 1)
    expect(valuesView(doc).key).toBe(keyList(doc).rowAt(2)?.id)
    expect(valuesView(doc).editing).toMatchObject({ mode: 'create', type: 1 })
  })

  it('Delete acts on the last selection', async () => {
    await selectIndex(doc, 4)
    await eventually(() => expect(valuesView(doc).total).toBe(901))
    await valueList(doc).focusAt(1, 'replace')
    void valueList(doc).selectAll()
    await deleteSelectedValues(doc)
    await eventually(() => expect(valuesView(doc).total).toBe(1))
  })

  it('Rename acts on a value far down the list', async () => {
    void selectIndex(doc, 4)
    await eventually(() => expect(valuesView(doc).total).toBe(901))
    void lastValue()
    await beginRenameValue(doc)
    expect(valuesView(doc).editing?.name).toBe('Value1899')
  })

  it('repeated Delete removes one key after another', async () => {
    void selectIndex(doc, 1)
    void deleteSelectedKey(doc)
    await deleteSelectedKey(doc)
    await eventually(() => expect(selectedRow(doc)?.name).toBe('Gamma'))
    expect(treeView(doc).total).toBe(3)
    expect(useNotices.getState().notices.map(({ kind }) => kind)).toEqual(['status'])
  })

  it('a command leaves the focus where the user has moved it meanwhile', async () => {
    const taken: string[] = []
    const ends = (['tree', 'grid'] as const).map((pane) =>
      registerPane(pane, () => {
        taken.push(pane)
        enterPane(pane)
      }),
    )
    await selectIndex(doc, 4)
    await eventually(() => expect(valuesView(doc).total).toBe(901))
    await lastValue()
    const deleted = deleteSelectedValues(doc)
    focusPane('tree')
    await deleted
    expect(taken).toEqual(['tree'])
    for (const end of ends) end()
  })

  it('a command runs at once when nothing is pending', () => {
    void beginCreateKey(doc)
    expect(treeView(doc).editing).toMatchObject({ mode: 'create' })
  })
})
