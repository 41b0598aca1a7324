/** What is said of favorites in files. */

import { counted } from './counted.ts'
import { markedText } from './visibleText.ts'

/** The name of the file that favorites are exported to. */
export const FAVORITES_FILE = 'propolis-favorites.json'

/** What an import of favorites did. */
export function importedFavoritesText(added: number, all: number, others = 0): string {
  const kept = all - added
  const rest = kept === 0 ? '' : ` ${counted(kept, 'favorite')} of the file was there already.`
  const unknown = others === 0 ? '' : ` Left out, as no hive file has such keys: ${others}.`
  return `${counted(added, 'favorite')} added.${kept > 1 ? rest.replace(' was ', ' were ') : rest}${unknown}`
}

/** A file that has no favorites. */
export function notFavoritesText(name: string): string {
  return `${markedText(name)} is not a file of favorites. Choose one that was exported here, or .reg text of the favorites of Registry Editor.`
}

/** A hive of a user without favorites. */
export function noFavoritesInText(name: string): string {
  return `${markedText(name)} has no favorites of Registry Editor.`
}

/** The button that adds the favorites of a user. */
export function takeFavoritesText(name: string): string {
  return `Add those in ${markedText(name)}`
}
