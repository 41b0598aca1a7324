/**
 * The actions and observations of a story, by roles and names (interface.md 4), independent of how
 * the page is built. `PageDriver` drives Chromium; another browser engine needs another class, not
 * other stories.
 */

/** A row of the key tree. */
export interface KeySeen {
  readonly name: string
  readonly level: number
  /** Position among its siblings, from 1, and their number. */
  readonly at: number
  readonly of: number
  /** null when it has no subkeys. */
  readonly expanded: boolean | null
  readonly selected: boolean
}

/** A row of the value grid, as text. */
export interface ValueSeen {
  readonly name: string
  readonly type: string
  readonly data: string
  readonly size: string
}

export interface TabSeen {
  readonly name: string
  readonly selected: boolean
}

/** A file that is given to the page without being on disk. */
export interface FileGiven {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A saved hive as it reached the disk. */
export interface Download {
  readonly name: string
  readonly path: string
}

export interface Driver {
  /** Loads the page and waits until it can be used. */
  load(): Promise<void>
  /** Puts files on disk into the file input. */
  choose(...paths: readonly string[]): Promise<void>
  /** Puts hives into the file input, and waits until each has its tab. */
  open(...paths: readonly string[]): Promise<void>
  /** Waits until a hive of this name can be browsed. */
  opened(name: string): Promise<void>
  /** Drags files on disk over the window and drops them. */
  drop(...paths: readonly string[]): Promise<void>
  /** Drops files that are not on disk. */
  dropFiles(...files: readonly FileGiven[]): Promise<void>

  /** Presses a key or chord, `Control+S`, where the focus is. */
  press(...keys: readonly string[]): Promise<void>
  /** Types text where the focus is. */
  type(text: string): Promise<void>
  /** Picks an item of the menu bar. */
  menu(...titles: readonly string[]): Promise<void>
  /** Puts the focus into the tree or the values. */
  focus(pane: 'Keys' | 'Values'): Promise<void>
  /** Goes to a key through the address bar; waits until it is selected. */
  goTo(path: string): Promise<void>
  /** Selects a value by a click on it. */
  selectValue(name: string): Promise<void>
  /** Opens the editor of a value by a double click. */
  openEditor(name: string): Promise<void>
  /** Types into the field of the open editor and presses OK. */
  submit(data: string): Promise<void>
  /** Ctrl+S, and the download that follows. */
  save(): Promise<Download>

  title(): Promise<string>
  tabs(): Promise<readonly TabSeen[]>
  address(): Promise<string>
  /** The rows of the tree that are drawn, in order. */
  keys(): Promise<readonly KeySeen[]>
  /** The rows of the grid that are drawn, in order. */
  values(): Promise<readonly ValueSeen[]>
  /** The key that is selected, null when it is not drawn. */
  selectedKey(): Promise<KeySeen | null>
  /** Names of the selected values that are drawn. */
  selectedValues(): Promise<readonly string[]>
  /** Texts of the alerts on screen. */
  alerts(): Promise<readonly string[]>
  /** Texts of the news on screen. */
  news(): Promise<readonly string[]>
  /** The focused element by role and name; `body` when none is focused. */
  focused(): Promise<string>
}
