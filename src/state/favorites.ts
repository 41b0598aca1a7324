/** Going to favorites. A favorite names a kind of hive and works in every hive of that kind. */

import { readRelativePath, spellRelativePath } from '../bytes/spelling.ts'
import type { KeyDetails } from '../worker/protocol.ts'
import { registryPath } from './copying.ts'
import { activate, useDocuments } from './documents.ts'
import { focusPane } from './focus.ts'
import { goTo } from './navigation.ts'
import { isSameHive } from './places.ts'
import type { Favorite } from './settings.ts'

/**
 * The open document that a favorite leads to: the one on screen if it is of that kind, otherwise
 * the first that is.
 */
export function documentFor(favorite: Favorite) {
  const { docs, active } = useDocuments.getState()
  const fitting = docs.filter((doc) => doc.info.kind === favorite.kind)
  return fitting.find(({ info }) => active !== null && isSameHive(info.doc, active)) ?? fitting[0]
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
