/** Going to favorites. A favorite names a kind of hive and works in every hive of that kind. */

import { readRelativePath, spellRelativePath } from '../bytes/spelling.ts'
import { downloadBlob } from '../platform/save.ts'
import { FAVORITES_FILE, importedFavoritesText, notFavoritesText } from '../text/dialogs.ts'
import type { KeyDetails } from '../worker/protocol.ts'
import { registryPath } from './copying.ts'
import { activate, useDocuments } from './documents.ts'
import { focusPane } from './focus.ts'
import { goTo } from './navigation.ts'
import { notify } from './notices.ts'
import { addFavorites, type Favorite, readFavorites, useSettings } from './settings.ts'

/**
 * The open document that a favorite leads to: the one on screen if it is of that kind, otherwise
 * the first that is.
 */
export function documentFor(favorite: Favorite) {
  const { docs, active } = useDocuments.getState()
  const fitting = docs.filter((doc) => doc.info.kind === favorite.kind)
  return fitting.find((doc) => doc.info.doc === active) ?? fitting[0]
}

/** Downloads all favorites as a file that can be imported again. */
export function exportFavorites(): void {
  const { favorites } = useSettings.getState()
  const blob = new Blob([`${JSON.stringify({ favorites }, null, 2)}\n`])
  downloadBlob(blob, FAVORITES_FILE)
}

/** The most bytes of a file of favorites. */
const MOST_BYTES = 1 << 20

/** Adds the favorites of an exported file, and says how many there were. */
export async function importFavorites(file: File): Promise<void> {
  const found = file.size > MOST_BYTES ? null : favoritesIn(await file.text())
  if (found === null)
    notify({ kind: 'alert', text: notFavoritesText(file.name), topic: 'favorites' })
  else {
    const added = addFavorites(found)
    notify({ kind: 'status', text: importedFavoritesText(added, found.length), topic: 'favorites' })
  }
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

/** The path that a favorite of a key stores. */
export function favoritePath(path: KeyDetails['path']): string {
  return spellRelativePath(path)
}

/** Shows the key of a favorite. */
export async function goToFavorite(favorite: Favorite): Promise<void> {
  const doc = documentFor(favorite)
  if (!doc) return
  activate(doc.info.doc)
  await goTo(doc.info.doc, registryPath(doc.info.prefix, readRelativePath(favorite.path)))
  focusPane('tree')
}
