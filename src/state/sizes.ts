/**
 * What takes the space of each hive: a picture of the parts of one key, and a list of its subkeys. The engine measures
 * the hive; the page has the parts that are drawn, and the rows in view.
 */

import type {
  DocId,
  KeyId,
  KeySorting,
  SizePicture,
  UsageRow,
  UsageSummary,
} from '../worker/protocol.ts'
import { documentOf } from './documents.ts'
import { engine } from './engine.ts'
import { useEnvironment } from './environment.ts'
import { MeasuredViews } from './MeasuredViews.ts'
import { type Measured, UNMEASURED } from './Measuring.ts'
import { goToRow } from './navigation.ts'
import { needsNoMessage, reporterOf } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'
import { selectKey } from './tree.ts'
import { selectedKey, useTree } from './treeRows.ts'

/** A subkey in the list. */
export interface SizeRow extends UsageRow {
  readonly id: KeyId
}

/** The sizes of one hive, as they are shown. */
export interface SizesView extends Measured<UsageSummary> {
  /** The key whose parts are shown, with them; null before they have arrived. */
  readonly picture: SizePicture | null
  /** Whether the parts of another key are being read. */
  readonly moving: boolean
  /** The part that is chosen: a subkey; null for none. */
  readonly chosen: KeyId | null
  readonly order: KeySorting
  /** Whether the cells of the hive are listed by kind in place of the picture. */
  readonly byKind: boolean
  readonly view: ListView<SizeRow>
}

interface Controller {
  readonly list: PagedList<SizeRow>
  /** Rises with each request for a picture: the reply to an older one is dropped. */
  asked: number
  /** Selects the chosen key in the tree once the choice rests. */
  rest: ReturnType<typeof setTimeout> | undefined
  /** The keys that this pane is selecting in the tree. They are not followed back. */
  readonly selecting: Set<KeyId>
  close(): void
}

const NOTHING: SizesView = {
  ...UNMEASURED,
  ...{ picture: null, moving: false, chosen: null, byKind: false },
  order: { column: 'bytes', descending: true },
  view: EMPTY_LIST,
}

/** The most subkeys that are drawn, and the most of theirs. */
const MOST = { parts: 160, inner: 240 }
/** Milliseconds after which the key that is chosen is selected in the tree. */
const REST_MS = 200

/** The sizes of each hive. */
export const sizeViews = new MeasuredViews<UsageSummary, SizesView, Controller>({
  nothing: NOTHING,
  make: makeController,
  ask: (doc, options) => engine().usage({ doc }, options),
  keysOf: ({ root }) => root.keys,
  measured: showAgain,
})

export function sizeList(doc: DocId): PagedList<SizeRow> {
  return sizeViews.controllerOf(doc).list
}

/** Shows the key that is selected in the tree. Returns a function that stops following it. */
export function followTree(doc: DocId): () => void {
  let before = selectedKey(doc)
  const end = useTree.subscribe(() => {
    const key = selectedKey(doc)
    if (key === before) return
    before = key
    if (key === null || sizeViews.existing(doc)?.selecting.has(key)) return
    const { chosen, picture, result } = sizeViews.viewOf(doc)
    if (result === null || key === chosen) return
    if (key !== picture?.whole.key || chosen !== null) void showSelected(doc, key)
  })
  return () => {
    end()
    clearTimeout(sizeViews.existing(doc)?.rest)
  }
}

/** Shows the parts of a key; of one without subkeys, those of the key above it. */
async function showSelected(doc: DocId, key: KeyId): Promise<void> {
  await showParts(doc, key, null, true)
}

/** Chooses a part, and selects its key in the tree. */
export function chooseSize(doc: DocId, chosen: KeyId | null): void {
  if (sizeViews.viewOf(doc).chosen !== chosen) sizeViews.patch(doc, { chosen })
  selectInTree(doc, chosen)
}

/** Whether a key has subkeys, whose sizes can be shown. */
export function isFolderOf({ keys }: UsageRow): boolean {
  return keys > 1
}

/** Shows the parts of a part. */
export function goIn(doc: DocId, key: KeyId): void {
  const { picture } = sizeViews.viewOf(doc)
  const part = picture?.parts.find((one) => one.key === key)
  const row = sizeList(doc).selectedRows.find((one) => one.key === key)
  // A key without subkeys has no parts to show.
  const inside = part ?? row
  if (inside !== undefined && !isFolderOf(inside)) return
  void showParts(doc, key, null, false)
  selectInTree(doc, key)
}

/** Shows the key above, with the one that was shown chosen. */
export function goOut(doc: DocId): void {
  const { picture } = sizeViews.viewOf(doc)
  const above = picture?.above.at(-1)
  if (picture === null || above === undefined) return
  void showParts(doc, above.key, picture.whole.key, false)
  selectInTree(doc, picture.whole.key)
}

/** Shows the parts of a key above. */
export function goToAbove(doc: DocId, key: KeyId): void {
  void showParts(doc, key, null, false)
  selectInTree(doc, key)
}

/** Sorts the list; a second time by the same column turns it round. */
export function sortSizes(doc: DocId, column: KeySorting['column']): void {
  const { order } = sizeViews.viewOf(doc)
  const isSame = order.column === column
  sizeViews.patch(doc, {
    order: { column, descending: isSame ? !order.descending : column !== 'name' },
  })
  void listRows(doc)
}

export function setByKind(doc: DocId, byKind: boolean): void {
  sizeViews.patch(doc, { byKind })
}

/** Selects a key in the tree, and moves the focus there. */
export async function goToSize(doc: DocId, key: KeyId): Promise<void> {
  clearTimeout(sizeViews.controllerOf(doc).rest)
  await goToRow(doc, { key, value: null })
}

/** In a window that shows one pane at a time the tree is not on screen, and is left as it is. */
function selectInTree(doc: DocId, key: KeyId | null): void {
  const controller = sizeViews.controllerOf(doc)
  clearTimeout(controller.rest)
  if (key === null || useEnvironment.getState().width === 'narrow') return
  controller.rest = setTimeout(() => {
    if (key !== selectedKey(doc) && !sizeViews.isOutdated(doc)) void select()
  }, REST_MS)
  const select = async () => {
    controller.selecting.add(key)
    await selectKey(doc, key)
    controller.selecting.delete(key)
  }
}

async function showParts(
  doc: DocId,
  key: KeyId,
  chosen: KeyId | null,
  orAbove: boolean,
): Promise<void> {
  const controller = sizeViews.controllerOf(doc)
  if (sizeViews.isOutdated(doc)) return
  const asked = ++controller.asked
  sizeViews.patch(doc, { moving: true })
  try {
    const picture = await engine().usagePicture({ doc, key, most: MOST })
    if (controller.asked !== asked) return
    const above = picture.above.at(-1)
    if (orAbove && above !== undefined && picture.parts.length === 0) {
      if (above.key !== sizeViews.viewOf(doc).picture?.whole.key)
        return await showParts(doc, above.key, key, false)
      sizeViews.patch(doc, { moving: false, chosen: key })
      return
    }
    sizeViews.patch(doc, { picture, moving: false, chosen })
    await listRows(doc)
  } catch (error) {
    if (controller.asked === asked) sizeViews.patch(doc, { moving: false })
    reporterOf(doc)(error)
  }
}

async function listRows(doc: DocId): Promise<void> {
  const { list } = sizeViews.controllerOf(doc)
  const { picture } = sizeViews.viewOf(doc)
  if (picture === null || sizeViews.isOutdated(doc)) return
  list.restart()
  try {
    await list.reloadInTurn(
      () => 0,
      (_, { rowAt, total }) => {
        const { chosen } = sizeViews.viewOf(doc)
        let focusIndex = 0
        for (let index = 0; index < Math.min(total, MOST.parts); index++) {
          if (rowAt(index)?.key === chosen) focusIndex = index
        }
        const row = rowAt(focusIndex)
        const selection = new Set(row !== undefined && row.key === chosen ? [row.id] : [])
        return { focusIndex, anchor: focusIndex, selection }
      },
    )
  } catch (error) {
    reporterOf(doc)(error)
  }
}

function makeController(doc: DocId): Controller {
  const list = new PagedList<SizeRow>({
    read: () => sizeViews.viewOf(doc).view,
    write: (change) => sizeViews.patch(doc, { view: { ...sizeViews.viewOf(doc).view, ...change } }),
    fetch: async (range, options) => {
      const { picture, order } = sizeViews.viewOf(doc)
      const key = picture?.whole.key ?? documentOf(doc)?.info.root ?? 0
      const page = await engine().usageRows({ doc, key, order, ...range }, options)
      return { ...page, rows: page.rows.map((row) => ({ ...row, id: row.key })) }
    },
    chosen: ([row]) => chooseSize(doc, row?.key ?? null),
    report: reporterOf(doc),
  })
  const made: Controller = {
    list,
    asked: 0,
    rest: undefined,
    selecting: new Set(),
    close: () => {
      clearTimeout(made.rest)
      list.close()
    },
  }
  return made
}

/** Shows the key that was shown before, or the one that is selected in the tree. */
async function showAgain(doc: DocId): Promise<void> {
  const { picture, chosen } = sizeViews.viewOf(doc)
  const { ancestors } =
    picture === null ? { ancestors: [] } : await stillThere(doc, picture.whole.key)
  const shown = ancestors.at(-1)
  if (shown !== undefined) await showParts(doc, shown, chosen, false)
  else await showSelected(doc, selectedKey(doc) ?? documentOf(doc)?.info.root ?? 0)
}

/** The keys down to a key, none if it was deleted. */
async function stillThere(
  doc: DocId,
  key: KeyId,
): Promise<{ readonly ancestors: readonly KeyId[] }> {
  try {
    return await engine().keyDetails({ doc, key })
  } catch (error) {
    if (needsNoMessage(error)) return { ancestors: [] }
    throw error
  }
}
