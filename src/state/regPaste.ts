/** Pasting .reg text: what is .reg text, and where its keys may go. */

import { IMPORT } from '../text/importDialog.ts'
import type { DocId, KeyId } from '../worker/protocol.ts'
import { registryPath } from './copying.ts'
import { openDialog } from './dialogs.ts'
import { documentOf } from './documents.ts'
import { engine } from './engine.ts'
import type { ImportPlace, KeyDroppedOn } from './importSource.ts'
import { hiveOf } from './places.ts'

const HEADER = 'Windows Registry Editor Version 5.00'
const HEADERS: readonly string[] = [HEADER, 'REGEDIT4']
/** The line of a key. */
const KEY_LINE = /^\[-?(HKEY_.*)\]/i
/** The line of a value, with which a text begins of which only values were copied. */
const VALUE_LINE = /^(?:@|"(?:[^"\\]|\\.)*")\s*=\s*(?:"|-|dword:|hex(?:\([0-9a-f]+\))?:)/i
/** How much of a text is looked at to tell what it is. */
const HEAD = 100_000

/** Whether a text is .reg text, whole or a part of one. */
export function isRegText(text: string): boolean {
  const { hasHeader, line } = beginningOf(text)
  return hasHeader || KEY_LINE.test(line) || VALUE_LINE.test(line)
}

/** Opens the dialog that shows what a text would do, and asks whether to do it. */
export async function beginRegPaste(doc: DocId, key: KeyId, text: string): Promise<void> {
  const prefix = documentOf(doc)?.info.prefix ?? ''
  const { path } = await engine().keyPath({ doc, key })
  const { hasHeader, line } = beginningOf(text)
  const first = KEY_LINE.exec(line)?.[1] ?? null
  const keyPath = [prefix, ...path].join('\\')
  const above = first === null ? keyPath : first.split('\\').slice(0, -1).join('\\')
  const own: ImportPlace = { label: IMPORT.own, rules: null }
  const below: ImportPlace = {
    label: IMPORT.below(registryPath(prefix, path)),
    rules: [{ prefix: above, to: path }],
  }
  const isHere = first !== null && isBelow(first, prefix)
  let places = [below]
  // Nothing can stand for the root of the registry.
  if (isHere) places = above === '' ? [own] : [own, below]
  openDialog({
    type: 'import',
    source: {
      ...{ doc, name: IMPORT.clipboard, prefix, places, pasted: true },
      file: new Blob([
        hasHeader ? '' : `${HEADER}\r\n\r\n`,
        // Values without a key are those of the selected one.
        first === null ? `[${keyPath}]\r\n` : '',
        text,
      ]),
    },
  })
}

/**
 * Where the keys of a file may go that was dropped on a key: to their own paths, or below that key.
 *
 * @param onto - the key
 * @param file - the file
 * @returns the places; none if the file is no .reg text with keys
 */
export async function placesOnto(
  { doc, key }: KeyDroppedOn,
  file: Blob,
): Promise<readonly ImportPlace[]> {
  try {
    const first = KEY_LINE.exec(beginningOf(await headOf(file)).line)?.[1] ?? null
    if (first === null) return []
    const above = first.split('\\').slice(0, -1).join('\\')
    // Nothing can stand for the root of the registry.
    if (above === '') return []
    const { path } = await engine().keyPath({ doc, key })
    const prefix = documentOf(hiveOf(doc))?.info.prefix ?? ''
    const label = IMPORT.belowDropped(registryPath(prefix, path))
    const rules = [{ prefix: above, to: path }]
    return [
      { label: IMPORT.own, rules: null },
      { label, rules },
    ]
  } catch {
    // Reading the file reports why that failed; a key that is gone is no place.
    return []
  }
}

/** The beginning of a .reg file. */
async function headOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.slice(0, HEAD).arrayBuffer())
  const isWide = bytes[1] === 0 || (bytes[0] === 0xff && bytes[1] === 0xfe)
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes)
}

/** Whether a text has the first line of a .reg file, and the first line after it that is no comment. */
function beginningOf(text: string): { readonly hasHeader: boolean; readonly line: string } {
  let hasHeader = false
  for (const line of text.slice(0, HEAD).split(/\r\n|\r|\n/)) {
    const content = line.replace('\ufeff', '').trim()
    if (HEADERS.includes(content)) hasHeader = true
    else if (content !== '' && !content.startsWith(';')) return { hasHeader, line: content }
  }
  return { hasHeader, line: '' }
}

function isBelow(path: string, prefix: string): boolean {
  const [one, other] = [path, prefix].map((text) => `${text}\\`.toUpperCase())
  return one?.startsWith(other ?? '') === true
}
