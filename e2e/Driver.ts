/**
 * What a story does to the page and sees of it: roles and names (interface.md 4), nothing of how the
 * page is built. `PageDriver` drives Chromium; another engine needs another class, not other stories.
 */

/** A row of the key tree. */
export interface KeySeen {
  readonly name: string
  readonly level: number
  /** Place among its siblings, from 1, and how many there are. */
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

/** A file given to the page without being on disk. */
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
  /** Gives the file input files on disk. */
  choose(...paths: readonly string[]): Promise<void>
  /** The same with hives, and waits until each has its tab. */
  open(...paths: readonly string[]): Promise<void>
  /** Waits until a hive of this name can be browsed. */
  opened(name: string): Promise<void>
  /** Drags files on disk over the window and drops them. */
  drop(...paths: readonly string[]): Promise<void>
  /** Drops files that no disk has. */
  dropFiles(...files: readonly FileGiven[]): Promise<void>

  /** Presses a key or chord, `Control+S`, where the focus is. */
  press(...keys: readonly string[]): Promise<void>
  /** Types text where the focus is. */
  type(text: string): Promise<void>
  /** Picks an item of the menu bar. */
  menu(...titles: readonly string[]): Promise<void>
  /** Puts the focus into the tree or the values. */
  focus(pane: 'Keys' | 'Values'): Promise<void>
  /** Goes to a key through the address; waits until it is selected. */
  goTo(path: string): Promise<void>
  /** Selects a value by a click on it. */
  selectValue(name: string): Promise<void>
  /** Opens the editor of a value by a double click. */
  openEditor(name: string): Promise<void>
  /** Types into the field of the open editor and says OK. */
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
  /** Where the focus is: a role and a name, `body` when it is nowhere. */
  focused(): Promise<string>
}
