/** A difference as JSON, for the command and for the page. */

import type { ShownDifference, Side } from './shown.ts'

/**
 * Turns a difference into an object for JSON.
 *
 * @param difference - the difference
 * @param pathText - writes the path of a key
 * @returns paths as text, names and texts as they are; what does not apply is left out
 */
export function differenceJson(
  { path, from, was, is, along, ...rest }: ShownDifference,
  pathText: (names: readonly string[]) => string,
): object {
  const { kind, value, parts } = rest
  const hasContent = along.keys + along.values > 0
  return {
    kind,
    path: pathText(path),
    ...(from !== null && { from: pathText(from) }),
    value,
    ...(parts.length > 0 && { parts }),
    ...(was !== null && { was: sideJson(was) }),
    ...(is !== null && { is: sideJson(is) }),
    ...(hasContent && { with: along }),
  }
}

function sideJson({ data, ...attributes }: Side): object {
  if (data === undefined) return attributes
  const { type, typeName, size, preview, tombstone } = data
  const { text, items, cut } = preview
  return {
    ...attributes,
    type,
    typeName,
    size,
    data: items ?? text,
    ...(cut && { cut }),
    ...(tombstone && { tombstone }),
  }
}
