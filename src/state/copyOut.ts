/**
 * Copying and cutting keys and values. The engine keeps the copy; the clipboard gets text for other programs, and HTML
 * that says which copy it is and, if that is small, has all of it.
 */

import { writeClipboard } from '../platform/clipboard.ts'
import { answerOtherTabs } from '../platform/otherTabs.ts'
import { COPYING, copiedClipText, copyNotesText, ONLY_HERE } from '../text/clipboard.ts'
import { GRID_WORDS, rootKeyText } from '../text/panes.ts'
import type { Copied, CopyForm, DocId, KeyId, ValueId } from '../worker/protocol.ts'
import { actOnKey, actOnValues } from './actionQueue.ts'
import { setOwnClip } from './clip.ts'
import { clipHtml, ownClip } from './clipToken.ts'
import { registryPath } from './copying.ts'
import { documentOf, titleOf } from './documents.ts'
import { engine } from './engine.ts'
import { whileShown } from './longEdits.ts'
import { notify, sayWhyNot, showError } from './notices.ts'
import { chosenValues } from './selection.ts'
import { selectedKey, selectedRow } from './treeRows.ts'
import { valuesView } from './valueRows.ts'

export type CopyHow = 'copy' | 'cut' | CopyForm

/** What is copied: a key, or values of it. */
interface Chosen {
  readonly key: KeyId
  readonly values: readonly ValueId[] | null
}

let answers = false

/** Copies or cuts the selected key. */
export function copyKey(doc: DocId, how: CopyHow): Promise<void> {
  return actOnKey(doc, async () => {
    const key = selectedKey(doc)
    if (key === null) return
    if (how === 'cut' && selectedRow(doc)?.level === 1) return sayWhyNot(rootKeyText('cut'), doc)
    await copyChosen(doc, { key, values: null }, how)
  })
}

/** Copies or cuts the selected values. */
export function copyValues(doc: DocId, how: CopyHow): Promise<void> {
  return actOnValues(doc, async () => {
    const { key, selection } = valuesView(doc)
    if (key === null || selection.size === 0) return
    const values = await chosenValues(doc)
    if (values.length === 0) return sayWhyNot(GRID_WORDS.nothingToCopy, doc)
    await copyChosen(doc, { key, values }, how)
  })
}

async function copyChosen(doc: DocId, chosen: Chosen, how: CopyHow): Promise<void> {
  const prefix = documentOf(doc)?.info.prefix ?? ''
  try {
    const request = { doc, ...chosen, prefix, form: how === 'copy' || how === 'cut' ? null : how }
    const copied = await whileShown(doc, COPYING, (call) => engine().copy(request, call))
    const { path } =
      copied.text === null ? await engine().keyPath({ doc, key: chosen.key }) : { path: [] }
    const text = copied.text ?? registryPath(prefix, path)
    answer()
    const isWritten = await writeClipboard({ text, html: clipHtml(copied, text) })
    setOwnClip({ clip: copied, doc, ...chosen, cut: how === 'cut', text })
    say(copied, how, isWritten)
  } catch (error) {
    showError(error, titleOf(doc), { doc })
  }
}

function say(copied: Copied, how: CopyHow, isWritten: boolean): void {
  const { text, leftOut, hidden, hive } = copied
  const notes = copyNotesText({ short: text === null, leftOut, hidden, here: hive === null })
  const detail = isWritten ? notes : ONLY_HERE
  notify({
    kind: 'status',
    text: copiedClipText(copied, { cut: how === 'cut' }),
    detail,
    topic: 'copy',
  })
}

/** Lets other tabs ask for a copy, from the first one on. */
function answer(): void {
  if (answers) return
  answers = true
  answerOtherTabs(async (token) => {
    const clip = ownClip(token)
    return clip === null ? null : engine().clipFile({ clip })
  })
}
