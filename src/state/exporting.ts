/** Exporting and printing keys: what is chosen in the dialog, and how it is written. */

import { HiveError } from '../errors.ts'
import { printText } from '../platform/print.ts'
import { canPickTarget, downloadBlob, pickTarget } from '../platform/save.ts'
import { EXPORT, exportedText, exportName } from '../text/exportDialog.ts'
import type { DocId, FileFormat, KeyId, LeftOutRow } from '../worker/protocol.ts'
import { openDialog } from './dialogs.ts'
import { documentOf, titleOf } from './documents.ts'
import { engine } from './engine.ts'
import { whileShown } from './longEdits.ts'
import { notify, sayWhyNot, showError } from './notices.ts'
import { choosePrefix, prefixOf } from './prefixes.ts'
import { selectedKey } from './treeRows.ts'

/** What is exported, and how. */
export interface ExportChoice {
  readonly doc: DocId
  readonly key: KeyId
  /** The name of the key, or of the hive. */
  readonly name: string
  readonly format: FileFormat
  readonly prefix: string
  /** Whether the control set of the key is written as CurrentControlSet. */
  readonly asCurrent: boolean
}

/** The most bytes of text that are printed: browsers lay all of it out at once. */
const MOST_PRINTED = 1 << 22
/** How many keys and values are listed that are not in a file. */
const MOST_LEFT_OUT = 1000

/** Asks what to export or print, of the hive and its selected key. */
export async function beginExport(doc: DocId, type: 'export' | 'print'): Promise<void> {
  const info = documentOf(doc)?.info
  if (info === undefined) return
  const key = selectedKey(doc) ?? info.root
  try {
    const { path } = await engine().keyPath({ doc, key })
    const isCurrent = info.kind === 'SYSTEM' && (await isInCurrentSet(doc, path))
    openDialog({ type, place: { doc, key, path, isCurrent } })
  } catch (error) {
    showError(error, titleOf(doc), { doc })
  }
}

async function isInCurrentSet(doc: DocId, path: readonly string[]): Promise<boolean> {
  const { key, missing } = await engine().resolvePath({ doc, text: 'CurrentControlSet' })
  if (missing !== null || path.length === 0) return false
  const current = await engine().keyPath({ doc, key })
  return current.path.length === 1 && current.path[0] === path[0]
}

/** Exports what was chosen: into a file that the user picks, or as a download. */
export async function runExport(choice: ExportChoice): Promise<void> {
  const { doc, prefix } = choice
  choosePrefix(doc, prefix)
  const name = exportName(choice.name, choice.format)
  try {
    const target = canPickTarget() ? await pickExportTarget(name) : 'download'
    if (target !== null) await write(choice, { name, to: target, force: false })
  } catch (error) {
    showError(error, name, { doc, topic: 'export' })
  }
}

async function pickExportTarget(name: string): Promise<FileSystemFileHandle | 'download' | null> {
  try {
    return await pickTarget({ name, startIn: null, use: 'export' })
  } catch (error) {
    // Where the browser blocks the picker, a download still works.
    if (error instanceof DOMException) return 'download'
    throw error
  }
}

/** Where an export goes. */
export interface ExportTarget {
  readonly name: string
  readonly to: FileSystemFileHandle | 'download'
  /** Whether more than 64 times the size of the hive is written. */
  readonly force: boolean
}

async function write(choice: ExportChoice, target: ExportTarget): Promise<void> {
  const { doc, key, format, prefix, asCurrent } = choice
  const { to, force } = target
  const name = to === 'download' ? target.name : to.name
  try {
    const request = { doc, key, format, prefix, to, force, asCurrent }
    const exported = await whileShown(
      doc,
      EXPORT.working,
      (call) => engine().exportAs(request, call),
      EXPORT.cancelled,
    )
    if (exported.blob !== null) downloadBlob(exported.blob, name)
    const { leftOut } = exported
    const rows = leftOut > 0 ? await leftOutRows(doc) : []
    const show = () => openDialog({ type: 'left-out', doc, rows, total: leftOut })
    notify({
      kind: 'status',
      ...exportedText(name, exported, exported.blob !== null),
      ...(leftOut > 0 ? { action: { label: EXPORT.show, run: show } } : {}),
      doc,
      topic: 'export',
    })
  } catch (error) {
    if (error instanceof HiveError && error.code === 'result-too-large' && !force) {
      const again = () => void write(choice, { ...target, force: true })
      openDialog({ type: 'large-export', again })
    } else showError(error, name, { doc, topic: 'export' })
  }
}

async function leftOutRows(doc: DocId): Promise<readonly LeftOutRow[]> {
  return (await engine().leftOutRows({ doc, from: 0, count: MOST_LEFT_OUT })).rows
}

/** Prints a key with everything below it, as the text that regedit prints. */
export async function printKey(doc: DocId, key: KeyId): Promise<void> {
  const prefix = prefixOf(doc)
  const request = { doc, key, prefix, format: 'text', to: 'download', force: true } as const
  try {
    const { blob } = await whileShown(doc, EXPORT.printing, (call) =>
      engine().exportAs({ ...request, most: MOST_PRINTED }, call),
    )
    if (blob === null) return
    const text = new TextDecoder('utf-16le').decode(await blob.arrayBuffer())
    printText(text, titleOf(doc))
  } catch (error) {
    if (error instanceof HiveError && error.code === 'result-too-large') {
      sayWhyNot(`${EXPORT.tooLargeToPrint} ${EXPORT.printInstead}`, doc)
    } else showError(error, titleOf(doc), { doc, topic: 'export' })
  }
}
