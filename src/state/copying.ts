/** What Copy puts on the clipboard: the full path of a key, or values as lines of text. */

import { formatHex } from '../bytes/hex.ts'
import { spellPath } from '../bytes/spelling.ts'
import { copyText } from '../platform/clipboard.ts'
import { copiedText, NOT_COPIED } from '../text/edits.ts'
import { decodeLink, decodeMultiString, decodeString } from '../values/decode.ts'
import { previewValue } from '../values/preview.ts'
import { standardType, typeName, VALUE_TYPE } from '../values/valueType.ts'
import type { DocId, KeyDetails, KeyId, ValueRow } from '../worker/protocol.ts'
import { actOnKey, actOnValues } from './catchUp.ts'
import { documentOf, titleOf } from './documents.ts'
import { engine } from './engine.ts'
import { notify, showError } from './notices.ts'
import { selectedKey } from './tree.ts'
import { valuesView } from './valueRows.ts'
import { selectedValues } from './values.ts'

/**
 * The registry path of a key of a document: `HKEY_LOCAL_MACHINE\SYSTEM\Select`. The address bar shows
 * it and leads back to the very key; hidden characters are spelled.
 */
export function registryPath(prefix: string, path: KeyDetails['path']): string {
  return spellPath([...(prefix === '' ? [] : prefix.split('\\')), ...path])
}

/** Copies the selected key's path. */
export function copyKeyPath(doc: DocId): Promise<void> {
  return actOnKey(doc, () => copyPath(doc))
}

async function copyPath(doc: DocId): Promise<void> {
  const key = selectedKey(doc)
  const entry = documentOf(doc)
  if (key === null || !entry) return
  try {
    const { path } = await engine().keyDetails({ doc, key })
    await copy(registryPath(entry.info.prefix, path), { what: 'path', count: 1 })
  } catch (error) {
    showError(error, titleOf(doc), { doc })
  }
}

/**
 * Copies the selected values: name, type and data, a line each whatever they hold; of a single one its
 * data alone.
 */
export function copyValues(doc: DocId): Promise<void> {
  return actOnValues(doc, () => copySelected(doc))
}

async function copySelected(doc: DocId): Promise<void> {
  const { key, selection } = valuesView(doc)
  const rows = selectedValues(doc).filter((row) => !row.absent)
  if (key === null || rows.length === 0) return
  try {
    const [only] = rows
    if (selection.size === 1 && only !== undefined) {
      await copy(await dataText(doc, key, only), { what: 'data', count: 1 })
      return
    }
    const lines = await Promise.all(rows.map((row) => rowText(doc, key, row)))
    await copy(lines.join('\n'), { what: 'values', count: rows.length })
  } catch (error) {
    showError(error, titleOf(doc), { doc })
  }
}

/** A value as a line of a table. The strings of a list have a NUL's mark between them. */
async function rowText(doc: DocId, key: KeyId, row: ValueRow): Promise<string> {
  const { data, type } = await engine().valueData({ doc, key, value: row.id })
  const isList = standardType(type) === VALUE_TYPE.MULTI_SZ
  const text = isList ? decodeMultiString(data).items.join('\0') : textOf(type, data)
  return [row.name || '@', typeName(type), text].map(cellText).join('\t')
}

/** Text on one line without tabs, their pictures and those of line breaks and NULs instead. */
function cellText(text: string): string {
  return text.replace(/[\u2400\u2409\u240a\u240d\u241b]|[\0\t\n\r]/g, (found) => {
    const unit = found.charCodeAt(0)
    // A stored picture has that of Esc before it.
    return unit >= 0x2400 ? `\u241b${found}` : String.fromCharCode(0x2400 + unit)
  })
}

/** All of a value's data as text, as its editor takes it. */
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

async function copy(
  text: string,
  what: { readonly what: 'path' | 'data' | 'values' | 'text'; readonly count: number },
): Promise<void> {
  const copied = await copyText(text)
  notify({
    kind: copied ? 'status' : 'alert',
    text: copied ? copiedText(what.what, what.count) : NOT_COPIED,
    topic: 'copy',
  })
}
