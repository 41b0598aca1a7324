/** Names of edits, and messages about them. */

import type { EditLabel, EditRequest, EditResult } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { markedText } from './visibleText.ts'

/** The button of a notice that undoes a deletion. */
export const UNDO = 'Undo'

/** The name of a value as shown in the grid. */
export function valueName(name: string): string {
  return name === '' ? '(Default)' : name
}

/** The name of a key as shown in the tree. The root of some hives has none. */
export function keyName(name: string): string {
  return name === '' ? '(no name)' : name
}

const EDIT_NAMES: Readonly<Record<EditLabel['kind'], (label: EditLabel) => string>> = {
  'create-key': (label) => `New key ${keyName(label.name)}`,
  'create-path': (label) => `New key ${keyName(label.name)}`,
  'rename-key': (label) => `Rename key ${newName(label, keyName)}`,
  'delete-key': (label) => `Delete key ${keyName(label.name)}`,
  'create-link': (label) => `New link ${keyName(label.name)}`,
  'set-properties': (label) => `Change properties of ${keyName(label.name)}`,
  'set-security': (label) =>
    label.count > 1
      ? `Change permissions of ${keyName(label.name)} (${counted(label.count, 'key')})`
      : `Change permissions of ${keyName(label.name)}`,
  'create-value': (label) => `New value ${valueName(label.name)}`,
  'set-value': (label) => `Edit ${valueName(label.name)}`,
  'rename-value': (label) => `Rename value ${newName(label, valueName)}`,
  'delete-values': (label) =>
    label.count > 1
      ? `Delete ${counted(label.count, 'value')}`
      : `Delete value ${valueName(label.name)}`,
  'apply-changes': (label) => `Apply ${counted(label.count, 'change')} from ${label.name}`,
  'restore-hive': (label) => `Restore a hive over ${keyName(label.name)}`,
  restore: (label) =>
    label.count > 1
      ? `Restore ${keyName(label.name)} (${counted(label.count, 'record')})`
      : `Restore ${valueName(label.name)}`,
  revert: (label) =>
    label.count > 1
      ? `Revert ${counted(label.count, 'change')}`
      : `Revert ${valueName(label.name)}`,
  paste: (label) => `Paste ${copiedName(label)}`,
  move: (label) => `Move ${copiedName(label)}`,
  duplicate: (label) => `Duplicate ${copiedName(label)}`,
  replace: (label) => `Replace “${label.name}” in ${counted(label.count, 'place')}`,
  remove: (label) => `Delete ${keyName(label.name)} and ${counted(label.count - 1, 'other')}`,
  'apply-logs': () => 'Apply transaction logs',
  convert: (label) => `Convert to version ${label.name}`,
}

/** The name before and after a renaming. Edits that an earlier version kept have only the name after it. */
function newName({ name, from }: EditLabel, shown: (name: string) => string): string {
  return from === undefined ? shown(name) : `“${shown(from)}” to “${shown(name)}”`
}

/** One key or value that was copied, or how many values. */
function copiedName({ name, count }: EditLabel): string {
  return count > 1 ? counted(count, 'value') : valueName(name)
}

/** The name of an undo or redo step. */
export function editName(label: EditLabel): string {
  return EDIT_NAMES[label.kind](marked(label))
}

/** The label with the hidden characters in its names marked. */
function marked(label: EditLabel): EditLabel {
  const { name, from } = label
  return {
    ...label,
    name: markedText(name),
    ...(from === undefined ? {} : { from: markedText(from) }),
  }
}

/** What a deletion removed. */
export function deletedText({ label: stored, removed }: EditResult): string {
  const label = marked(stored)
  if (label.kind === 'remove') {
    return `Deleted ${counted(removed.keys, 'key')} and ${counted(removed.values, 'value')}`
  }
  if (label.kind === 'delete-key') {
    return `Deleted ${keyName(label.name)}: ${counted(removed.keys, 'key')}, ${counted(removed.values, 'value')}`
  }
  if (removed.values <= 1) return `Deleted ${valueName(label.name)}`
  return `Deleted ${counted(removed.values, 'value')}`
}

/** The whole hive image was replaced. */
export function swappedText(name: string, { label }: EditResult): string {
  return label.kind === 'convert'
    ? `${name} converted to version ${label.name}`
    : `Transaction logs applied to ${name}`
}

/** Shown while a long edit runs. */
export function workingText(edit: EditRequest): string {
  if (edit.kind === 'delete-values') return `Deleting ${counted(edit.values.length, 'value')}…`
  return edit.kind === 'delete-key'
    ? 'Deleting the key and everything below it…'
    : 'Changing the hive…'
}

/** Shown while a long undo runs. */
export function undoingText(label: EditLabel | null): string {
  return label === null ? 'Undoing…' : `Undoing: ${editName(label)}…`
}

export function redoingText(label: EditLabel | null): string {
  return label === null ? 'Redoing…' : `Redoing: ${editName(label)}…`
}

/** A long edit was cancelled. */
export const EDIT_CANCELLED = 'Cancelled. Nothing was changed.'

/** What was undone or redone in other hives with a step. */
export function alsoText(hives: readonly string[]): string {
  return `Also in ${hives.join(', ')}.`
}

export function undoneText({ label }: EditResult): string {
  return `Undone: ${editName(label)}`
}

export function redoneText({ label }: EditResult): string {
  return `Redone: ${editName(label)}`
}

/** The name that a refused edit is about, for errors that carry none. */
export function subjectOf(edit: EditRequest): string | undefined {
  return 'name' in edit && edit.name !== '' ? edit.name : undefined
}

/** What was copied. `names` says how hidden characters in names were copied; `plain` if there are none. */
export interface CopiedWhat {
  readonly what: 'changes' | 'rows' | 'path' | 'paths' | 'names' | 'results' | 'bytes' | 'text'
  readonly count: number
  readonly names?: 'plain' | 'spelled' | 'raw'
}

const COPIED: Readonly<Record<CopiedWhat['what'], (count: number) => string>> = {
  path: () => 'Copied the key path',
  paths: (count) => (count === 1 ? 'Copied the key path' : `Copied ${counted(count, 'key path')}`),
  names: (count) => (count === 1 ? 'Copied the value name' : `Copied ${count} value names`),
  results: (count) => `Copied ${counted(count, 'result')}`,
  changes: (count) => `Copied ${counted(count, 'change')}`,
  rows: (count) => `Copied ${counted(count, 'row')}`,
  bytes: (count) => `Copied ${counted(count, 'byte')}`,
  text: () => 'Copied',
}

/** Says what was copied to the clipboard. */
export function copiedText({ what, count, names = 'plain' }: CopiedWhat): string {
  const text = COPIED[what](count)
  if (names === 'plain') return text
  return names === 'spelled'
    ? `${text}. Hidden characters are written as escapes such as \\u0000.`
    : `${text}. The names contain hidden characters, which were copied as they are.`
}

export const NOT_COPIED = 'Nothing was copied: the browser did not allow it.'
