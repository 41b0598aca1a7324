/**
 * Copying to the clipboard: the full path of a key, names of values, or values as lines of text.
 */

import { formatHex } from '../bytes/hex.ts'
import { spellName, spellPath } from '../bytes/spelling.ts'
import { textOfUnits } from '../bytes/text.ts'
import { copyText } from '../platform/clipboard.ts'
import { mayBeCut } from '../text/boundedPath.ts'
import { type CopiedWhat, copiedText, NOT_COPIED, tooMuchToCopyText } from '../text/edits.ts'
import { goneText } from '../text/panes.ts'
import { hasHidden } from '../text/visibleText.ts'
import { decodeLink, decodeMultiString, decodeString } from '../values/decode.ts'
import { previewValue } from '../values/preview.ts'
import { standardType, typeName, VALUE_TYPE } from '../values/valueType.ts'
import type { DocId, FindingRow, KeyDetails, KeyId, ValueRow } from '../worker/protocol.ts'
import { actOnKey, actOnValues } from './actionQueue.ts'
import { documentOf, titleOf } from './documents.ts'
import { engine } from './engine.ts'
import { notify, sayWhyNot, showError } from './notices.ts'
import { selectedKey } from './treeRows.ts'
import { valuesView } from './valueRows.ts'
import { selectedValues } from './values.ts'

/**
 * The registry path of a key, such as `HKEY_LOCAL_MACHINE\SYSTEM\Select`. The address bar shows it,
 * and typed there it leads back to the same key. Hidden characters are spelled as escapes.
 */
export function registryPath(prefix: string, path: KeyDetails['path']): string {
  return spellPath([...(prefix === '' ? [] : prefix.split('\\')), ...path])
}

/**
 * How names are copied: `spelled` writes hidden characters as escapes, which the address bar
 * understands; `raw` copies them as they are.
 */
type NameForm = 'spelled' | 'raw'

/**
 * The most bytes of data that are copied. Values of a crafted hive may share their data, so the
 * file size does not bound their total.
 */
const MOST_DATA = 16 * 1024 * 1024

/** Copies the selected key's path. */
export function copyKeyPath(doc: DocId, form: NameForm = 'spelled'): Promise<void> {
  return actOnKey(doc, () => copyPath(doc, form))
}

async function copyPath(doc: DocId, form: NameForm): Promise<void> {
  const key = selectedKey(doc)
  const entry = documentOf(doc)
  if (key === null || !entry) return
  try {
    const { path } = await engine().keyPath({ doc, key })
    await copyNames(entry.info.prefix, path, form)
  } catch (error) {
    showError(error, titleOf(doc), { doc })
  }
}

async function copyNames(prefix: string, path: readonly string[], form: NameForm): Promise<void> {
  const spelled = registryPath(prefix, path)
  const raw = [...(prefix === '' ? [] : [prefix]), ...path].join('\\')
  const text = form === 'raw' ? raw : spelled
  await copy(text, { what: 'path', count: 1, names: spelled === raw ? 'plain' : form })
}

/**
 * Copies the whole path of the key that a finding names, also where the finding has only its ends.
 */
export async function copyFindingPath(doc: DocId, finding: FindingRow): Promise<void> {
  const prefix = documentOf(doc)?.info.prefix
  if (prefix === undefined || finding.path === null) return
  const path = (await wholePath(doc, finding.key)) ?? wholeFindingPath(finding)
  if (path === null) notify({ kind: 'alert', doc, text: goneText(), topic: 'copy' })
  else await copyNames(prefix, path, 'spelled')
}

/** null for a key that no longer exists. */
async function wholePath(doc: DocId, key: KeyId | null): Promise<readonly string[] | null> {
  if (key === null) return null
  try {
    return (await engine().keyPath({ doc, key })).path
  } catch {
    return null
  }
}

/** The path of the key that a finding names; null when the finding has only a part of it. */
export function wholeFindingPath({
  path,
  leftOut,
}: Pick<FindingRow, 'path' | 'leftOut'>): readonly string[] | null {
  return path === null || leftOut.length > 0 || path.some(mayBeCut) ? null : path
}

/** Copies the names of the selected values, a line each. */
export function copyValueNames(doc: DocId, form: NameForm): Promise<void> {
  return actOnValues(doc, async () => {
    const { key } = valuesView(doc)
    const rows = selectedValues(doc).filter((row) => !row.absent)
    if (key === null || rows.length === 0) return
    try {
      const names = await Promise.all(rows.map((row) => wholeName(doc, key, row)))
      const shown = form === 'raw' ? names : names.map(spellName)
      const isPlain = names.every((name) => spellName(name) === name)
      const what = { what: 'names', count: rows.length, names: isPlain ? 'plain' : form } as const
      await copy(shown.join('\n'), what)
    } catch (error) {
      showError(error, titleOf(doc), { doc })
    }
  })
}

async function wholeName(doc: DocId, key: KeyId, row: ValueRow): Promise<string> {
  if (!row.nameCut) return row.name
  return (await engine().valueDetails({ doc, key, value: row.id })).name
}

/**
 * Copies the selected values: a line of name, type and data for each; for a single value only its
 * data.
 */
export function copyValues(doc: DocId): Promise<void> {
  return actOnValues(doc, () => copySelected(doc))
}

async function copySelected(doc: DocId): Promise<void> {
  const { key, selection } = valuesView(doc)
  const rows = selectedValues(doc).filter((row) => !row.absent)
  if (key === null || rows.length === 0) return
  const bytes = rows.reduce((sum, { size }) => sum + size, 0)
  if (bytes > MOST_DATA) return sayWhyNot(tooMuchToCopyText(bytes, MOST_DATA), doc)
  try {
    const [only] = rows
    if (selection.size === 1 && only !== undefined) {
      await copy(await dataText(doc, key, only), { what: 'data', count: 1 })
      return
    }
    const lines = await Promise.all(rows.map((row) => rowText(doc, key, row)))
    const names = rows.some(({ name }) => hasHidden(name)) ? 'raw' : 'plain'
    await copy(lines.join('\n'), { what: 'values', count: rows.length, names })
  } catch (error) {
    showError(error, titleOf(doc), { doc })
  }
}

/** A value as a line of a table. The strings of a list are separated by the picture of NUL. */
async function rowText(doc: DocId, key: KeyId, row: ValueRow): Promise<string> {
  const { name, data, type } = await engine().valueData({ doc, key, value: row.id })
  const isList = standardType(type) === VALUE_TYPE.MULTI_SZ
  const text = isList ? decodeMultiString(data).items.join('\0') : textOf(type, data)
  return [name || '@', typeName(type), text].map(cellText).join('\t')
}

const CARRIAGE_RETURN = 13
/** Characters that would end a cell or a line: NUL, tab, line feed, carriage return. */
const ENDS_CELL: ReadonlySet<number> = new Set([0, 9, 10, CARRIAGE_RETURN])
const PICTURE_OF_NUL = 0x2400
const PICTURE_OF_ESC = 0x241b

/**
 * Text on one line, with pictures in place of tabs, line breaks and NULs. It is converted unit by
 * unit, since a list may have millions of NULs.
 */
function cellText(text: string): string {
  const cell = new Uint16Array(2 * text.length)
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    // A picture that is stored in the data is escaped with the picture of Esc.
    if (isPicture(unit)) cell[count++] = PICTURE_OF_ESC
    const isEnd = unit <= CARRIAGE_RETURN && ENDS_CELL.has(unit)
    cell[count++] = isEnd ? PICTURE_OF_NUL + unit : unit
  }
  return textOfUnits(cell, count)
}

function isPicture(unit: number): boolean {
  if (unit < PICTURE_OF_NUL || unit > PICTURE_OF_ESC) return false
  return unit === PICTURE_OF_ESC || ENDS_CELL.has(unit - PICTURE_OF_NUL)
}

/** All of a value's data as text, in the form that its editor accepts. */
async function dataText(doc: DocId, key: KeyId, row: ValueRow): Promise<string> {
  const { data, type } = await engine().valueData({ doc, key, value: row.id })
  return textOf(type, data)
}

function textOf(type: number, data: Uint8Array): string {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return decodeString(data).text
    case VALUE_TYPE.LINK:
      return decodeLink(data).text
    case VALUE_TYPE.MULTI_SZ:
      return decodeMultiString(data).items.join('\n')
    case VALUE_TYPE.DWORD:
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
    case VALUE_TYPE.QWORD:
      return previewValue(type, data.length, data).text || formatHex(data)
    default:
      return formatHex(data)
  }
}

/** Copies text that is on the page. */
export function copyPlainText(text: string): Promise<void> {
  return copy(text, { what: 'text', count: 1 })
}

async function copy(text: string, what: CopiedWhat): Promise<void> {
  const copied = await copyText(text)
  notify({
    kind: copied ? 'status' : 'alert',
    text: copied ? copiedText(what) : NOT_COPIED,
    topic: 'copy',
  })
}
