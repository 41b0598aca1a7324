/** What the commands do in the list of changes. */

import {
  type ChangesChoice,
  changeList,
  chooseChanges,
  copyChanges,
  exportChanges,
  goToChange,
  type PendingChanges,
  reportChanges,
  revertChanges,
  toggleAttribute,
  toggleKind,
} from '../../state/changes.ts'
import type { PanelAction } from '../../state/panelActions.ts'
import type { CommandId } from '../../text/commands.ts'
import type { DifferenceKind, DocId, KeyAttribute } from '../../worker/protocol.ts'

const KINDS = {
  'view.changesAdded': 'added',
  'view.changesRemoved': 'removed',
  'view.changesChanged': 'changed',
  'view.changesMoved': 'moved',
} as const satisfies Partial<Record<CommandId, DifferenceKind>>

const ATTRIBUTES = {
  'view.changesClass': 'class',
  'view.changesFlags': 'flags',
  'view.changesSecurity': 'security',
  'view.changesTime': 'time',
} as const satisfies Partial<Record<CommandId, KeyAttribute>>

const BASES = { 'view.changesSaved': 'saved', 'view.changesOpened': 'original' } as const

/** The actions on the changes of a hive as they are listed now, by command. */
export function actionsOf(
  doc: DocId,
  { view, summary }: PendingChanges,
  choice: ChangesChoice,
): Partial<Record<CommandId, PanelAction>> {
  const focused = changeList(doc)?.focused
  const selected = [...view.selection]
  const hasRows = summary !== null && view.total > 0
  // One selected row is where the user is; several are a choice.
  const chosen = selected.length > 1 ? selected : null
  const options = Object.fromEntries([
    ...entries(KINDS, (kind) => ({
      checked: choice.kinds?.includes(kind) ?? true,
      run: () => toggleKind(doc, kind),
    })),
    ...entries(ATTRIBUTES, (attribute) => ({
      checked: choice.attributes.includes(attribute),
      run: () => toggleAttribute(doc, attribute),
    })),
    ...entries(BASES, (base) => ({
      checked: choice.base === base,
      run: () => chooseChanges(doc, { base }),
    })),
  ])
  return {
    'edit.goToChange': {
      can: focused !== undefined,
      run: () => void (focused && goToChange(doc, focused)),
    },
    'edit.revertChanges': {
      can: hasRows && selected.length > 0,
      run: () => void revertChanges(doc, selected),
    },
    'edit.revertAllChanges': { can: hasRows, run: () => void revertChanges(doc, null) },
    'edit.copyChanges': {
      can: hasRows && selected.length > 0,
      run: () => void copyChanges(doc),
    },
    'file.exportChanges': { can: hasRows, run: () => void exportChanges(doc, chosen, false) },
    'file.exportInverse': { can: hasRows, run: () => void exportChanges(doc, chosen, true) },
    'file.reportChanges': { can: hasRows, run: () => void reportChanges(doc, chosen) },
    'view.groupChanges': {
      can: true,
      checked: choice.grouped,
      run: () => chooseChanges(doc, { grouped: !choice.grouped }),
    },
    ...options,
  }
}

function entries<T>(
  values: Readonly<Record<string, T>>,
  optionOf: (value: T) => Omit<PanelAction, 'can'>,
): [string, PanelAction][] {
  return Object.entries(values).map(([id, value]) => [id, { can: true, ...optionOf(value) }])
}
