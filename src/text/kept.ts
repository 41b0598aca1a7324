/** What the page keeps on this device. */

import { counted } from './counted.ts'

/** The names of things that are kept. */
export const KEPT = {
  settings: 'Settings',
  favorites: (count: number) => counted(count, 'favorite'),
  'recent-files': (count: number) => `The places of ${counted(count, 'recent file')}`,
  page: 'The page itself, so that it works offline',
} as const
