/** Pasting .reg text: where its keys go, what it would change, and applying it as one step. */

import { REG_PASTE } from '../text/clipboard.ts'
import { UNDO } from '../text/edits.ts'
import type { ChangeRow, DocId, ImportPreview, KeyId, SkippedRow } from '../worker/protocol.ts'
import { actNext } from './actionQueue.ts'
import type { RegPlace, RegText } from './clip.ts'
import { registryPath } from './copying.ts'
import { openDialog } from './dialogs.ts'
import { applyResult, documentOf, editTopic, titleOf } from './documents.ts'
import { undo } from './edits.ts'
import { engine } from './engine.ts'
import { returnFocus } from './focus.ts'
import { whileShown } from './longEdits.ts'
import { notify, showError } from './notices.ts'

/** What a text would do. */
export interface RegPreview {
  readonly summary: ImportPreview
  /** The first of its changes that have an effect, and of the lines that are passed over. */
  readonly rows: readonly ChangeRow[]
  readonly skipped: readonly SkippedRow[]
}

const HEADER = 'Windows Registry Editor Version 5.00'
const HEADERS: readonly string[] = [HEADER, 'REGEDIT4']
/** The line of a key. */
const KEY_LINE = /^\[-?(HKEY_.*)\]/i
/** The line of a value, with which a text begins of which only values were copied. */
const VALUE_LINE = /^(?:@|"(?:[^"\\]|\\.)*")\s*=\s*(?:"|-|dword:|hex(?:\([0-9a-f]+\))?:)/i
/** How much of a text is looked at to tell what it is. */
const HEAD = 100_000
/** How many rows a preview has. */
const MOST_ROWS = 100

/** Whether a text is .reg text, whole or a part of one. */
export function isRegText(text: string): boolean {
  const { hasHeader, line } = beginningOf(text)
  return hasHeader || KEY_LINE.test(line) || VALUE_LINE.test(line)
}

/** Opens the dialog that shows what a text would do, and asks whether to do it. */
export async function beginRegPaste(doc: DocId, key: KeyId, text: string): Promise<void> {
  const prefix = documentOf(doc)?.info.prefix ?? ''
  const { path } = await engine().keyPath({ doc, key })
  const keyPath = registryPath(prefix, path)
  const first = KEY_LINE.exec(beginningOf(text).line)?.[1] ?? null
  const above = first === null ? null : first.split('\\').slice(0, -1).join('\\')
  const isHere = first !== null && isBelow(first, prefix)
  let places: readonly RegPlace[] = ['below']
  // Nothing can stand for the root of the registry.
  if (isHere) places = above === '' ? ['own'] : ['own', 'below']
  openDialog({ type: 'paste-reg', doc, reg: { doc, key, keyPath, text, above, places } })
}

/** Tries the changes of a text. */
export async function previewRegPaste(reg: RegText, place: RegPlace): Promise<RegPreview> {
  const { doc, key, keyPath, above } = reg
  const prefix = documentOf(doc)?.info.prefix ?? ''
  const { hasHeader } = beginningOf(reg.text)
  const head = hasHeader ? '' : `${HEADER}\r\n\r\n`
  // Values without a key are those of the selected one.
  const line = above === null ? `[${keyPath}]\r\n` : ''
  const file = new Blob([head, line, reg.text])
  const isBelow = place === 'below' && above !== null
  const summary = await engine().previewImport({
    doc,
    text: {
      ...{ name: REG_PASTE.origin, file, lenient: true, addNul: true },
      ...(isBelow ? { prefix: above, below: key } : { prefix }),
    },
  })
  const [rows, { rows: skipped }] = await Promise.all([
    effectRows(doc, summary),
    engine().skippedLines({ doc, from: 0, count: MOST_ROWS }),
  ])
  return { summary, rows, skipped }
}

/** The first changes that have an effect. */
async function effectRows(doc: DocId, { kinds }: ImportPreview): Promise<readonly ChangeRow[]> {
  const rows: ChangeRow[] = []
  let from = 0
  for (const { kind, count } of kinds) {
    const wanted = kind === 'none' ? 0 : Math.min(count, MOST_ROWS - rows.length)
    if (wanted > 0) rows.push(...(await engine().importRows({ doc, from, count: wanted })).rows)
    from += count
  }
  return rows
}

/** Makes the changes of the text that was previewed last. */
export function applyRegPaste({ doc }: RegText): Promise<void> {
  return actNext(doc, async () => {
    try {
      const result = await whileShown(doc, REG_PASTE.working, (call) =>
        engine().applyImport({ doc }, call),
      )
      applyResult(doc, result)
      notify({
        kind: 'status',
        text: REG_PASTE.applied(result.label.count),
        action: { label: UNDO, run: () => void undo(doc) },
        doc,
        topic: editTopic(doc),
      })
      returnFocus('tree')
    } catch (error) {
      showError(error, titleOf(doc), { doc, topic: editTopic(doc) })
    }
  })
}

/** Whether a text has the first line of a .reg file, and the first line after it that is no comment. */
function beginningOf(text: string): { readonly hasHeader: boolean; readonly line: string } {
  let hasHeader = false
  for (const line of text.slice(0, HEAD).split(/\r\n|\r|\n/)) {
    const content = line.replace('\ufeff', '').trim()
    if (HEADERS.includes(content)) hasHeader = true
    else if (content !== '' && !content.startsWith(';')) return { hasHeader, line: content }
  }
  return { hasHeader, line: '' }
}

function isBelow(path: string, prefix: string): boolean {
  const [one, other] = [path, prefix].map((text) => `${text}\\`.toUpperCase())
  return one?.startsWith(other ?? '') === true
}
