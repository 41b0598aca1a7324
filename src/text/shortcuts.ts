/** The shortcut sheet. The keys of commands are theirs; those that a pane handles itself are here. */

export const SHEET = {
  title: 'Keyboard Shortcuts',
  tabs: 'Go to an open hive by the position of its tab',
} as const

/** The headings over the keys of commands, by the first word of their ids. */
export const SHEET_GROUPS = {
  file: 'Files',
  edit: 'Editing',
  go: 'Moving around',
  view: 'Window',
  help: 'Help',
} as const

interface PaneKeys {
  readonly title: string
  readonly keys: readonly (readonly [keys: readonly string[], action: string])[]
}

/** The keys that panes and dialogs handle themselves. */
export const PANE_KEYS: readonly PaneKeys[] = [
  {
    title: 'In keys, values and other lists',
    keys: [
      [['Up', 'Down'], 'Previous or next row'],
      [['Home', 'End'], 'First or last row'],
      [['Page Up', 'Page Down'], 'One page up or down'],
      [['Type letters'], 'Jump to the next name that starts with them'],
      [['Shift+Up', 'Shift+Down'], 'Extend the selection'],
      [['Ctrl+Up', 'Ctrl+Down'], 'Move without selecting'],
      [['Ctrl+Space'], 'Select the row, or leave it out'],
      [['Ctrl+A'], 'Select all'],
      [['Shift+F10', 'Menu'], 'Context menu'],
      [['Esc'], 'Dismiss the newest notice'],
    ],
  },
  {
    title: 'In the keys',
    keys: [
      [['Right'], 'Expand the key; again: go to its first subkey'],
      [['Left'], 'Collapse the key; again: go to its parent'],
      [['Enter'], 'Expand or collapse the key'],
      [['+'], 'Expand the key'],
      [['-'], 'Collapse the key'],
      [['*'], 'Expand everything below the key'],
      [['Ins'], 'New key or value'],
    ],
  },
  {
    title: 'In the values',
    keys: [
      [['Right', 'Left'], 'Go through the cells of the row'],
      [['Ins'], 'New value or key'],
    ],
  },
  {
    title: 'On a column header',
    keys: [
      [['Left', 'Right'], 'Previous or next header'],
      [['Enter'], 'Sort'],
      [['Shift+Left', 'Shift+Right'], 'Make the column narrower or wider'],
      [['Shift+Enter'], 'Fit the width to the contents'],
      [['Ctrl+Left', 'Ctrl+Right'], 'Move the column'],
      [['Down'], 'Go to the rows'],
    ],
  },
  {
    title: 'On a splitter (with Tab, after all panes)',
    keys: [
      [['Arrows'], 'Move it'],
      [['Enter'], 'Hide or show its pane'],
    ],
  },
  {
    title: 'In Find',
    keys: [
      [['Enter'], 'Find next'],
      [['Shift+Enter'], 'Find previous'],
      [['Ctrl+Enter'], 'Find all'],
      [['Up', 'Down'], 'Earlier or later searches'],
      [['Ctrl+F'], 'Search this page with the browser'],
      [['Esc'], 'Stop the search; again: close Find'],
      [['Enter'], 'In Replace with: list what would be replaced'],
    ],
  },
  {
    title: 'In the search results',
    keys: [
      [['Enter'], 'Go to the place'],
      [['Del'], 'Delete the selected keys and values'],
      [['Ctrl+C'], 'Copy the selected rows'],
      [['Ctrl+Shift+C'], 'Copy their paths'],
      [['/'], 'Filter them'],
      [['Space'], 'Leave the selected replacements out, or take them in again'],
      [['Esc'], 'Stop the search'],
    ],
  },
  {
    title: 'In the history and the changes',
    keys: [
      [['Enter'], 'Go to the step, or to the place of the change'],
      [['Del'], 'Revert the selected changes'],
      [['Ctrl+C'], 'Copy the selected changes'],
    ],
  },
  {
    title: 'In the problems and the deleted items',
    keys: [
      [['Enter'], 'Go to the problem, or restore the selected items'],
      [['Ctrl+Enter'], 'Show the problem in the technical view'],
      [['/'], 'Filter the deleted items'],
    ],
  },
  {
    title: 'In the differences',
    keys: [
      [['Right', 'Left'], 'Expand or collapse a key; then go through the cells'],
      [['Enter'], 'Go to the place in this hive'],
      [['Ctrl+Shift+Left', 'Ctrl+Shift+Right'], 'Take the selected ones to the left or right'],
      [['Ctrl+C'], 'Copy the selected ones'],
      [['/'], 'Filter them'],
      [['*'], 'Expand all'],
      [['Esc'], 'Stop comparing'],
    ],
  },
  {
    title: 'In the technical view',
    keys: [
      [['Enter'], 'Open a bin or a cell; follow a reference'],
      [['Backspace'], 'Go up to the cells, to the file'],
      [['Ctrl+G'], 'Go to an offset'],
      [['Enter'], 'In the bytes: go to the field that the byte is in'],
    ],
  },
  {
    title: 'In a picture',
    keys: [
      [['Left', 'Right'], 'Previous or next bar, part or square'],
      [['+', '-'], 'Zoom in or out'],
      [['Backspace'], 'Zoom out, or go to the key above'],
      [['Shift+Left', 'Shift+Right'], 'In the timeline: make the span longer or shorter'],
      [['Ctrl+Left', 'Ctrl+Right'], 'In the timeline: move the span'],
    ],
  },
  {
    title: 'In the hex editor',
    keys: [
      [['Ins'], 'Insert or overwrite'],
      [['Ctrl+Left', 'Ctrl+Right'], 'Previous or next byte'],
      [['Ctrl+G'], 'Go to an offset'],
      [['Ctrl+F'], 'Find bytes or text'],
      [['F3', 'Shift+F3'], 'Find the next or previous'],
    ],
  },
  {
    title: 'In a dialog',
    keys: [
      [['Ctrl+Enter'], 'OK'],
      [['Esc'], 'Cancel'],
    ],
  },
]
