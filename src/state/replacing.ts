/** Replace: the preview of what is to be replaced, which of it is chosen, and making the changes as one step. */

import { editName, UNDO } from '../text/edits.ts'
import { REPLACE, replacedText } from '../text/find.ts'
import type { SearchId } from '../worker/protocol.ts'
import { activeDocument, applyResult, editTopic, titleOf } from './documents.ts'
import { undo } from './edits.ts'
import { engine } from './engine.ts'
import { listHits, wishOf } from './find.ts'
import { openFind, useFind } from './findForm.ts'
import { hitList, hitsBegun } from './hitLists.ts'
import { whileShown } from './longEdits.ts'
import { notify, showError } from './notices.ts'
import { isOutdatedSearch, patchSearch, type Search, searchOf } from './searches.ts'

/** Opens Find with the field for what to put there, or moves the focus to its first field. */
export function openReplace(): Promise<void> {
  useFind.setState({ replacing: true })
  return openFind()
}

/** Lists what would be replaced in the hive on screen, and what it would become. Nothing is changed. */
export async function previewReplacements(): Promise<void> {
  const doc = activeDocument()?.info.doc
  const { text, replacement, replacing } = useFind.getState()
  if (doc === undefined) return
  if (!replacing || text === '') return openReplace()
  const wish = wishOf(doc)
  if (wish !== null) await listHits({ ...wish, docs: [doc], replacement })
}

/** Whether a replacement is to be made. */
export function isChosen({ choice }: Pick<Search, 'choice'>, id: number): boolean {
  return (choice.chosen === 'all') !== choice.except.has(id)
}

/** The number of replacements that are to be made. */
export function chosenCount({ total, end, docs, choice }: Search): number {
  const blocked = docs.reduce((sum, doc) => sum + (end?.[doc]?.blocked ?? 0), 0)
  const possible = total - blocked
  return choice.chosen === 'all' ? possible - choice.except.size : choice.except.size
}

/** Whether the replacements can be made: the preview is there and is that of the hive as it is. */
export function canReplace(search: Search): boolean {
  const isReady = search.replacement !== null && search.end !== null && !isOutdatedSearch(search)
  return isReady && chosenCount(search) > 0
}

/** Chooses all replacements, or none. */
export function chooseAll(id: SearchId, all: boolean): void {
  patchSearch(id, { choice: { chosen: all ? 'all' : 'none', except: new Set() } })
}

/** Leaves one replacement out, or takes it in again. */
export function toggleReplacement(id: SearchId, hit: number): void {
  const search = searchOf(id)
  if (search) choose(id, [hit], !isChosen(search, hit))
}

/** Does that with all selected ones: they are left out if the focused one is taken in. */
export function toggleSelected(id: SearchId): void {
  const search = searchOf(id)
  const list = hitList(id)
  if (search === undefined || list?.focused === undefined) return
  const isIn = isChosen(search, list.focused.id)
  const possible = list.selectedRows.filter(({ replacement }) => replacement?.problem === null)
  const hits = possible.map((row) => row.id)
  if (search.view.selection.size === search.total) chooseAll(id, !isIn)
  else choose(id, hits, !isIn)
}

function choose(id: SearchId, hits: readonly number[], isIn: boolean): void {
  const search = searchOf(id)
  if (search === undefined) return
  const { chosen } = search.choice
  const except = new Set(search.choice.except)
  for (const hit of hits) {
    if (isIn === (chosen === 'all')) except.delete(hit)
    else except.add(hit)
  }
  patchSearch(id, { choice: { chosen, except } })
}

/** Makes the chosen replacements, as one step. */
export async function applyReplacements(id: SearchId): Promise<void> {
  const search = searchOf(id)
  const [doc] = search?.docs ?? []
  if (search === undefined || doc === undefined || !canReplace(search)) return
  const { chosen, except } = search.choice
  const revision = search.end?.[doc]?.revision ?? -1
  const request = {
    doc,
    search: id,
    chosen,
    except: Uint32Array.from(except),
    revision,
    begun: hitsBegun(id),
  }
  try {
    const result = await whileShown(doc, REPLACE.working, (call) =>
      engine().replaceHits(request, call),
    )
    applyResult(doc, result)
    notify({
      kind: 'status',
      text: replacedText(result.label.count),
      detail: editName(result.label),
      doc,
      topic: editTopic(doc),
      action: { label: UNDO, run: () => void undo(doc) },
    })
  } catch (error) {
    showError(error, titleOf(doc), { doc, topic: editTopic(doc) })
  }
}
