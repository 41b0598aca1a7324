/**
 * Jumping to a key or value by the first letters of its name: letters within half a second make one
 * word, one letter again and again goes around.
 */

import type { DocId, ValueRow } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { choose, inTurn as treeInTurn } from './tree.ts'
import { fetchRow, machineOf as treeMachine, treeView } from './treeRows.ts'
import { fetchRows, machineOf as valueMachine, valueRowAt, valuesView } from './valueRows.ts'
import { focusValueAt, inTurn as valuesInTurn } from './values.ts'

const TYPE_AHEAD_MS = 500
/** Rows that one search step looks at. */
const SEARCH_ROWS = 1000

/** Keys after which the letters typed before are no longer the start of a word. */
const WORD_ENDS = /^(Enter|Escape|Delete|Tab|Home|End|Arrow\w+|Page\w+|F\d+)$/

/** Ends the word being typed when a key does something else: what is typed next starts another. */
export function endWordAt(doc: DocId, key: string): void {
  if (!WORD_ENDS.test(key)) return
  for (const machine of [treeMachine(doc), valueMachine(doc)]) machine.typed = { text: '', at: 0 }
}

/** Type-ahead: letters within half a second make one word; one letter again and again goes around. */
export function typeAhead(doc: DocId, letter: string): Promise<void> {
  const machine = treeMachine(doc)
  const now = Date.now()
  const word = now - machine.typed.at <= TYPE_AHEAD_MS ? machine.typed.text + letter : letter
  machine.typed = { text: word, at: now }
  const same = [...word].every((one) => one === word[0])
  return treeInTurn(doc, async () => {
    const { selectedIndex, total } = treeView(doc)
    const from = same ? (selectedIndex + 1) % total : selectedIndex
    const text = same ? letter : word
    const found = await engine().typeAhead({ doc, text, from })
    const row = found && (await fetchRow(doc, found.index))
    if (found && row) choose(doc, row, found.index)
  })
}

/** Whether a word is being typed: a space then belongs to it. */
export function isTyping(doc: DocId): boolean {
  return Date.now() - treeMachine(doc).typed.at <= TYPE_AHEAD_MS
}

/** Whether a word is being typed: a space then belongs to it. */
export function isTypingValue(doc: DocId): boolean {
  return Date.now() - valueMachine(doc).typed.at <= TYPE_AHEAD_MS
}

/** Type-ahead as in the tree: letters within half a second make one word, one letter goes around. */
export function typeAheadValue(doc: DocId, letter: string): Promise<void> {
  const machine = valueMachine(doc)
  const word = isTypingValue(doc) ? machine.typed.text + letter : letter
  machine.typed = { text: word, at: Date.now() }
  const same = [...word].every((one) => one === word[0])
  return valuesInTurn(doc, async () => {
    const { total, focusIndex } = valuesView(doc)
    const start = focusIndex + (same ? 1 : 0)
    const index = await findByPrefix(doc, same ? letter : word, { start, total })
    if (index >= 0) void focusValueAt(doc, index, 'replace')
  })
}

/** The next row from `start`, around the end, whose name starts so without case; -1 for none. */
async function findByPrefix(
  doc: DocId,
  prefix: string,
  { start, total }: { readonly start: number; readonly total: number },
): Promise<number> {
  const wanted = prefix.toUpperCase()
  const { epoch } = valueMachine(doc)
  let batch: { from: number; rows: readonly ValueRow[] } = { from: 0, rows: [] }
  for (let step = 0; step < total; step++) {
    const index = (start + step) % total
    let row = valueRowAt(doc, index) ?? batch.rows[index - batch.from]
    if (!row) {
      const page = await fetchRows(doc, { from: index, count: SEARCH_ROWS })
      if (epoch !== valueMachine(doc).epoch) return -1
      batch = { from: index, rows: page.rows }
      row = page.rows[0]
    }
    if (row?.name.toUpperCase().startsWith(wanted)) return index
  }
  return -1
}
