/** The target of a command: the document on screen, and the pane that the user was in last. */

import { HiveError } from '../errors.ts'
import { valuesBehind } from '../state/actionQueue.ts'
import { openDialog } from '../state/dialogs.ts'
import { activeDocument, type Doc } from '../state/documents.ts'
import { useFocusPane } from '../state/focus.ts'
import { hiveOf } from '../state/places.ts'
import { keyDetails } from '../state/tree.ts'
import { selectedKey, selectedRow } from '../state/treeRows.ts'
import { valuesView } from '../state/valueRows.ts'
import { focusedValue } from '../state/values.ts'
import type { DocId, KeyDetails, ValueRow } from '../worker/protocol.ts'

let lastPane: 'tree' | 'grid' = 'tree'

useFocusPane.subscribe(({ pane }) => {
  if (pane === 'tree' || pane === 'grid') lastPane = pane
})

/**
 * The pane that Rename, Delete and Copy act on: the one that has the focus, or had it before a menu
 * opened.
 */
export function targetPane(): 'tree' | 'grid' {
  return lastPane
}

/** Whether the grid is the target. */
export function inGrid(): boolean {
  return targetPane() === 'grid'
}

/** Whether a key is selected. */
export function hasKey(): boolean {
  return documentIs(({ info }) => selectedKey(info.doc) !== null)
}

/** Whether values are selected. */
export function hasValues(): boolean {
  return valuesAre((doc) => valuesView(doc).selection.size > 0)
}

/** Runs `act` with the document on screen, if there is one. */
export function withDocument(act: (doc: DocId) => unknown): void {
  const doc = activeDocument()
  if (doc) act(doc.info.doc)
}

/** Runs `act` with the hive on screen, whichever place of it the user is in. */
export function withHive(act: (hive: DocId) => unknown): void {
  withDocument((doc) => act(hiveOf(doc)))
}

/** Whether a document is on screen and `test` holds for it. */
export function documentIs(test: (doc: Doc) => boolean): boolean {
  const doc = activeDocument()
  return doc !== undefined && test(doc)
}

/** Whether the document on screen may be edited. */
export function canEdit(): boolean {
  return documentIs((doc) => doc.info.access === 'editable')
}

/** Whether the document on screen may be edited as it is, or once it is converted. */
export function canEditOrConvert(): boolean {
  return canEdit() || documentIs(isEarly)
}

/** A hive of version 1.0 or 1.1. */
export function isEarly({ info }: Doc): boolean {
  return info.access === 'old-version'
}

/**
 * Runs an edit of the document on screen. A hive of an early version has to be converted first: a
 * dialog offers that, and runs the edit afterwards.
 */
export function edit(act: (doc: DocId) => unknown): void {
  const doc = activeDocument()
  if (doc === undefined) return
  if (!isEarly(doc)) act(doc.info.doc)
  else openDialog({ type: 'convert', doc: doc.info.doc, next: () => act(doc.info.doc) })
}

/** Why the document on screen may not be edited; null when it may, or when there is none. */
export function readOnlyReason(): HiveError | null {
  const access = activeDocument()?.info.access
  if (access === undefined || access === 'editable') return null
  const code =
    access === 'dirty' || access === 'truncated' || access === 'locked' ? access : 'read-only'
  return new HiveError(code, 'the document is read-only')
}

/** Why an edit of the selected key would be refused; null when it would not. */
function reasonAgainst(edit: keyof KeyDetails['refused']): HiveError | null {
  if (!canEditOrConvert()) return readOnlyReason()
  const doc = activeDocument()?.info.doc
  const refused = doc === undefined ? null : keyDetails(doc)?.refused[edit]
  return refused ? new HiveError(refused.code, refused.message, refused.detail) : null
}

/** Why the selected key or value may not be renamed; null when it may. */
export function renameReason(): HiveError | null {
  return reasonAgainst(targetPane() === 'tree' ? 'rename' : 'newValue')
}

/** Why the selected key or values may not be deleted; null when they may. */
export function removeReason(): HiveError | null {
  return reasonAgainst(targetPane() === 'tree' ? 'remove' : 'newValue')
}

/** Whether the document on screen is read-only by choice. */
export function isLocked(): boolean {
  return documentIs(({ info }) => info.access === 'locked')
}

/**
 * The error for a change of the document on screen while it is locked; null when it is not locked.
 */
export function lockedReason(): HiveError | null {
  return isLocked() ? readOnlyReason() : null
}

/**
 * Why nothing new may be created in the selected key; null when it may be, or when no key is
 * selected.
 */
export function newReason(what: 'newKey' | 'newValue'): HiveError | null {
  const doc = activeDocument()
  const row = doc && selectedRow(doc.info.doc)
  if (!canEditOrConvert() || !row?.tombstone) return reasonAgainst(what)
  return new HiveError('tombstone-key', 'a tombstone key holds nothing', { subject: row.name })
}

/** The value on show that the grid's commands for a single value act on. */
export function targetValue(doc: DocId): ValueRow | null {
  return valuesView(doc).selection.size > 1 ? null : focusedValue(doc)
}

/**
 * Whether `test` holds for the values on show. The answer is yes while the values of the selected
 * key have not arrived: the command waits for them and then decides.
 */
export function valuesAre(test: (doc: DocId) => boolean): boolean {
  return documentIs(({ info }) => valuesBehind(info.doc) || test(info.doc))
}
