/** What favorites are called, and why a key cannot be one. */

import type { HiveKind } from '../worker/protocol.ts'
import { kindText } from './page.ts'
import { markedText } from './visibleText.ts'

/** Why a key cannot be a favorite. */
export const FAVORITE_TOO_LONG =
  'The path of this key is too long for a favorite. Use Copy Key Name to copy the full path.'

/** The title of a favorite: the kind of hive, and the path in it. */
export function favoriteTitle(kind: HiveKind, path: string): string {
  return `${kindText(kind)}: ${path === '' ? 'the root' : markedText(path)}`
}
