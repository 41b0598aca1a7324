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
  settings: 'how the page looks and works',
  favorites: 'paths of keys',
  'recent-files': 'a recent file, to be opened again',
  page: 'its files',
  edits: 'unsaved edits',
} as const
