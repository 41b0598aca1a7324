/** .reg and JSON texts that are opened as hives made of them. */

import { HiveError } from '../errors.ts'
import { notReadText } from '../text/importDialog.ts'
import { TEXT_FILE, textOpenedText } from '../text/textFiles.ts'
import type { CodePage, DocId } from '../worker/protocol.ts'
import { openDialog } from './dialogs.ts'
import { addDocument, discardDocument, documentOf } from './documents.ts'
import { engine } from './engine.ts'
import { notify, showError } from './notices.ts'
import { startOpening } from './openings.ts'
import { choosePrefix } from './prefixes.ts'

/** How a text becomes a hive. */
export interface TextChoice {
  /** The path in the registry that becomes the root key, or null to make a key of each root. */
  readonly root: string | null
  readonly codePage: CodePage | null
}

/** The text that each document was made of. */
const files = new Map<DocId, { readonly file: File; readonly codePage: CodePage | null }>()
/** The most lines that are listed. */
const MOST_LINES = 1000

/**
 * Opens a text as a hive.
 *
 * @param choice - how; by default its only root becomes the root key
 * @returns the document; null when it was refused, which a notice has said, or cancelled
 */
export async function openTextFile(file: File, choice?: TextChoice): Promise<DocId | null> {
  const { name } = file
  const codePage = choice?.codePage ?? null
  const opening = startOpening(name)
  opening.show()
  try {
    const info = await engine().openText({ name, file, root: choice?.root, codePage }, opening)
    const { doc } = info
    files.set(doc, { file, codePage })
    addDocument(info, null)
    const source = await engine().textSource({ doc })
    if (source === null) return doc
    if (source.root !== null) choosePrefix(doc, source.root)
    const action = { label: TEXT_FILE.details, run: () => void showTextSource(doc) }
    notify({
      kind: 'status',
      ...textOpenedText(name, info.name, source),
      action,
      doc,
      topic: 'text',
    })
    return doc
  } catch (error) {
    const topic = `open ${name}`
    if (error instanceof HiveError && error.code === 'bad-text') {
      notify({ kind: 'alert', text: notReadText(name, error.detail, 'opened'), topic })
    } else showError(error, name, { topic })
    return null
  } finally {
    opening.end()
  }
}

/** Shows how a text became a hive, and what of it was not read. */
export async function showTextSource(doc: DocId): Promise<void> {
  try {
    const [source, { rows }] = await Promise.all([
      engine().textSource({ doc }),
      engine().textLines({ doc, from: 0, count: MOST_LINES }),
    ])
    if (source === null) return
    const codePage = files.get(doc)?.codePage ?? null
    openDialog({ type: 'text-source', doc, text: { source, rows, codePage } })
  } catch (error) {
    showError(error)
  }
}

/** Opens the text of a hive in another way, in place of it if it was not edited. */
export async function reopenText(doc: DocId, choice: TextChoice): Promise<void> {
  const known = files.get(doc)
  if (known === undefined) return
  const opened = await openTextFile(known.file, choice)
  const before = documentOf(doc)?.state
  if (opened === null || before === undefined || before.undo !== null) return
  files.delete(doc)
  discardDocument(doc)
}
