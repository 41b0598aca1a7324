/**
 * Pasting, duplicating and moving keys and values. Names that are taken, and how permissions are kept, are asked about
 * once, before anything is changed.
 */

import { type ClipboardForms, readClipboard } from '../platform/clipboard.ts'
import { askOtherTabs } from '../platform/otherTabs.ts'
import {
  clipName,
  notPastedDetail,
  PASTE_TEXT,
  pastedText,
  pastingText,
} from '../text/clipboard.ts'
import { UNDO } from '../text/edits.ts'
import { rootKeyText } from '../text/panes.ts'
import type { DocId, KeyId, PasteChoice, PasteFrom, PasteResult } from '../worker/protocol.ts'
import { actNext, actOnKey, actOnValues } from './actionQueue.ts'
import { endCut, type Origin, type OwnClip, type Pasting, useClip } from './clip.ts'
import { ownClip, readClipHtml } from './clipToken.ts'
import { openDialog } from './dialogs.ts'
import { applyResult, documentOf, editTopic, titleOf } from './documents.ts'
import { runEdit, undo } from './edits.ts'
import { engine } from './engine.ts'
import { returnFocus } from './focus.ts'
import { whileShown } from './longEdits.ts'
import { goTo } from './navigation.ts'
import { notify, sayWhyNot, showError } from './notices.ts'
import type { Pasted } from './pasteEvent.ts'
import { isSameHive } from './places.ts'
import { beginRegPaste, isRegText } from './regPaste.ts'
import { chosenValues } from './selection.ts'
import { selectedKey, selectedRow } from './treeRows.ts'
import { joinNewestSteps } from './twinSteps.ts'
import { valuesOf, valuesView } from './valueRows.ts'

/** The choices that the user has. */
export type PasteOptions = Pick<PasteChoice, 'clash' | 'clashes' | 'security' | 'times'>

/** Copies inherit the permissions of their new place, as files do; what is moved keeps them. */
export function usualOptions({ how }: Pasting): PasteOptions {
  const isNew = how === 'paste'
  return {
    clash: 'both',
    clashes: [],
    security: isNew ? 'inherit' : 'keep',
    times: how === 'move' ? 'keep' : 'now',
  }
}

/**
 * Pastes into the selected key.
 *
 * @param pasted - what a paste event brought; null to read the clipboard
 * @param options - `asks`: asks how to paste, even when no name is taken
 */
export function paste(
  doc: DocId,
  pasted: Pasted | null,
  { asks }: { readonly asks: boolean },
): Promise<void> {
  const at = pasted?.at ?? performance.now()
  return actOnKey(doc, async () => {
    const key = selectedKey(doc)
    if (key === null) return
    try {
      // What was still being copied when the key was pressed has come too late for the event.
      const { own: copied } = useClip.getState()
      const isNewer = copied !== null && copied.at > at
      const source = isNewer ? ofThisPage(copied) : await sourceOf(doc, key, pasted)
      if (source === null) return
      const { from, name, own } = source
      const origin = own?.cut ? own : null
      const how = origin === null ? 'paste' : 'move'
      await begin({ doc, key, from, how, name, origin, cut: origin !== null }, asks)
    } catch (error) {
      showError(error, titleOf(doc), { doc })
    }
  })
}

/** Copies the selected key beside itself, under a free name. */
export function duplicateKey(doc: DocId): Promise<void> {
  return actOnKey(doc, async () => {
    const row = selectedRow(doc)
    if (!row) return
    if (row.level === 1) return sayWhyNot(rootKeyText('duplicate'), doc)
    const { ancestors } = await engine().keyDetails({ doc, key: row.id })
    const parent = ancestors.at(-2)
    if (parent === undefined) return
    await duplicate(doc, parent, { doc, key: row.id, values: null })
  })
}

/** Copies the selected values beside themselves, under free names. */
export function duplicateValues(doc: DocId): Promise<void> {
  return actOnValues(doc, async () => {
    const { key } = valuesView(doc)
    const values = await chosenValues(doc)
    if (key !== null && values.length > 0) await duplicate(doc, key, { doc, key, values })
  })
}

async function duplicate(doc: DocId, key: KeyId, place: Origin): Promise<void> {
  const from = { kind: 'place', ...place } as const
  const pasting: Pasting = { doc, key, from, how: 'duplicate', name: '', origin: null, cut: false }
  await run(pasting, usualOptions(pasting))
}

/** Asks about taken names if there are any, and pastes. */
export async function begin(pasting: Pasting, asks = false): Promise<void> {
  const { doc, key, from, origin } = pasting
  if (origin !== null && (await isRefused(pasting, origin))) return
  const preview = await engine().previewPaste({ doc, key, from })
  if (preview.taken > 0 || (asks && preview.kind === 'key')) {
    openDialog({ type: 'paste', doc, pasting, preview })
    return
  }
  await run(pasting, usualOptions(pasting))
}

/** Pastes as the user chose in the dialog. */
export function pasteAsChosen(pasting: Pasting, options: PasteOptions): Promise<void> {
  return actNext(pasting.doc, () => run(pasting, options))
}

/** Says why something is not moved to where it is, or into itself; false when it can be moved. */
async function isRefused({ doc, key }: Pasting, origin: Origin): Promise<boolean> {
  if (!isSameHive(origin.doc, doc)) return false
  const why = await refusal({ doc, key }, origin)
  if (why === null) return false
  sayWhyNot(why, doc)
  return true
}

/** Why a place cannot be moved into a key of the same hive; null when it can. */
async function refusal(
  target: { readonly doc: DocId; readonly key: KeyId },
  origin: Origin,
): Promise<string | null> {
  if (origin.values !== null) return origin.key === target.key ? PASTE_TEXT.alreadyHere : null
  const { ancestors } = await engine().keyDetails(target)
  if (ancestors.includes(origin.key)) return PASTE_TEXT.intoItself
  const { ancestors: own } = await engine().keyDetails(origin)
  return own.at(-2) === target.key ? PASTE_TEXT.alreadyHere : null
}

async function run(pasting: Pasting, options: PasteOptions): Promise<void> {
  const { doc, key, from, how, name, origin } = pasting
  const cut =
    origin !== null && isSameHive(origin.doc, doc)
      ? { key: origin.key, values: origin.values }
      : null
  try {
    const result = await whileShown(doc, pastingText(name), (call) =>
      engine().paste({ doc, key, from, how, cut, ...options }, call),
    )
    valuesOf(doc).pasted = new Set(result.pasted)
    applyResult(doc, result)
    if (pasting.cut) endCut()
    returnFocus(result.focus.value === null ? 'tree' : 'grid')
    const isAcross = origin !== null && !isSameHive(origin.doc, doc)
    if (isAcross && (await emptyOrigin(origin, options, result))) {
      await joinNewestSteps(name, doc, origin.doc)
    }
    tell(pasting, result)
  } catch (error) {
    showError(error, name === '' ? titleOf(doc) : name, { doc, topic: editTopic(doc) })
  }
}

function tell({ doc, how, from, origin }: Pasting, result: PasteResult): void {
  const isOther = origin !== null && !isSameHive(origin.doc, doc)
  const kind = result.focus.value === null && result.keys > 0 ? 'key' : 'values'
  const isFromPlace = from.kind === 'place' && !isSameHive(from.doc, doc)
  notify({
    kind: 'status',
    text: pastedText(result, { how, kind, into: isOther || isFromPlace ? titleOf(doc) : null }),
    detail: notPastedDetail(result),
    action: { label: UNDO, run: () => void undo(doc) },
    doc,
    topic: editTopic(doc),
  })
}

/** The move is what is said. */
const SILENT = { silent: true } as const

/** Deletes what was moved to another hive, which is a step of its own there. False if it stays there. */
async function emptyOrigin(
  { doc, key, values }: Origin,
  { clash, clashes }: PasteOptions,
  { left, skipped }: PasteResult,
): Promise<boolean> {
  if (left > 0 || (skipped > 0 && (values === null || clash === 'skip'))) {
    notify({ kind: 'alert', doc, text: PASTE_TEXT.keptOriginal })
    return false
  }
  if (values === null) return (await runEdit(doc, { kind: 'delete-key', key }, SILENT)) !== null
  const stays = new Set(clashes.flatMap(([index, one]) => (one === 'skip' ? [index] : [])))
  const gone = values.filter((_, index) => !stays.has(index))
  return (await runEdit(doc, { kind: 'delete-values', key, values: gone }, SILENT)) !== null
}

/** What is to be pasted. */
interface Source {
  readonly from: PasteFrom
  readonly name: string
  /** When it was copied in this page. */
  readonly own: OwnClip | null
}

/** Finds out what is on the clipboard; null when it is nothing to paste, which a notice has said. */
async function sourceOf(
  doc: DocId,
  key: KeyId,
  forms: ClipboardForms | null,
): Promise<Source | null> {
  const read = forms ?? (await readClipboard())
  const { own } = useClip.getState()
  if (read === null) {
    if (own !== null) return ofThisPage(own)
    sayWhyNot(PASTE_TEXT.notAllowed, doc)
    return null
  }
  const named = readClipHtml(read.html)
  const clip = named && ownClip(named.token)
  if (own !== null && (clip === own.clip.clip || (named === null && isText(own, read)))) {
    return ofThisPage(own)
  }
  if (named === null) {
    await pasteText(doc, key, read.text)
    return null
  }
  const file = clip === null ? await askOtherTabs(named.token) : null
  if (file === null && named.hive === '') {
    sayWhyNot(PASTE_TEXT.gone, doc)
    return null
  }
  const adopted = await engine().adoptClip({ from: file ?? named.hive })
  const from = { kind: 'clip', clip: adopted.clip } as const
  return { from, name: clipName(adopted), own: null }
}

/** Pastes .reg text; the path of a key leads there. */
async function pasteText(doc: DocId, key: KeyId, text: string): Promise<void> {
  if (isRegText(text)) await beginRegPaste(doc, key, text)
  else if (isKeyPath(text)) void goTo(doc, text.trim())
  else sayWhyNot(PASTE_TEXT.nothing, doc)
}

/** What was cut is moved as it is now; what was copied is pasted as it was. */
function ofThisPage(own: OwnClip): Source {
  const { clip, doc, key, values, cut } = own
  const from: PasteFrom =
    cut && documentOf(doc) !== undefined
      ? { kind: 'place', doc, key, values }
      : { kind: 'clip', clip: clip.clip }
  return { from, name: clipName(clip), own }
}

/** A text that is a whole path in the registry. */
const KEY_PATH =
  /^\s*"?(?:Computer\\|Registry::|\\REGISTRY\\)?(?:HKEY_\w+|HKLM|HKU|HKCU|HKCR|HKCC)[:]?\\/i
/** The longest text that is taken for a path. */
const LONGEST_PATH = 100_000

function isKeyPath(text: string): boolean {
  return text.length <= LONGEST_PATH && !/[\r\n]\S/.test(text) && KEY_PATH.test(text)
}

/** Whether the clipboard has the text of a copy; some systems change its line breaks. */
function isText(own: OwnClip, { text }: ClipboardForms): boolean {
  return text !== '' && withoutReturns(text) === withoutReturns(own.text)
}

function withoutReturns(text: string): string {
  return text.replaceAll('\r', '')
}
