import { beforeEach, describe, expect, it, vi } from 'vitest'
import { activate, openSample, receiveEvent, useDocuments } from '../../src/state/documents.ts'
import { redo, undo } from '../../src/state/edits.ts'
import { canGoBack, goBack, goForward, goTo } from '../../src/state/navigation.ts'
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
  it('an opened hive shows its root expanded and selected', () => {
    expect(names()).toEqual(['ROOT', 'Alpha', 'Beta', 'Gamma'])
    expect(selectedName()).toBe('ROOT')
    expect(treeView(doc).details?.subkeys).toBe(3)
  })
})

describe('expanding and walking', () => {
  it('Right expands a key and then enters it, Left leaves it', async () => {
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

  it('keys pressed faster than the engine answers keep their order', async () => {
    void selectIndex(doc, 1)
    void openOrEnter(doc)
    void openOrEnter(doc)
    await selectIndex(doc, (view) => view.focusIndex + 1)
    expect(selectedName()).toBe('Two')
  })

  it('collapsing a key moves a selection inside it to the key', async () => {
    await selectIndex(doc, 1)
    const alpha = selectedKey(doc) ?? 0
    await openOrEnter(doc)
    await selectIndex(doc, 3)
    await collapse(doc, alpha)
    expect(selectedName()).toBe('Alpha')
  })

  it('the selection stays on its key when rows above it come and go', async () => {
    const alpha = keyList(doc).rowAt(1)?.id ?? 0
    await selectIndex(doc, 2)
    await expand(doc, alpha)
    expect(selectedName()).toBe('Beta')
    await collapse(doc, alpha)
    expect(selectedName()).toBe('Beta')
    expect(treeView(doc).focusIndex).toBe(2)
  })

  it('Expand All expands everything below a key', async () => {
    await selectIndex(doc, 1)
    await expandAllBelow(doc, selectedKey(doc) ?? 0)
    expect(names()).toEqual(['ROOT', 'Alpha', 'One', 'Two', 'Deep', 'Beta', 'Gamma'])
    expect(treeView(doc).expanding).toBe(false)
  })

  it('a row at the far end can be selected before its page has arrived', async () => {
    await selectIndex(doc, 3)
    await openOrEnter(doc)
    await selectIndex(doc, (view) => view.total - 1)
    expect(selectedName()).toBe('Item1449')
  })

  it('Left goes to a parent although the rows between have not arrived', async () => {
    await selectIndex(doc, 3)
    await openOrEnter(doc)
    await selectIndex(doc, (view) => view.total - 1)
    await goUp(doc)
    expect(selectedName()).toBe('Gamma')
  })
})

describe('pages', () => {
  it('only the rows on screen are fetched', async () => {
    await selectIndex(doc, 3)
    await openOrEnter(doc)
    const before = engine.calls.filter((call) => call === 'visibleRows').length
    keyList(doc).ensure(210, 30)
    keyList(doc).ensure(215, 30)
    await eventually(() => expect(keyList(doc).rowAt(215)?.name).toBe('Item1211'))
    expect(keyList(doc).rowAt(330)).toBeUndefined()
    expect(engine.calls.filter((call) => call === 'visibleRows').length).toBe(before + 1)
  })

  it('rows that were computed before an edit are ignored', async () => {
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
  it('letters typed within half a second are joined, later ones start a new word', async () => {
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

  it('a repeated letter cycles through its matches', async () => {
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
  it('a path selects its key, and a notice says which part is missing', async () => {
    await goTo(doc, 'Alpha\\Two\\Nope\\More')
    expect(selectedName()).toBe('Two')
    expect(useNotices.getState().notices.at(-1)?.text).toContain('“Nope”')
  })

  it('a path in another open hive brings that hive to the front', async () => {
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

  it('a path in a hive that is not open changes nothing', async () => {
    await goTo(doc, 'Alpha\\Two')
    await goTo(doc, 'HKEY_CURRENT_USER\\Console')
    expect(selectedName()).toBe('Two')
    const { text } = useNotices.getState().notices.at(-1) ?? {}
    expect(text).toContain('“HKEY_CURRENT_USER” is in another hive')
  })

  it('Back and Forward go through the visited keys', async () => {
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

  it('Back returns to the last visited key from one that was selected only just now', async () => {
    await goTo(doc, 'Alpha\\Two')
    await selectIndex(doc, () => 0)
    expect(canGoBack(doc)).toBe(true)
    await goBack(doc)
    expect(selectedName()).toBe('Two')
    await goForward(doc)
    expect(selectedName()).toBe('ROOT')
  })

  it('a deleted key is removed from the visited ones', async () => {
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
  it('a new key is created only when its name is committed, and is then selected', async () => {
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

  it('Esc in the name field creates no key', async () => {
    await beginCreateKey(doc)
    cancelKeyName(doc)
    expect(treeView(doc).editing).toBeNull()
    expect(names()).toEqual(['ROOT', 'Alpha', 'Beta', 'Gamma'])
    expect(engine.calls).not.toContain('edit')
  })

  it('a name that is taken or empty keeps the field open with the refusal', async () => {
    await selectIndex(doc, 1)
    await beginRenameKey(doc)
    expect(await commitKeyName(doc, 'BETA')).toBe(false)
    expect(treeView(doc).editing?.refused).toMatchObject({ code: 'key-exists' })
    expect(await commitKeyName(doc, '')).toBe(false)
    expect(treeView(doc).editing?.refused).toMatchObject({ code: 'name-empty' })
    expect(await commitKeyName(doc, 'ALPHA')).toBe(true)
    await eventually(() => expect(selectedName()).toBe('ALPHA'))
  })

  it('the root has no name field', async () => {
    await beginRenameKey(doc)
    expect(treeView(doc).editing).toBeNull()
    expect(useNotices.getState().notices).toHaveLength(1)
  })
})

describe('deleting', () => {
  it('after a deletion the next sibling is selected, or the parent after the last one', async () => {
    await goTo(doc, 'Alpha\\One')
    await deleteSelectedKey(doc)
    await eventually(() => expect(selectedName()).toBe('Two'))
    await deleteSelectedKey(doc)
    await eventually(() => expect(selectedName()).toBe('Alpha'))
    expect(valuesView(doc).key).toBe(selectedKey(doc))
  })

  it('undo selects the restored key, and redo its parent', async () => {
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
  it('rows are fetched again when the check found errors, so that they show the damage', async () => {
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
  it('expanding can be stopped, and shows the keys that are expanded by then', async () => {
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
  it('two hives do not share selections or rows', async () => {
    await openSample()
    const other = useDocuments.getState().active ?? 0
    await eventually(() => expect(treeView(other).total).toBe(4))
    await selectKey(other, keyList(other).rowAt(2)?.id ?? 0)
    expect(selectedName()).toBe('ROOT')
    expect(selectedRow(other)?.name).toBe('Beta')
  })
})
