/** Finding a key by its path, and continuing a path that is being typed (ui-anchors 4.8). */

import { isSpelledPath, readName, readSpelledPath, spellPath } from '../bytes/spelling.ts'
import { equalNames, upcase } from '../bytes/upcase.ts'
import { hiveKind } from '../offreg/hiveKind.ts'
import { Key } from '../offreg/Key.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { findValue } from '../regf/keyValue.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { findSubkey, subkeyCells } from '../regf/subkeyList.ts'
import { CURRENT_CONTROL_SET, currentControlSet } from './currentControlSet.ts'
import type { HiveDocument } from './HiveDocument.ts'
import { hivePrefix } from './hivePrefix.ts'
import { linkTarget } from './linkTarget.ts'
import {
  continuesPrefix,
  type HivePlace,
  type PathReading,
  readMissing,
  readPath,
} from './pathSpellings.ts'
import type { PathMatch, RequestOf } from './protocol.ts'
import { startsWith } from './treeReplies.ts'

interface Walked {
  readonly key: CellOffset
  /** The value that the path names; NIL when it names none. */
  readonly value: CellOffset
  readonly missing: string | null
  /** How many names of the path were found. */
  readonly found: number
}

/** Finds the key, or the value of a key, that a text names. */
export function resolvePath(doc: HiveDocument, request: RequestOf<'resolvePath'>): PathMatch {
  const { walked, reading } = resolve(doc, request.text)
  const { key, value, missing, found } = walked
  const isInside = reading.kind !== 'elsewhere' && reading.kind !== 'above'
  const { ids, revision } = doc
  return {
    revision,
    key: ids.of(key),
    value: value === NIL ? null : ids.of(value),
    missing,
    rest: missing !== null && isInside ? reading.names.slice(found) : [],
    kind: reading.kind,
  }
}

/** Paths that continue a text: to the hive's root, or to the subkeys of the key typed so far. */
export function completePath(
  doc: HiveDocument,
  request: RequestOf<'completePath'>,
): readonly string[] {
  const { text, limit } = request
  const place = placeOf(doc)
  const cut = endOfHead(text)
  const head = text.slice(0, cut)
  const paths: string[] = []
  const prefix = text === '' ? null : continuesPrefix(text, place.prefix)
  if (prefix !== null) paths.push(prefix)
  const { walked, reading } = resolve(doc, head)
  const isKey = walked.missing === null && walked.value === NIL && reading.kind !== 'above'
  if (isKey) {
    const start = isSpelledPath(head) ? readName(text.slice(cut)) : text.slice(cut)
    for (const name of namesThatStart(doc, walked.key, start)) {
      if (paths.length >= limit) break
      paths.push(continued(head, name))
    }
  }
  return paths.slice(0, limit)
}

/** Where the last name of a text that is being typed begins. */
function endOfHead(text: string): number {
  if (!text.includes('\\')) return text.lastIndexOf('/') + 1
  // A backslash that is part of an escape does not end a name.
  const last = isSpelledPath(text) ? /(\\\\)(?:[^\\]|\\u[0-9a-f]{4})*$/i.exec(text) : null
  return last === null ? text.lastIndexOf('\\') + 1 : last.index + 2
}

/** Appends a name to the text before it; both are spelled with escapes if either needs it. */
function continued(head: string, name: string): string {
  const isPlain = !isSpelledPath(head) && spellPath([name]) === name
  if (isPlain || head === '') return isPlain ? head + name : `\\\\${spellPath([name])}`
  const before = isSpelledPath(head) ? readSpelledPath(head) : head.split(/[\\/]/)
  const names = (before ?? []).filter((one) => one !== '')
  const spelled = spellPath([...names, name])
  return isSpelledPath(spelled) ? spelled : spelled.replaceAll('\\', '\\\\')
}

function* namesThatStart(doc: HiveDocument, cell: CellOffset, text: string): Generator<string> {
  const { cells, root } = doc.hive
  if (cell === root && text !== '' && upcase(CURRENT_CONTROL_SET).startsWith(upcase(text))) {
    if (currentControlSet(doc) !== null) yield CURRENT_CONTROL_SET
  }
  const starts = startsWith(doc, text)
  for (const child of subkeyCells(cells, cells.payloadAt(cell)) as Iterable<CellOffset>) {
    if (starts(child)) yield keyName(cells, child, cells.payloadAt(child))
  }
}

/** The best reading of a text: the first that exists, otherwise the one that gets furthest. */
function resolve(doc: HiveDocument, text: string): { walked: Walked; reading: PathReading } {
  const place = placeOf(doc)
  const readings = readPath(text, place)
  for (const reading of readings) {
    const walked = walkReading(doc, reading)
    if (walked.missing === null) return { walked, reading }
  }
  let best: { walked: Walked; reading: PathReading } | null = null
  for (const reading of [...readMissing(text, place), ...readings]) {
    const walked = walkReading(doc, reading)
    // Of two that get equally far, the one that strips the root's path says more.
    const isBetter = best === null || walked.found > best.walked.found
    const saysMore = best?.reading.kind === 'relative' && reading.kind !== 'relative'
    if (isBetter || (saysMore && walked.found === best?.walked.found)) best = { walked, reading }
  }
  const nowhere: PathReading = { names: [], kind: 'relative' }
  return best ?? { walked: walk(doc, nowhere.names), reading: nowhere }
}

function placeOf(doc: HiveDocument): HivePlace {
  const kind = hiveKind(doc.hive)
  return { kind, prefix: hivePrefix(kind, doc.name), rootName: doc.hive.rootKey.name }
}

function walkReading(doc: HiveDocument, { names, kind }: PathReading): Walked {
  if (kind !== 'elsewhere') return walk(doc, names)
  return { key: doc.hive.root, value: NIL, missing: names[0] ?? '', found: 0 }
}

/** Links that are followed on one path, as Windows does. It bounds the time for links in a circle. */
const MOST_LINKS = 64

interface LinkBudget {
  left: number
}

/** Follows names from the root. A link at the end is the key itself; one before the end leads on to its target. */
function walk(
  doc: HiveDocument,
  names: readonly string[],
  links: LinkBudget = { left: MOST_LINKS },
): Walked {
  const { cells, root } = doc.hive
  let key = root
  for (const [found, name] of names.entries()) {
    const next = child(doc, key, name)
    if (next === NIL) {
      // A value name may contain backslashes.
      const value = findValue(cells, cells.payloadAt(key), names.slice(found).join('\\'))
      return { key, value, missing: value === NIL ? name : null, found }
    }
    doc.tree.full.meet(next, key)
    const rest = names.slice(found + 1)
    const target = rest.length === 0 ? null : linkTarget(new Key(doc.hive, next))
    const behind = target === null ? null : walkTarget(doc, target, rest, links)
    // What is behind the link is tried before what is in it: only a damaged link has anything.
    if (behind !== null && behind.missing === null) return { ...behind, found: names.length }
    key = next
  }
  return { key, value: NIL, missing: null, found: names.length }
}

/** Follows the names after a link from its target; null if that is not in this hive. */
function walkTarget(
  doc: HiveDocument,
  target: string,
  rest: readonly string[],
  links: LinkBudget,
): Walked | null {
  if (links.left-- <= 0) return null
  const reading = readPath(target, placeOf(doc)).find(({ kind }) => kind === 'absolute')
  return reading === undefined ? null : walk(doc, [...reading.names, ...rest], links)
}

function child(doc: HiveDocument, key: CellOffset, name: string): CellOffset {
  const { cells, root } = doc.hive
  const found = findSubkey(cells, cells.payloadAt(key), name)
  if (found !== NIL && findKeyNode(cells, found) !== 0) return found
  if (key !== root || !equalNames(name, CURRENT_CONTROL_SET)) return NIL
  return currentControlSet(doc) ?? NIL
}
