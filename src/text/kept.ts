/** What the page keeps on this device. */

import { counted } from './counted.ts'

/** The names of things that are kept. */
export const KEPT = {
  settings: 'Settings',
  favorites: (count: number) => counted(count, 'favorite'),
  page: 'The page itself, so that it works offline',
} as const

/** The kinds of things that are kept. */
export const KEPT_KINDS = {
  settings: 'settings',
  favorites: 'favorites',
  'recent-files': 'a recent file: its name and the way to open it again',
  page: 'the page',
  edits: 'unsaved edits',
} as const
