/** What pasting into a key would meet: names that are taken there. */

import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { findValue, valueName, valueType } from '../regf/keyValue.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { findSubkey } from '../regf/subkeyList.ts'
import { dataCopy, dataSize } from '../regf/valueData.ts'
import { shownName } from '../text/visibleText.ts'
import { PREVIEW_HEAD_BYTES, previewValue } from '../values/preview.ts'
import { chosenPart, clipKeys, clipValues } from './copying.ts'
import type { ClashRow, PasteFrom, PastePreview, RequestOf, ValueContent } from './protocol.ts'
import type { Session } from './Session.ts'

/** How many names that are taken a preview lists. */
const MOST_ROWS = 500

/** What is to be pasted: a key or values, with the names that they have there. */
export interface PasteItem {
  readonly kind: 'key' | 'value'
  readonly cell: CellOffset
  readonly name: string
}

/** The keys and values of a copy that were chosen. */
export function itemsOfClip(hive: Parameters<typeof clipKeys>[0]): PasteItem[] {
  const { cells } = hive
  const keys = clipKeys(hive).map((cell): PasteItem => {
    return { kind: 'key', cell, name: keyName(cells, cell, findKeyNode(cells, cell)) }
  })
  return [...keys, ...clipValues(hive).map((cell) => valueItem(cells, cell))]
}

function valueItem(cells: CellStore, cell: CellOffset): PasteItem {
  return { kind: 'value', cell, name: valueName(cells, cell, cells.payloadAt(cell)) }
}

/** Compares what is to be pasted with what a key has. */
export function previewPaste(
  session: Session,
  { doc, key, from }: RequestOf<'previewPaste'>,
): PastePreview {
  const document = session.document(doc)
  const source = sourceOf(session, from)
  const target = document.hive.cells
  return target.readBefore(() => {
    const at = target.payloadAt(document.keyCell(key))
    const clashes: ClashRow[] = []
    let taken = 0
    for (const [index, item] of source.items.entries()) {
      const there = findItem(target, at, item)
      if (there === NIL || ++taken > MOST_ROWS) continue
      const isValue = item.kind === 'value'
      clashes.push({
        ...{ index, kind: item.kind, name: shownName(item.name) },
        there: isValue ? contentOf(target, there) : null,
        copied: isValue ? source.cells.readBefore(() => contentOf(source.cells, item.cell)) : null,
      })
    }
    const kind = source.items[0]?.kind === 'key' ? 'key' : 'values'
    const { revision } = document
    return { revision, kind, total: source.items.length, taken, clashes }
  })
}

/** The key or value that has the name of an item; NIL if there is none. */
export function findItem(
  cells: CellStore,
  key: Parameters<typeof findSubkey>[1],
  { kind, name }: PasteItem,
): CellOffset {
  return kind === 'key' ? findSubkey(cells, key, name) : findValue(cells, key, name)
}

function sourceOf(
  session: Session,
  from: PasteFrom,
): { readonly cells: CellStore; readonly items: readonly PasteItem[] } {
  if (from.kind === 'clip') {
    const { hive } = session.clips.get(from.clip)
    return { cells: hive.cells, items: itemsOfClip(hive) }
  }
  const doc = session.document(from.doc)
  const { cells } = doc.hive
  return cells.readBefore(() => {
    const chosen = chosenPart(doc, from.key, from.values)
    const items: PasteItem[] =
      chosen.kind === 'key'
        ? [{ kind: 'key', cell: chosen.key, name: chosen.name }]
        : chosen.values.map((cell) => valueItem(cells, cell))
    return { cells, items }
  })
}

function contentOf(cells: CellStore, cell: CellOffset): ValueContent {
  const at = cells.payloadAt(cell)
  const type = valueType(cells, at)
  const size = dataSize(cells, at)
  const { text, cut } = previewValue(type, size, dataCopy(cells, at, PREVIEW_HEAD_BYTES))
  return { type, size, preview: cut ? `${text}…` : text }
}
