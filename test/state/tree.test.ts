import { beforeEach, describe, expect, it, vi } from 'vitest'
import { activate, openSample, receiveEvent, useDocuments } from '../../src/state/documents.ts'
import { redo, undo } from '../../src/state/edits.ts'
import { goBack, goForward, goTo } from '../../src/state/navigation.ts'
import { useNotices } from '../../src/state/notices.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import {
  cancelExpandAll,
  closeOrLeave,
  collapse,
  expand,
  expandAllBelow,
  goUp,
  openOrEnter,
  selectIndex,
  selectKey,
} from '../../src/state/tree.ts'
import {
  beginCreateKey,
  beginRenameKey,
  cancelKeyName,
  commitKeyName,
  deleteSelectedKey,
} from '../../src/state/treeEdits.ts'
import { keyList, selectedKey, selectedRow, treeView } from '../../src/state/treeRows.ts'
import { valuesView } from '../../src/state/valueRows.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { openPage } from '../helpers/openPage.ts'
import { hiveFile, type PageEngine } from '../helpers/pageEngine.ts'

const SAMPLE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Alpha', subkeys: [{ name: 'One' }, { name: 'Two', subkeys: [{ name: 'Deep' }] }] },
    { name: 'Beta' },
    {
      name: 'Gamma',
      subkeys: Array.from({ length: 450 }, (_, at) => ({ name: `Item${1000 + at}` })),
    },
  ],
}

const OTHER = { name: 'ROOT', subkeys: [{ name: 'Vendor' }] }

let engine: PageEngine
let doc: DocId

beforeEach(async () => {
  ;({ engine, doc } = await openPage(SAMPLE))
})

function names(): (string | undefined)[] {
  return Array.from({ length: treeView(doc).total }, (_, index) => keyList(doc).rowAt(index)?.name)
}

function selectedName(): string | undefined {
  return selectedRow(doc)?.name
}

describe('opening a hive', () => {
  it('shows the root open and selected', () => {
    expect(names()).toEqual(['ROOT', 'Alpha', 'Beta', 'Gamma'])
    expect(selectedName()).toBe('ROOT')
    expect(treeView(doc).details?.subkeys).toBe(3)
  })
})

describe('expanding and walking', () => {
  it('opens with Right, then enters, then leaves with Left', async () => {
    await selectIndex(doc, 1)
    await openOrEnter(doc)
    expect(names()).toEqual(['ROOT', 'Alpha', 'One', 'Two', 'Beta', 'Gamma'])
    expect(selectedName()).toBe('Alpha')
    await openOrEnter(doc)
    expect(selectedName()).toBe('One')
    await closeOrLeave(doc)
    expect(selectedName()).toBe('Alpha')
    await closeOrLeave(doc)
    expect(names()).toEqual(['ROOT', 'Alpha', 'Beta', 'Gamma'])
  })

  it('keeps the order of keys that were pressed faster than the engine answers', async () => {
    void selectIndex(doc, 1)
    void openOrEnter(doc)
    void openOrEnter(doc)
    await selectIndex(doc, (view) => view.focusIndex + 1)
    expect(selectedName()).toBe('Two')
  })

  it('moves the selection to a key that is closed around it', async () => {
    await selectIndex(doc, 1)
    const alpha = selectedKey(doc) ?? 0
    await openOrEnter(doc)
    await selectIndex(doc, 3)
    await collapse(doc, alpha)
    expect(selectedName()).toBe('Alpha')
  })

  it('keeps the selection on its key when rows above it come and go', async () => {
    const alpha = keyList(doc).rowAt(1)?.id ?? 0
    await selectIndex(doc, 2)
    await expand(doc, alpha)
    expect(selectedName()).toBe('Beta')
    await collapse(doc, alpha)
    expect(selectedName()).toBe('Beta')
    expect(treeView(doc).focusIndex).toBe(2)
  })

  it('opens everything below a key', async () => {
    await selectIndex(doc, 1)
    await expandAllBelow(doc, selectedKey(doc) ?? 0)
    expect(names()).toEqual(['ROOT', 'Alpha', 'One', 'Two', 'Deep', 'Beta', 'Gamma'])
    expect(treeView(doc).expanding).toBe(false)
  })

  it('selects a row whose page is not here, at the far end', async () => {
    await selectIndex(doc, 3)
    await openOrEnter(doc)
    await selectIndex(doc, (view) => view.total - 1)
    expect(selectedName()).toBe('Item1449')
  })

  it('goes to the parent although the rows between are not here', async () => {
    await selectIndex(doc, 3)
    await openOrEnter(doc)
    await selectIndex(doc, (view) => view.total - 1)
    await goUp(doc)
    expect(selectedName()).toBe('Gamma')
  })
})

describe('pages', () => {
  it('asks for the rows on screen only', async () => {
    await selectIndex(doc, 3)
    await openOrEnter(doc)
    const before = engine.calls.filter((call) => call === 'visibleRows').length
    keyList(doc).ensure(210, 30)
    keyList(doc).ensure(215, 30)
    await eventually(() => expect(keyList(doc).rowAt(215)?.name).toBe('Item1211'))
    expect(keyList(doc).rowAt(330)).toBeUndefined()
    expect(engine.calls.filter((call) => call === 'visibleRows').length).toBe(before + 1)
  })

  it('ignores rows that were computed before an edit', async () => {
    await selectIndex(doc, 3)
    await openOrEnter(doc)
    await selectIndex(doc, 2)
    const release = engine.hold('visibleRows')
    keyList(doc).ensure(300, 20)
    const deleted = deleteSelectedKey(doc)
    release()
    await deleted
    keyList(doc).ensure(300, 20)
    await eventually(() => expect(keyList(doc).rowAt(300)?.name).toBe('Item1297'))
  })
})

describe('type-ahead', () => {
  it('joins letters typed within half a second, and starts anew after it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      await keyList(doc).typeAhead('g')
      expect(selectedName()).toBe('Gamma')
      vi.setSystemTime(Date.now() + 600)
      await keyList(doc).typeAhead('a')
      await keyList(doc).typeAhead('l')
      expect(selectedName()).toBe('Alpha')
    } finally {
      vi.useRealTimers()
    }
  })

  it('goes around with one letter', async () => {
    await selectIndex(doc, 3)
    await openOrEnter(doc)
    await keyList(doc).typeAhead('i')
    await keyList(doc).typeAhead('i')
    expect(selectedName()).toBe('Item1001')
  })
})

async function openOther(): Promise<DocId> {
  await openFiles([{ file: hiveFile('SOFTWARE', OTHER), handle: null }])
  const other = useDocuments.getState().active ?? 0
  expect(other).not.toBe(doc)
  return other
}

describe('going somewhere', () => {
  it('selects the key of a path and says what is missing', async () => {
    await goTo(doc, 'Alpha\\Two\\Nope\\More')
    expect(selectedName()).toBe('Two')
    expect(useNotices.getState().notices.at(-1)?.text).toContain('“Nope”')
  })

  it('brings another open hive to the front when the path is in that one', async () => {
    const other = await openOther()
    activate(doc)
    await goTo(doc, 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Vendor')
    expect(useDocuments.getState().active).toBe(other)
    expect(selectedRow(other)?.name).toBe('Vendor')
    expect(selectedName()).toBe('ROOT')
    activate(doc)
    await goTo(doc, 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Nope')
    expect(useDocuments.getState().active).toBe(other)
    expect(useNotices.getState().notices.at(-1)?.text).toContain('“Nope”')
  })

  it('stays where it is when the path is in a hive that is not open', async () => {
    await goTo(doc, 'Alpha\\Two')
    await goTo(doc, 'HKEY_CURRENT_USER\\Console')
    expect(selectedName()).toBe('Two')
    const { text } = useNotices.getState().notices.at(-1) ?? {}
    expect(text).toContain('“HKEY_CURRENT_USER” is in another hive')
  })

  it('goes back and forward through the keys visited', async () => {
    await goTo(doc, 'Alpha\\Two')
    await goTo(doc, 'Beta')
    await goBack(doc)
    expect(selectedName()).toBe('Two')
    await goBack(doc)
    expect(selectedName()).toBe('ROOT')
    await goForward(doc)
    expect(selectedName()).toBe('Two')
    await goTo(doc, 'Gamma')
    await goForward(doc)
    expect(selectedName()).toBe('Gamma')
  })

  it('drops a place that was deleted', async () => {
    await goTo(doc, 'Alpha\\Two')
    await goTo(doc, 'Alpha')
    await deleteSelectedKey(doc)
    await goBack(doc)
    await goBack(doc)
    expect(treeView(doc).visited.length).toBeGreaterThan(0)
    expect(
      useNotices
        .getState()
        .notices.map((notice) => notice.text)
        .join(),
    ).toContain('deleted')
  })
})

describe('naming in place', () => {
  it('creates a key only when the name is committed, and selects it', async () => {
    await selectIndex(doc, 2)
    await beginCreateKey(doc)
    const proposed = { mode: 'create', name: 'New Key #1', level: 3 }
    await eventually(() => expect(treeView(doc).editing).toMatchObject(proposed))
    expect(engine.calls).not.toContain('edit')
    await commitKeyName(doc, 'Fresh')
    await eventually(() => expect(selectedName()).toBe('Fresh'))
    expect(treeView(doc).editing).toBeNull()
    await undo(doc)
    await eventually(() => expect(names()).toEqual(['ROOT', 'Alpha', 'Beta', 'Gamma']))
    expect(selectedName()).toBe('Beta')
  })

  it('leaves nothing behind after Esc', async () => {
    await beginCreateKey(doc)
    cancelKeyName(doc)
    expect(treeView(doc).editing).toBeNull()
    expect(names()).toEqual(['ROOT', 'Alpha', 'Beta', 'Gamma'])
    expect(engine.calls).not.toContain('edit')
  })

  it('keeps the field open with the refusal when the name is taken or empty', async () => {
    await selectIndex(doc, 1)
    await beginRenameKey(doc)
    expect(await commitKeyName(doc, 'BETA')).toBe(false)
    expect(treeView(doc).editing?.refused).toMatchObject({ code: 'key-exists' })
    expect(await commitKeyName(doc, '')).toBe(false)
    expect(treeView(doc).editing?.refused).toMatchObject({ code: 'name-empty' })
    expect(await commitKeyName(doc, 'ALPHA')).toBe(true)
    await eventually(() => expect(selectedName()).toBe('ALPHA'))
  })

  it('does not open the name of the root', async () => {
    await beginRenameKey(doc)
    expect(treeView(doc).editing).toBeNull()
    expect(useNotices.getState().notices).toHaveLength(1)
  })
})

describe('deleting', () => {
  it('selects the next sibling, or the parent after the last', async () => {
    await goTo(doc, 'Alpha\\One')
    await deleteSelectedKey(doc)
    await eventually(() => expect(selectedName()).toBe('Two'))
    await deleteSelectedKey(doc)
    await eventually(() => expect(selectedName()).toBe('Alpha'))
    expect(valuesView(doc).key).toBe(selectedKey(doc))
  })

  it('selects what undo brought back, and its parent after redo', async () => {
    await goTo(doc, 'Alpha\\Two')
    const two = selectedKey(doc)
    await deleteSelectedKey(doc)
    await undo(doc)
    await eventually(() => expect(selectedKey(doc)).toBe(two))
    await redo(doc)
    await eventually(() => expect(selectedName()).toBe('Alpha'))
  })
})

describe('the background check', () => {
  it('has the rows fetched anew when it found errors, so that they say what is damaged', async () => {
    await selectIndex(doc, 2)
    const before = engine.calls.filter((call) => call === 'visibleRows').length
    const findings = {
      revision: 1,
      errors: 1,
      warnings: 0,
      infos: 0,
      keys: 4,
      values: 0,
      kinds: [],
    }
    receiveEvent({ type: 'checked', doc, summary: findings })
    await eventually(() =>
      expect(engine.calls.filter((call) => call === 'visibleRows').length).toBeGreaterThan(before),
    )
    expect(selectedName()).toBe('Beta')
  })
})

describe('opening everything below', () => {
  it('stops on demand and shows what is open by then', async () => {
    const release = engine.hold('expandAll')
    const done = expandAllBelow(doc, treeView(doc).root)
    await eventually(() => expect(treeView(doc).expanding).toBe(true))
    expect(cancelExpandAll(doc)).toBe(true)
    release()
    await done
    expect(treeView(doc).expanding).toBe(false)
    expect(names()).toContain('Deep')
    expect(useNotices.getState().notices).toEqual([])
  })
})

describe('two hives', () => {
  it('do not mix', async () => {
    await openSample()
    const other = useDocuments.getState().active ?? 0
    await eventually(() => expect(treeView(other).total).toBe(4))
    await selectKey(other, keyList(other).rowAt(2)?.id ?? 0)
    expect(selectedName()).toBe('ROOT')
    expect(selectedRow(other)?.name).toBe('Beta')
  })
})
