/**
 * The parts of the page that the first screen does not need. They are loaded once it is drawn, or at their first use
 * if that comes before; offline they come from the cache like everything else.
 */

import { loadClipboard } from '../commands/clipboard.ts'
import { loadExchange } from '../commands/exchange.ts'
import { loadFiles } from '../commands/file.ts'
import type { Dialog } from '../state/dialogs.ts'
import { loadErrorWords } from '../state/errorWords.ts'
import type { DocId } from '../worker/protocol.ts'
import { addPart, LazyPart } from './common/lazyPart.tsx'
import type { MenuBarProps } from './frame/MenuBar.tsx'

/** What cut, copy and paste need. */
addPart(loadClipboard)

/** What saving, and searching archives and folders, need. */
addPart(loadFiles)

/** What errors are said with. */
addPart(loadErrorWords)

/** What import and export need. */
addPart(loadExchange)

interface HiveProps {
  readonly doc: DocId
}

/** The tabs and the toolbar, which there are while a hive is open. */
export const barsPart = new LazyPart<HiveProps>(
  async () => (await import('./frame/HiveWindow.tsx')).HiveBars,
)

/** The panes of an open hive. */
export const panesPart = new LazyPart<HiveProps>(
  async () => (await import('./frame/HiveWindow.tsx')).HivePanes,
)

/** The edits that can be resumed, on the page without hives. */
export const keptEditsPart = new LazyPart<object>(
  async () => (await import('./frame/KeptEditsList.tsx')).KeptEditsList,
)

/** The menus of the menu bar. */
export const menuPart = new LazyPart<MenuBarProps>(
  async () => (await import('./frame/MenuBar.tsx')).MenuBar,
)

/** The dialogs, the editors of values, and the command palette. */
export const dialogPart = new LazyPart<{ readonly dialog: Dialog }>(
  async () => (await import('./dialogs/DialogOf.tsx')).DialogOf,
)

/** The banner that offers a newer version of the page. */
export const updatePart = new LazyPart<object>(
  async () => (await import('./frame/UpdateBanner.tsx')).UpdateBanner,
)

/** Prepares what an open hive is drawn with, while its file is being read. */
export function preloadHive(): void {
  barsPart.preload()
  panesPart.preload()
}

/**
 * Makes the browser load its tables for numbers and for comparing texts (those that the address bar compares with).
 * It would take 30 ms of drawing a hive.
 */
export const LANGUAGE_TABLES: readonly (() => void)[] = [
  () => (0).toLocaleString('en'),
  () =>
    new Intl.Collator(undefined, { usage: 'search', sensitivity: 'base', ignorePunctuation: true }),
]
