/**
 * What the page shows of the files that were opened last. The list is read and changed by `recentFiles.ts`, which is
 * loaded after the first screen.
 */

import { create } from 'zustand'
import type { RecentFile } from '../platform/recentFiles.ts'

export type { RecentFile }

interface Recent {
  readonly files: readonly RecentFile[]
  /** Those that this tab had open when it was reloaded, or when the browser was closed. */
  readonly wereOpen: readonly RecentFile[]
}

export const useRecentFiles = create<Recent>(() => ({ files: [], wereOpen: [] }))
