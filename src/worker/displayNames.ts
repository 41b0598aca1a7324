/** Names and paths as the page shows them, cut to a bounded length whatever a hive holds. */

import { spellShownPath } from '../bytes/spelling.ts'
import { boundedName, boundedPath } from '../text/boundedPath.ts'
import { shownName } from '../text/visibleText.ts'
import type { EditLabel, KeyDetails } from './protocol.ts'

/** The name for a row, and whether it was cut. */
export function rowName(name: string): { readonly name: string; readonly nameCut: boolean } {
  const shown = shownName(name)
  return { name: shown, nameCut: shown !== name }
}

/**
 * The names of a path, and whether it was cut.
 *
 * @param count - the number of names
 * @param nameAt - returns the name at an index
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

/** A path on one line, for a message. */
export function shownPath(names: readonly string[]): string {
  const { names: kept, leftOut } = boundedPath(names.length, (index) => names[index] as string)
  return spellShownPath(kept, leftOut)
}

/** The label of an edit, with its names cut. */
export function shownLabel(label: EditLabel): EditLabel {
  const { name, from } = label
  return {
    ...label,
    name: shownName(name),
    ...(from === undefined ? {} : { from: shownName(from) }),
  }
}
