/** The commands of each menu, in regedit's order where regedit has them. */

import type { ContextMenu } from '../state/dialogs.ts'
import type { CommandId, MenuId } from '../text/commands.ts'

export type MenuEntry =
  | CommandId
  | '-'
  | { readonly menu: MenuId; readonly entries: readonly MenuEntry[] }
  /** A list whose items change while the page is used. */
  | { readonly list: 'favorites' | 'remove-favorites' }

export interface Menu {
  readonly menu: MenuId
  readonly entries: readonly MenuEntry[]
}

const NEW_MENU: Menu = {
  menu: 'new',
  entries: [
    'edit.newKey',
    'edit.newKeyPath',
    'edit.newLink',
    '-',
    'edit.newString',
    'edit.newBinary',
    'edit.newDword',
    'edit.newQword',
    'edit.newMultiString',
    'edit.newExpandString',
    'edit.newAnyValue',
  ],
}

/** The forms of a path. */
const COPY_PATH_MENU: Menu = {
  menu: 'copyPath',
  entries: [
    'edit.copyPathShort',
    'edit.copyPathRelative',
    '-',
    'edit.copyPathReg',
    'edit.copyPathPowerShell',
    'edit.copyPathCommand',
    'edit.copyPathC',
  ],
}

/** The columns of the value list. */
const COLUMN_ENTRIES: readonly MenuEntry[] = [
  'view.columnType',
  'view.columnSize',
  'view.columnOffset',
  '-',
  'view.storedOrder',
  'view.resetColumns',
]

/** The forms in which results of a search are exported. */
export const EXPORT_RESULTS: Menu = {
  menu: 'exportResults',
  entries: [
    'edit.exportResultsCsv',
    'edit.exportResultsJson',
    'edit.exportResultsNdjson',
    'edit.exportResultsText',
    'edit.exportResultsReg',
  ],
}

const CHANGES_OPTIONS: readonly MenuEntry[] = [
  'view.groupChanges',
  {
    menu: 'changeKinds',
    entries: [
      'view.changesAdded',
      'view.changesRemoved',
      'view.changesChanged',
      'view.changesMoved',
    ],
  },
  {
    menu: 'changeAttributes',
    entries: ['view.changesSecurity', 'view.changesClass', 'view.changesFlags', 'view.changesTime'],
  },
  { menu: 'changesSince', entries: ['view.changesSaved', 'view.changesOpened'] },
]

/** The menu bar. */
export const MENU_BAR: readonly Menu[] = [
  {
    menu: 'file',
    entries: [
      'file.open',
      'file.newHive',
      'file.openSample',
      '-',
      'file.save',
      'file.saveAs',
      'file.saveReport',
      'file.original',
      '-',
      'file.import',
      'file.export',
      'file.merge',
      '-',
      'file.print',
      '-',
      'file.close',
    ],
  },
  {
    menu: 'edit',
    entries: [
      'edit.undo',
      'edit.redo',
      '-',
      'edit.modify',
      'edit.modifyBinary',
      'edit.changeType',
      '-',
      NEW_MENU,
      '-',
      'edit.delete',
      'edit.rename',
      '-',
      'edit.cut',
      'edit.copy',
      'edit.copyReg',
      'edit.paste',
      'edit.pasteSpecial',
      'edit.duplicate',
      '-',
      'edit.copyKeyName',
      'edit.copyKeyNameRaw',
      COPY_PATH_MENU,
      'edit.copyValueName',
      'edit.copyValueNameRaw',
      '-',
      'edit.find',
      'edit.findNext',
      'edit.findPrevious',
      'edit.findAll',
      'edit.replace',
      '-',
      'edit.permissions',
      'edit.copyPermissions',
      'edit.pastePermissions',
      'edit.properties',
      '-',
      'edit.keepTimes',
      'edit.lock',
    ],
  },
  {
    menu: 'view',
    entries: [
      'view.statusBar',
      'view.details',
      'view.problems',
      'view.results',
      'view.changes',
      'view.history',
      'view.timeline',
      'view.sizes',
      'view.technical',
      'view.cells',
      'view.enlargePanel',
      'view.split',
      'view.sideBySide',
      'view.secondPlace',
      '-',
      {
        menu: 'keys',
        entries: [
          'view.keyTimes',
          '-',
          'view.keysStored',
          'view.keysNatural',
          'view.keysNewest',
          'view.keysOldest',
        ],
      },
      { menu: 'columns', entries: COLUMN_ENTRIES },
      { menu: 'theme', entries: ['view.themeSystem', 'view.themeLight', 'view.themeDark'] },
      { menu: 'times', entries: ['view.timesUtc', 'view.timesLocal'] },
      'view.pathInAddress',
      'view.resetLayout',
      '-',
      'go.back',
      'go.forward',
      'go.up',
      'go.siblings',
      'go.address',
      'go.linkTarget',
      'view.filter',
      '-',
      'view.palette',
    ],
  },
  {
    menu: 'favorites',
    entries: [
      'favorites.add',
      'favorites.organize',
      { menu: 'removeFavorite', entries: [{ list: 'remove-favorites' }] },
      '-',
      { list: 'favorites' },
    ],
  },
  {
    menu: 'tools',
    entries: ['tools.check', 'tools.information', '-', 'tools.logs', 'edit.allow', 'tools.convert'],
  },
  { menu: 'help', entries: ['help.shortcuts', 'help.privacy', '-', 'help.licences', 'help.about'] },
]

/**
 * The context menus, which the right mouse button, Shift+F10 and the Menu key open. Ins opens those
 * for creating a key or value.
 */
export const CONTEXT_MENUS: Readonly<Record<ContextMenu['kind'], readonly MenuEntry[]>> = {
  tree: [
    'tree.expand',
    'tree.collapse',
    'tree.expandAll',
    'go.linkTarget',
    '-',
    NEW_MENU,
    'edit.find',
    '-',
    'edit.delete',
    'edit.rename',
    '-',
    'edit.cut',
    'edit.copy',
    'edit.copyReg',
    'edit.paste',
    'edit.pasteSpecial',
    'edit.duplicate',
    '-',
    'edit.copyKeyName',
    'edit.copyKeyNameRaw',
    COPY_PATH_MENU,
    'file.export',
    'favorites.add',
    '-',
    'view.cells',
    'edit.permissions',
    'edit.copyPermissions',
    'edit.pastePermissions',
    'edit.properties',
  ],
  grid: [
    'edit.modify',
    'edit.modifyBinary',
    'edit.changeType',
    '-',
    'edit.delete',
    'edit.rename',
    '-',
    'edit.cut',
    'edit.copy',
    'edit.copyReg',
    'edit.paste',
    'edit.duplicate',
    '-',
    'edit.copyValueName',
    'edit.copyValueNameRaw',
    'edit.copyKeyName',
    '-',
    'view.cells',
  ],
  columns: COLUMN_ENTRIES,
  sizes: ['edit.goToSizeKey', '-', 'view.sizeIn', 'view.sizeOut'],
  timeline: ['edit.goToTimelineKey', '-', 'file.exportTimeline'],
  history: ['edit.goToStep', '-', 'edit.undo', 'edit.redo'],
  replacements: [
    'edit.goToResult',
    '-',
    'edit.toggleReplace',
    'edit.applyReplace',
    '-',
    'edit.copyResultPath',
  ],
  results: [
    'edit.goToResult',
    '-',
    'edit.deleteResults',
    '-',
    'edit.copyResult',
    'edit.copyResultPath',
    'edit.copyResultReg',
    'edit.copyResults',
    '-',
    'edit.filterResults',
    EXPORT_RESULTS,
  ],
  changes: [
    'edit.goToChange',
    'edit.revertChanges',
    'edit.copyChanges',
    '-',
    'edit.revertAllChanges',
    'file.exportChanges',
    'file.exportInverse',
    'file.reportChanges',
    '-',
    ...CHANGES_OPTIONS,
  ],
  'changes-options': [
    'edit.revertAllChanges',
    'file.exportChanges',
    'file.exportInverse',
    'file.reportChanges',
    '-',
    ...CHANGES_OPTIONS,
  ],
  'tree-new': NEW_MENU.entries,
  'grid-new': NEW_MENU.entries,
  'grid-empty': [NEW_MENU, '-', 'edit.paste', 'edit.copyKeyName', 'edit.properties'],
}
