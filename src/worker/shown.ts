/** Names and paths as sent to the page: no more than it shows, whatever a hive holds. */

import { spellShownPath } from '../bytes/spelling.ts'
import { boundedName, boundedPath } from '../text/boundedPath.ts'
import { shownName } from '../text/visibleText.ts'
import type { EditLabel, KeyDetails } from './protocol.ts'

/** A name for a row, and whether that is only its beginning. */
export function rowName(name: string): { readonly name: string; readonly nameCut: boolean } {
  const shown = shownName(name)
  return { name: shown, nameCut: shown !== name }
}

/**
 * The names of a path, and whether there is more of it.
 *
 * @param count - how many names there are
 * @param nameAt - the name at an index
 */
export function rowPath(
  count: number,
  nameAt: (index: number) => string,
): Pick<KeyDetails, 'path' | 'pathCut'> {
  let isCut = false
  const { names, leftOut } = boundedPath(count, (index) => {
    const name = nameAt(index)
    isCut ||= boundedName(name) !== name
    return name
  })
  return { path: names, pathCut: isCut || leftOut.length > 0 }
}

/** A path in one line, for a message. */
export function shownPath(names: readonly string[]): string {
  const { names: kept, leftOut } = boundedPath(names.length, (index) => names[index] as string)
  return spellShownPath(kept, leftOut)
}

/** The label of an edit whose name may be any length. */
export function shownLabel(label: EditLabel): EditLabel {
  return { ...label, name: shownName(label.name) }
}
