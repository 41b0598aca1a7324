/** Titles of commands, menus and the shortcut sheet. Names are regedit's where regedit has them. */

/** Menu titles by command id. Every command has one; a test checks it. */
export const COMMAND_TITLES = {
  'file.open': 'Open…',
  'file.openSample': 'Open Sample Hive',
  'file.newHive': 'New Empty Hive',
  'file.save': 'Save',
  'file.saveAs': 'Save As…',
  'file.original': 'Download Original',
  'file.close': 'Close',
  'edit.undo': 'Undo',
  'edit.redo': 'Redo',
  'edit.modify': 'Modify…',
  'edit.modifyBinary': 'Modify Binary Data…',
  'edit.newKey': 'Key',
  'edit.newString': 'String Value',
  'edit.newBinary': 'Binary Value',
  'edit.newDword': 'DWORD (32-bit) Value',
  'edit.newQword': 'QWORD (64-bit) Value',
  'edit.newMultiString': 'Multi-String Value',
  'edit.newExpandString': 'Expandable String Value',
  'edit.delete': 'Delete',
  'edit.rename': 'Rename',
  'edit.copy': 'Copy',
  'edit.copyKeyName': 'Copy Key Name',
  'edit.copyKeyNameRaw': 'Copy Key Name (Raw)',
  'edit.copyValueName': 'Copy Value Name',
  'edit.copyValueNameRaw': 'Copy Value Name (Raw)',
  'edit.properties': 'Key Properties…',
  'edit.lock': 'Lock Against Changes',
  'edit.allow': 'Edit Without Logs',
  'tools.logs': 'Transaction Logs…',
  'tools.convert': 'Convert to Version 1.3…',
  'view.statusBar': 'Status Bar',
  'view.details': 'Details Pane',
  'view.problems': 'Problems Panel',
  'view.changes': 'Unsaved Changes…',
  'view.themeSystem': 'System',
  'view.themeLight': 'Light',
  'view.themeDark': 'Dark',
  'view.split': 'Split',
  'view.resetLayout': 'Reset Layout',
  'view.palette': 'Command Palette…',
  'go.back': 'Back',
  'go.forward': 'Forward',
  'go.up': 'Up One Level',
  'go.address': 'Go to Key…',
  'go.nextPane': 'Next Pane',
  'go.previousPane': 'Previous Pane',
  'go.menuBar': 'Menu Bar',
  'go.tab1': 'First Hive',
  'go.tab2': 'Second Hive',
  'go.tab3': 'Third Hive',
  'go.tab4': 'Fourth Hive',
  'go.tab5': 'Fifth Hive',
  'go.tab6': 'Sixth Hive',
  'go.tab7': 'Seventh Hive',
  'go.tab8': 'Eighth Hive',
  'go.tab9': 'Ninth Hive',
  'tree.expand': 'Expand',
  'tree.collapse': 'Collapse',
  'tree.expandAll': 'Expand All Below',
  'favorites.add': 'Add to Favorites…',
  'tools.check': 'Check Hive',
  'tools.information': 'Hive Information…',
  'help.shortcuts': 'Keyboard Shortcuts',
  'help.privacy': 'Privacy…',
  'help.licences': 'Licences…',
  'help.about': 'About Propolis',
} as const

export type CommandId = keyof typeof COMMAND_TITLES

/** A clearer title where the menu around the command is missing: palette and sheet. */
export const FULL_TITLES: Partial<Readonly<Record<CommandId, string>>> = {
  'file.close': 'Close Hive',
  'file.original': 'Download Original File',
  'edit.lock': 'Lock or Unlock Hive',
  'view.split': 'Split Between Keys and Values',
  'edit.newKey': 'New Key',
  'edit.newString': 'New String Value',
  'edit.newBinary': 'New Binary Value',
  'edit.newDword': 'New DWORD (32-bit) Value',
  'edit.newQword': 'New QWORD (64-bit) Value',
  'edit.newMultiString': 'New Multi-String Value',
  'edit.newExpandString': 'New Expandable String Value',
  'view.statusBar': 'Show or Hide Status Bar',
  'view.details': 'Show or Hide Details Pane',
  'view.problems': 'Show or Hide Problems Panel',
  'view.themeSystem': 'Theme: System',
  'view.themeLight': 'Theme: Light',
  'view.themeDark': 'Theme: Dark',
  'go.tab1': 'Go to First Hive',
  'go.tab2': 'Go to Second Hive',
  'go.tab3': 'Go to Third Hive',
  'go.tab4': 'Go to Fourth Hive',
  'go.tab5': 'Go to Fifth Hive',
  'go.tab6': 'Go to Sixth Hive',
  'go.tab7': 'Go to Seventh Hive',
  'go.tab8': 'Go to Eighth Hive',
  'go.tab9': 'Go to Ninth Hive',
  'tree.expand': 'Expand Key',
  'tree.collapse': 'Collapse Key',
  'tree.expandAll': 'Expand All Below Key',
}

export const MENU_TITLES = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  favorites: 'Favorites',
  tools: 'Tools',
  help: 'Help',
  new: 'New',
  theme: 'Theme',
  removeFavorite: 'Remove Favorite',
} as const

export type MenuId = keyof typeof MENU_TITLES

export const MENU_TEXT = {
  menuBar: 'Menu',
  noFavorites: 'No favorites yet',
  treeMenu: 'Key menu',
  gridMenu: 'Value menu',
} as const

/** Name of a new hive's tab and file. */
export const NEW_HIVE_NAME = 'New hive'

/** Groups of the shortcut sheet. */
export const SHEET_GROUPS = {
  file: 'Files',
  edit: 'Editing',
  go: 'Moving around',
  view: 'Window',
  help: 'Help',
} as const

/** Keys the panes answer themselves, for the sheet. */
export const PANE_KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['Up', 'Down'], 'Previous, next row'],
  [['Home', 'End'], 'First, last row'],
  [['Page Up', 'Page Down'], 'A screen up, down'],
  [['Right'], 'Open a key; then its first subkey'],
  [['Left'], 'Close a key; then its parent'],
  [['+', '-'], 'Open, close a key'],
  [['*'], 'Open everything below a key'],
  [['Letters'], 'Jump to the next key of that name'],
  [['Shift+Up', 'Shift+Down'], 'Extend the selection of values'],
  [['Ctrl+A'], 'Select all values'],
  [['Ins'], 'New value or key'],
  [['Left', 'Right'], 'On a column header: go to the next one'],
  [['Enter'], 'On a column header: sort'],
  [['Shift+Left', 'Shift+Right'], 'On a column header: make the column narrower or wider'],
  [['Shift+Enter'], 'On a column header: fit the column to its text'],
  [['Down'], 'On a column header: go to the rows'],
  [['Arrows'], 'On a splitter (after all panes): move it'],
  [['Enter'], 'On a splitter: hide its pane; again: show it'],
  [['Shift+F10', 'Menu'], 'Context menu'],
  [['Esc'], 'Dismiss the newest notice'],
]

/** Keys of regedit that do nothing here yet, and what pressing them again does. */
export const NOT_YET = {
  find: {
    text: 'Searching the hive is not possible yet.',
    again: (key: string) => `Press ${key} again to search what is on screen with the browser.`,
  },
  findNext: {
    text: 'Searching the hive is not possible yet.',
    again: (key: string) => `Press ${key} again to use the browser’s own search.`,
  },
  print: {
    text: 'Printing a key is not possible yet.',
    again: (key: string) => `Press ${key} again to print this page as it is on screen.`,
  },
  refresh: {
    text: 'Nothing to refresh: the screen shows the hive as it is now.',
    again: (key: string) => `Press ${key} again to reload the page, which closes the open hives.`,
  },
} as const

export const SHEET = {
  title: 'Keyboard Shortcuts',
  panes: 'In the tree and the values',
  tabs: 'Go to a hive by its tab',
} as const

export const PALETTE = {
  label: 'Go to key or command',
  list: 'Commands',
  goTo: 'Go to key',
  none: 'No command of that name. Type a key path to go there.',
} as const
