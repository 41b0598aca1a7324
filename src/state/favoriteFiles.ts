/** Favorites in files: exported and imported here, and those that regedit keeps. */

import { HiveError } from '../errors.ts'
import { downloadBlob } from '../platform/save.ts'
import {
  FAVORITES_FILE,
  importedFavoritesText,
  noFavoritesInText,
  notFavoritesText,
} from '../text/favorites.ts'
import type { DocId, RegeditFavorites } from '../worker/protocol.ts'
import { titleOf, useDocuments } from './documents.ts'
import { engine } from './engine.ts'
import { favoritePath } from './favorites.ts'
import { needsNoMessage, notify, showError } from './notices.ts'
import { addFavorites, type Favorite, readFavorites, useSettings } from './settings.ts'

/** Downloads all favorites as a file that can be imported again. */
export function exportFavorites(): void {
  const { favorites } = useSettings.getState()
  const blob = new Blob([`${JSON.stringify({ favorites }, null, 2)}\n`])
  downloadBlob(blob, FAVORITES_FILE)
}

/** The most bytes of a file of favorites. */
const MOST_BYTES = 1 << 20

/**
 * Adds the favorites of a file, and says how many there were: one that was exported here, or .reg text of the favorites
 * of regedit.
 */
export async function importFavorites(file: File): Promise<void> {
  const exported = file.size > MOST_BYTES ? null : favoritesIn(await file.text())
  if (exported !== null) {
    add(exported, 0)
    return
  }
  try {
    const found = await engine().favoritesInText({ name: file.name, file })
    if (found === null) sayNone(notFavoritesText(file.name))
    else addOfRegedit(found)
  } catch (error) {
    // A file of another kind is no .reg text either.
    if (error instanceof HiveError && error.code === 'bad-text') {
      sayNone(notFavoritesText(file.name))
    } else showError(error, file.name)
  }
}

/** The open hive of a user whose favorites can be added: the one on screen, or else the first. */
export function userHive() {
  const { docs, active } = useDocuments.getState()
  const users = docs.filter(({ info }) => info.kind === 'NTUSER')
  return users.find(({ info }) => info.doc === active) ?? users[0]
}

/** Adds the favorites that regedit keeps in the hive of a user, and says how many there were. */
export async function takeFavorites(doc: DocId): Promise<void> {
  try {
    const found = await engine().favoritesInHive({ doc })
    if (found.favorites.length + found.others === 0) sayNone(noFavoritesInText(titleOf(doc)))
    else addOfRegedit(found)
  } catch (error) {
    if (!needsNoMessage(error)) showError(error, titleOf(doc), { doc })
  }
}

function addOfRegedit({ favorites, others }: RegeditFavorites): void {
  add(
    favorites.map(({ name, kind, path }) => ({ name, kind, path: favoritePath(path), note: '' })),
    others,
  )
}

function add(favorites: readonly Favorite[], others: number): void {
  const text = importedFavoritesText(addFavorites(favorites), favorites.length, others)
  notify({ kind: 'status', text, topic: 'favorites' })
}

function sayNone(text: string): void {
  notify({ kind: 'alert', text, topic: 'favorites' })
}

function favoritesIn(text: string): readonly Favorite[] | null {
  try {
    const value: unknown = JSON.parse(text)
    const list: unknown =
      typeof value === 'object' && value !== null ? Reflect.get(value, 'favorites') : null
    return Array.isArray(list) ? readFavorites(list) : null
  } catch {
    return null
  }
}
