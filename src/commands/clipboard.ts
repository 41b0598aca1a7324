/** Cut, copy, paste and duplicate. What they need is loaded when the page is idle, or when it is first used. */

import type { CopyHow } from '../state/copyOut.ts'
import { loadModule } from '../state/loadModule.ts'
import type { Pasted } from '../state/pasteEvent.ts'
import { selectedRow } from '../state/treeRows.ts'
import type { CommandId } from '../text/commands.ts'
import { rootKeyText } from '../text/panes.ts'
import type { DocId } from '../worker/protocol.ts'
import type { Command } from './Command.ts'
import {
  documentIs,
  edit,
  hasKey,
  hasValues,
  inGrid,
  newReason,
  removeReason,
  withDocument,
} from './target.ts'
import { through } from './through.ts'

/** Loads what the commands need ahead of their first use: all at once, so that a paste never overtakes a copy. */
export async function loadClipboard() {
  const [copying, pasting] = await Promise.all([
    loadModule(() => import('../state/copyOut.ts')),
    loadModule(() => import('../state/pasting.ts')),
  ])
  return { ...copying, ...pasting }
}

function copy(how: CopyHow): void {
  const isGrid = inGrid()
  withDocument((doc) =>
    through(loadClipboard, ({ copyKey, copyValues }) => (isGrid ? copyValues : copyKey)(doc, how)),
  )
}

const isRoot = () => !inGrid() && documentIs(({ info }) => selectedRow(info.doc)?.level === 1)
const hasTarget = () => (inGrid() ? hasValues() : hasKey())

/** Why nothing may be pasted into the selected key: it may get neither keys nor values. */
const pasteReason = () => newReason('newValue') && newReason('newKey')

function pasteCommand(id: CommandId & ('edit.paste' | 'edit.pasteSpecial')): Command {
  const asks = id === 'edit.pasteSpecial'
  return {
    id,
    context: 'panes',
    keys: [asks ? 'Mod+Shift+V' : 'Mod+V'],
    pastes: true,
    when: () => hasKey() && pasteReason() === null,
    blocked: pasteReason,
    run: (forms: Pasted | null = null) =>
      edit((doc: DocId) => through(loadClipboard, ({ paste }) => paste(doc, forms, { asks }))),
  }
}

export const clipboardCommands: readonly Command[] = [
  {
    id: 'edit.cut',
    context: 'panes',
    keys: ['Mod+X'],
    when: () => hasTarget() && !isRoot() && removeReason() === null,
    blocked: () => removeReason() ?? (isRoot() ? rootKeyText('cut') : null),
    run: () => edit(() => copy('cut')),
  },
  {
    id: 'edit.copy',
    context: 'panes',
    keys: ['Mod+C'],
    when: hasTarget,
    run: () => copy('copy'),
  },
  { id: 'edit.copyReg', context: 'panes', when: hasTarget, run: () => copy('reg') },
  { id: 'edit.copyRegAdd', context: 'panes', when: hasTarget, run: () => copy('reg-add') },
  { id: 'edit.copyPowerShell', context: 'panes', when: hasTarget, run: () => copy('powershell') },
  pasteCommand('edit.paste'),
  pasteCommand('edit.pasteSpecial'),
  {
    id: 'edit.duplicate',
    context: 'panes',
    keys: ['Mod+D'],
    when: () => hasTarget() && !isRoot() && newReason(inGrid() ? 'newValue' : 'newKey') === null,
    blocked: () =>
      newReason(inGrid() ? 'newValue' : 'newKey') ?? (isRoot() ? rootKeyText('duplicate') : null),
    run: () => {
      const isGrid = inGrid()
      edit((doc) =>
        through(loadClipboard, ({ duplicateKey, duplicateValues }) =>
          (isGrid ? duplicateValues : duplicateKey)(doc),
        ),
      )
    },
  },
]
