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
  'edit.find': 'Find…',
  'edit.findNext': 'Find Next',
  'edit.findPrevious': 'Find Previous',
  'edit.findAll': 'Find All',
  'edit.goToResult': 'Go to Result',
  'edit.copyResultPath': 'Copy Path of Result',
  'edit.copyResult': 'Copy Result',
  'edit.copyResults': 'Copy All Results',
  'edit.properties': 'Key Properties…',
  'edit.lock': 'Lock Against Changes',
  'edit.allow': 'Edit Without Logs',
  'tools.logs': 'Transaction Logs…',
  'tools.convert': 'Convert to Version 1.3…',
  'view.statusBar': 'Status Bar',
  'view.details': 'Details Pane',
  'view.problems': 'Problems Panel',
  'view.results': 'Search Results',
  'view.changes': 'Unsaved Changes…',
  'view.themeSystem': 'System',
  'view.themeLight': 'Light',
  'view.themeDark': 'Dark',
  'view.timesUtc': 'UTC',
  'view.timesLocal': 'Local Time',
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

/** Longer titles for the palette and the shortcut sheet, where no menu gives the context. */
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
  'view.results': 'Show or Hide Search Results',
  'view.themeSystem': 'Theme: System',
  'view.themeLight': 'Theme: Light',
  'view.themeDark': 'Theme: Dark',
  'view.timesUtc': 'Show Times in UTC',
  'view.timesLocal': 'Show Times in Local Time',
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
  times: 'Times',
  removeFavorite: 'Remove Favorite',
} as const

export type MenuId = keyof typeof MENU_TITLES

export const MENU_TEXT = {
  menuBar: 'Menu',
  noFavorites: 'No favorites yet',
  treeMenu: 'Key menu',
  gridMenu: 'Value menu',
  resultsMenu: 'Result menu',
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

/** Keys that the panes handle themselves, for the shortcut sheet. */
export const PANE_KEYS: readonly (readonly [keys: readonly string[], action: string])[] = [
  [['Up', 'Down'], 'Previous or next row'],
  [['Home', 'End'], 'First or last row'],
  [['Page Up', 'Page Down'], 'One page up or down'],
  [['Right'], 'Expand a key; again: go to its first subkey'],
  [['Left'], 'Collapse a key; again: go to its parent'],
  [['+', '-'], 'Expand or collapse a key'],
  [['*'], 'Expand everything below a key'],
  [['Type letters'], 'Jump to the next name that starts with them'],
  [['Shift+Up', 'Shift+Down'], 'Extend the selection of values'],
  [['Ctrl+A'], 'Select all values'],
  [['Ins'], 'New value or key'],
  [['Left', 'Right'], 'On a column header: go to the previous or next one'],
  [['Enter'], 'On a column header: sort'],
  [['Shift+Left', 'Shift+Right'], 'On a column header: make the column narrower or wider'],
  [['Shift+Enter'], 'On a column header: fit the width to the contents'],
  [['Down'], 'On a column header: go to the rows'],
  [['Arrows'], 'On a splitter (after all panes): move it'],
  [['Enter'], 'On a splitter: hide or show its pane'],
  [['Shift+F10', 'Menu'], 'Context menu'],
  [['Esc'], 'Dismiss the newest notice'],
]

/** The keys of Find and of the search results, for the shortcut sheet. */
export const FIND_KEYS: readonly (readonly [keys: readonly string[], action: string])[] = [
  [['Enter'], 'In Find what: find next'],
  [['Shift+Enter'], 'In Find what: find previous'],
  [['Ctrl+Enter'], 'In Find what: find all'],
  [['Ctrl+F'], 'In Find what: search this page with the browser'],
  [['Esc'], 'Stop the search; again: close Find'],
  [['Enter'], 'In the search results: go to the place'],
  [['Ctrl+C'], 'In the search results: copy the row'],
  [['Ctrl+Shift+C'], 'In the search results: copy the path'],
  [['Esc'], 'In the search results: stop the search'],
]

/** Keys of regedit that do nothing here yet, and what pressing them a second time does. */
export const NOT_YET = {
  print: {
    text: 'Propolis cannot print a key yet.',
    again: (key: string) => `Press ${key} again to print this page as shown.`,
  },
  refresh: {
    text: 'Nothing to refresh: the page always shows the current state of the hive.',
    again: (key: string) => `Press ${key} again to reload the page, which closes the open hives.`,
  },
} as const

export const SHEET = {
  title: 'Keyboard Shortcuts',
  panes: 'In the key tree and the value list',
  find: 'In Find and the search results',
  tabs: 'Go to an open hive by the position of its tab',
} as const

export const PALETTE = {
  label: 'Go to key or command',
  list: 'Commands',
  goTo: 'Go to key',
  none: 'No matching command. Type a key path to go to that key.',
} as const
