import { actNext, actOnKey, actOnValues } from '../state/actionQueue.ts'
import { copyKeyPath, copyKeyPathAs, copyValueNames } from '../state/copying.ts'
import { openDialog, openValueEditor } from '../state/dialogs.ts'
import { activeDocument, allowEditing, toggleLock } from '../state/documents.ts'
import { redo, undo } from '../state/edits.ts'
import { toggleKeepsTimes } from '../state/keyProperties.ts'
import { isWorking } from '../state/longEdits.ts'
import { canDo, doAction } from '../state/panelActions.ts'
import { beginCreateKey, beginRenameKey, deleteSelectedKey } from '../state/treeEdits.ts'
import { selectedKey } from '../state/treeRows.ts'
import { beginCreateValue, beginRenameValue, deleteSelectedValues } from '../state/valueEdits.ts'
import { isRenamable, valuesView } from '../state/valueRows.ts'
import type { CommandId } from '../text/commands.ts'
import { editName } from '../text/edits.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import type { DocId, EditLabel, KeyId, ValueRow } from '../worker/protocol.ts'
import type { Command } from './Command.ts'
import {
  documentIs,
  edit,
  hasKey,
  hasValues,
  inGrid,
  isLocked,
  lockedReason,
  newReason,
  removeReason,
  renameReason,
  targetValue,
  valuesAre,
  withDocument,
} from './target.ts'

/** The types a new value can have. */
const NEW_TYPES = {
  'edit.newString': VALUE_TYPE.SZ,
  'edit.newExpandString': VALUE_TYPE.EXPAND_SZ,
  'edit.newBinary': VALUE_TYPE.BINARY,
  'edit.newDword': VALUE_TYPE.DWORD,
  'edit.newMultiString': VALUE_TYPE.MULTI_SZ,
  'edit.newQword': VALUE_TYPE.QWORD,
} as const

const canFillKey = (what: 'newKey' | 'newValue') => hasKey() && newReason(what) === null
const hasOneValue = () => valuesAre((doc) => targetValue(doc) !== null)
const isStored = (value: ValueRow | null): value is ValueRow => value !== null && !value.absent
/** The default value has no name to change. A second value without a name can be given one. */
const hasNamedValue = () => valuesAre((doc) => isRenamable(targetValue(doc)))

function newValue(id: keyof typeof NEW_TYPES): Command {
  return {
    id,
    context: 'global',
    ...(id === 'edit.newString' ? { keys: ['Shift+F7'] } : {}),
    when: () => canFillKey('newValue'),
    blocked: () => newReason('newValue'),
    run: () => edit((doc) => beginCreateValue(doc, NEW_TYPES[id])),
  }
}

function copyPathAs(
  id: CommandId & `edit.copyPath${string}`,
  form: Parameters<typeof copyKeyPathAs>[1],
): Command {
  return {
    id,
    context: 'global',
    when: hasKey,
    run: () => withDocument((doc) => copyKeyPathAs(doc, form)),
  }
}

/** A dialog that creates something below the selected key. */
function onParent(
  id: CommandId & `edit.new${string}`,
  open: (doc: DocId, key: KeyId) => void,
): Command {
  return {
    id,
    context: 'global',
    when: () => canFillKey('newKey'),
    blocked: () => newReason('newKey'),
    run: () =>
      edit((doc) =>
        actOnKey(doc, () => {
          const key = selectedKey(doc)
          if (key !== null) open(doc, key)
        }),
      ),
  }
}

function modify(options: { readonly binary: boolean }): void {
  withDocument((doc) =>
    actOnValues(doc, () => {
      const { key } = valuesView(doc)
      const value = targetValue(doc)
      if (key !== null && value) openValueEditor(doc, key, value, options)
    }),
  )
}

function history(id: CommandId & ('edit.undo' | 'edit.redo')): Command {
  const label = (): EditLabel | null => {
    const state = activeDocument()?.state
    return (id === 'edit.undo' ? state?.undo : state?.redo) ?? null
  }
  return {
    id,
    context: 'global',
    keys: id === 'edit.undo' ? ['Mod+Z'] : ['Mod+Y', 'Mod+Shift+Z'],
    about: () => {
      const step = label()
      return step && editName(step)
    },
    // A long edit under way may end with a step to undo or to redo: its turn decides.
    when: () => (label() !== null || documentIs(({ info }) => isWorking(info.doc))) && !isLocked(),
    blocked: lockedReason,
    run: () => withDocument((doc) => actNext(doc, () => (id === 'edit.undo' ? undo : redo)(doc))),
  }
}

/** Rename and Delete act on a key in the tree, and on values in the grid. */
function inPane(acts: {
  readonly tree: (doc: DocId) => unknown
  readonly grid: (doc: DocId) => unknown
}): (doc: DocId) => unknown {
  return inGrid() ? acts.grid : acts.tree
}

/** Undo and redo; creating, modifying, renaming and deleting keys and values; copying names. */
export const editCommands: readonly Command[] = [
  history('edit.undo'),
  history('edit.redo'),
  {
    id: 'edit.modify',
    context: 'grid',
    keys: ['Enter'],
    when: hasOneValue,
    run: () => modify({ binary: false }),
  },
  {
    id: 'edit.modifyBinary',
    context: 'grid',
    keys: ['Mod+Enter'],
    when: hasOneValue,
    run: () => modify({ binary: true }),
  },
  {
    id: 'edit.changeType',
    context: 'global',
    when: () => valuesAre((doc) => isStored(targetValue(doc))) && !isLocked(),
    blocked: lockedReason,
    run: () =>
      edit((doc) =>
        actOnValues(doc, () => {
          const { key } = valuesView(doc)
          const value = targetValue(doc)
          if (key !== null && isStored(value)) openDialog({ type: 'change-type', doc, key, value })
        }),
      ),
  },
  {
    id: 'edit.newKey',
    context: 'global',
    keys: ['F7'],
    when: () => canFillKey('newKey'),
    blocked: () => newReason('newKey'),
    run: () => edit((doc) => beginCreateKey(doc)),
  },
  onParent('edit.newKeyPath', (doc, key) => openDialog({ type: 'key-path', doc, key })),
  onParent('edit.newLink', (doc, parent) => openDialog({ type: 'new-link', doc, parent })),
  newValue('edit.newString'),
  newValue('edit.newBinary'),
  newValue('edit.newDword'),
  newValue('edit.newQword'),
  newValue('edit.newMultiString'),
  newValue('edit.newExpandString'),
  {
    ...onParent('edit.newAnyValue', (doc, key) => openDialog({ type: 'new-value', doc, key })),
    when: () => canFillKey('newValue'),
    blocked: () => newReason('newValue'),
  },
  {
    id: 'edit.delete',
    context: 'panes',
    keys: ['Del'],
    when: () => (inGrid() ? hasValues() : hasKey()) && removeReason() === null,
    blocked: removeReason,
    run: () => edit(inPane({ tree: deleteSelectedKey, grid: deleteSelectedValues })),
  },
  {
    id: 'edit.rename',
    context: 'panes',
    keys: ['F2'],
    when: () => (inGrid() ? hasNamedValue() : hasKey()) && renameReason() === null,
    blocked: renameReason,
    run: () => edit(inPane({ tree: beginRenameKey, grid: beginRenameValue })),
  },
  {
    id: 'edit.copyKeyName',
    context: 'global',
    keys: ['Mod+Shift+C'],
    when: hasKey,
    run: () => withDocument((doc) => copyKeyPath(doc)),
  },
  {
    id: 'edit.copyKeyNameRaw',
    context: 'global',
    when: hasKey,
    run: () => withDocument((doc) => copyKeyPath(doc, 'raw')),
  },
  copyPathAs('edit.copyPathShort', 'short'),
  copyPathAs('edit.copyPathRelative', 'relative'),
  copyPathAs('edit.copyPathReg', 'reg'),
  copyPathAs('edit.copyPathPowerShell', 'powershell'),
  copyPathAs('edit.copyPathCommand', 'command'),
  copyPathAs('edit.copyPathC', 'c'),
  {
    id: 'edit.copyValueName',
    context: 'global',
    when: hasValues,
    run: () => withDocument((doc) => copyValueNames(doc, 'spelled')),
  },
  {
    id: 'edit.copyValueNameRaw',
    context: 'global',
    when: hasValues,
    run: () => withDocument((doc) => copyValueNames(doc, 'raw')),
  },
  {
    id: 'edit.goToStep',
    context: 'global',
    when: () => canDo('edit.goToStep') && !isLocked(),
    blocked: lockedReason,
    run: () => doAction('edit.goToStep'),
  },
  {
    id: 'edit.properties',
    context: 'panes',
    keys: ['Alt+Enter'],
    when: hasKey,
    run: () =>
      withDocument((doc) =>
        actOnKey(doc, () => {
          const key = selectedKey(doc)
          if (key !== null) openDialog({ type: 'key-properties', doc, key })
        }),
      ),
  },
  {
    id: 'edit.keepTimes',
    context: 'global',
    checked: () => documentIs(({ info }) => info.keepsTimes),
    when: () => documentIs(() => true),
    run: () => withDocument((doc) => actNext(doc, () => toggleKeepsTimes(doc))),
  },
  {
    id: 'edit.lock',
    context: 'global',
    checked: isLocked,
    when: () => documentIs(() => true),
    run: () => withDocument((doc) => actNext(doc, () => toggleLock(doc))),
  },
  {
    id: 'edit.allow',
    context: 'global',
    when: () => documentIs((doc) => doc.info.access === 'dirty'),
    run: () => withDocument(allowEditing),
  },
]
