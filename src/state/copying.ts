/** Copying text: the full path of a key, or names of values. Keys and values themselves are copied in `copyOut.ts`. */

import { type PathForm, pathInForm } from '../bytes/pathForms.ts'
import { spellName, spellPath } from '../bytes/spelling.ts'
import { copyText } from '../platform/clipboard.ts'
import { mayBeCut } from '../text/boundedPath.ts'
import { type CopiedWhat, copiedText, NOT_COPIED } from '../text/edits.ts'
import { goneText } from '../text/panes.ts'
import type { DocId, FindingRow, KeyDetails, KeyId, ValueRow } from '../worker/protocol.ts'
import { actOnKey, actOnValues } from './actionQueue.ts'
import { documentOf, titleOf } from './documents.ts'
import { engine } from './engine.ts'
import { notify, showError } from './notices.ts'
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
 * The most UTF-16 units that are copied: browsers block the page for some 100 ms while they take over
 * a text of this length. Values of a crafted hive may share their data, so the file size does not
 * bound the text of all.
 */
export const MOST_TEXT = 16 * 1024 * 1024

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

/** Copies the selected key's path in a form that is used elsewhere. */
export function copyKeyPathAs(doc: DocId, form: PathForm): Promise<void> {
  return actOnKey(doc, async () => {
    const key = selectedKey(doc)
    const prefix = documentOf(doc)?.info.prefix
    if (key === null || prefix === undefined) return
    try {
      const { path } = await engine().keyPath({ doc, key })
      await copy(pathInForm(prefix, path, form), { what: 'path', count: 1, names: 'plain' })
    } catch (error) {
      showError(error, titleOf(doc), { doc })
    }
  })
}

/** Copies the path of a key. */
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

/** All names of the path of a key; null for a key that no longer exists. */
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

/** Copies text that is on the page. */
export function copyPlainText(text: string): Promise<void> {
  return copy(text, { what: 'text', count: 1 })
}

/** Copies text, and says what it was. */
export async function copy(text: string, what: CopiedWhat): Promise<void> {
  const copied = await copyText(text)
  notify({
    kind: copied ? 'status' : 'alert',
    text: copied ? copiedText(what) : NOT_COPIED,
    topic: 'copy',
  })
}
