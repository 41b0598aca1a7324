/** Going to favorites: a favorite names a kind of hive, so it works in every hive of that kind. */

import { activate, useDocuments } from './documents.ts'
import { focusPane } from './focus.ts'
import { goTo } from './navigation.ts'
import type { Favorite } from './settings.ts'

/** The open document a favorite leads to: the one on screen if it fits, else the first that does. */
export function documentFor(favorite: Favorite) {
  const { docs, active } = useDocuments.getState()
  const fitting = docs.filter((doc) => doc.info.kind === favorite.kind)
  return fitting.find((doc) => doc.info.doc === active) ?? fitting[0]
}

/** Shows the key of a favorite. */
export async function goToFavorite(favorite: Favorite): Promise<void> {
  const doc = documentFor(favorite)
  if (!doc) return
  activate(doc.info.doc)
  await goTo(doc.info.doc, [doc.info.prefix, favorite.path].filter(Boolean).join('\\'))
  focusPane('tree')
}
