/** Reading and changing the permissions of keys. */

import { copyText, readClipboard } from '../platform/clipboard.ts'
import { type Descriptor, decodeDescriptor, encodeDescriptor } from '../security/descriptor.ts'
import { AceTexts, formatSddl } from '../security/sddl.ts'
import { UNDO } from '../text/edits.ts'
import { COPIED_PERMISSIONS, permissionsSetText, SAME_PERMISSIONS } from '../text/permissions.ts'
import type { BelowOptions, DocId, KeyId, KeyPermissions } from '../worker/protocol.ts'
import { runInSlices } from '../worker/slices.ts'
import { AccountBook } from './accountBook.ts'
import { actNext } from './actionQueue.ts'
import { useCopiedPermissions } from './copiedPermissions.ts'
import { closeDialog } from './dialogs.ts'
import { documentOf, editTopic, titleOf } from './documents.ts'
import { runEdit, undo } from './edits.ts'
import { engine } from './engine.ts'
import { notify, showError } from './notices.ts'

/** What the dialog shows. */
export interface LoadedPermissions {
  readonly permissions: KeyPermissions
  readonly book: AccountBook
  /** The texts of its entries. */
  readonly texts: AceTexts
}

/** The permissions of a key and the names in them; null when they cannot be read, which a notice has said. */
export async function loadPermissions(doc: DocId, key: KeyId): Promise<LoadedPermissions | null> {
  try {
    const [permissions, book] = await Promise.all([
      engine().permissions({ doc, key }),
      loadAccounts(doc),
    ])
    return { permissions, book, texts: await textsOf(permissions.descriptor) }
  } catch (error) {
    showError(error, titleOf(doc), { doc })
    return null
  }
}

/** The texts of the entries of a descriptor, formatted before the dialog draws all of them at once. */
async function textsOf(bytes: Uint8Array | null): Promise<AceTexts> {
  const texts = new AceTexts()
  const descriptor = bytes && readDescriptor(bytes)
  if (descriptor !== null) await runInSlices(texts.learnSteps(descriptor), { atOnce: true })
  return texts
}

/** A descriptor; null if it cannot be read, which the dialog says. */
function readDescriptor(bytes: Uint8Array): Descriptor | null {
  try {
    return decodeDescriptor(bytes)
  } catch {
    return null
  }
}

/** The names of accounts. */
export async function loadAccounts(doc: DocId): Promise<AccountBook> {
  return new AccountBook(await engine().accounts({ doc }))
}

/** Gives a key other permissions, and closes the dialog. A refusal keeps it open. */
export function submitPermissions(
  doc: DocId,
  key: KeyId,
  { descriptor, below }: { readonly descriptor: Descriptor; readonly below: BelowOptions },
  onRefused: (error: unknown) => void,
): Promise<void> {
  return actNext(doc, async () => {
    try {
      const bytes = encodeDescriptor(descriptor)
      const done = await setPermissions(doc, key, { bytes, below, onRefused })
      if (done) closeDialog()
    } catch (error) {
      onRefused(error)
    }
  })
}

interface Setting {
  readonly bytes: Uint8Array
  readonly below: BelowOptions
  readonly onRefused?: (error: unknown) => void
}

async function setPermissions(
  doc: DocId,
  key: KeyId,
  { bytes, below, onRefused }: Setting,
): Promise<boolean> {
  const before = documentOf(doc)?.state.revision
  const edit = { kind: 'set-security', key, descriptor: bytes, below } as const
  const result = await runEdit(doc, edit, onRefused === undefined ? {} : { onRefused })
  if (result === null) return false
  const topic = editTopic(doc)
  if (result.state.revision === before) {
    if (onRefused === undefined) notify({ kind: 'status', text: SAME_PERMISSIONS, doc, topic })
    return true
  }
  const action = { label: UNDO, run: () => void undo(doc) }
  notify({ kind: 'status', text: permissionsSetText(result.label.count), action, doc, topic })
  return true
}

/** The text on the clipboard; null when the browser does not let the page read it. */
export async function readSddl(): Promise<string | null> {
  const forms = await readClipboard()
  return forms === null ? null : forms.text.trim()
}

/** Copies the permissions of a key: as SDDL for other programs, and whole for other keys. */
export async function copyPermissions(doc: DocId, key: KeyId): Promise<void> {
  try {
    const { descriptor } = await engine().permissions({ doc, key })
    if (descriptor === null) return
    useCopiedPermissions.setState({ descriptor })
    await copyText(formatSddl(decodeDescriptor(descriptor)))
    notify({ kind: 'status', text: COPIED_PERMISSIONS, doc, topic: 'copy' })
  } catch (error) {
    showError(error, titleOf(doc), { doc })
  }
}

/** Gives a key the permissions that were copied last, and what they pass on to the keys below. */
export function pastePermissions(doc: DocId, key: KeyId): Promise<void> {
  return actNext(doc, async () => {
    const bytes = useCopiedPermissions.getState().descriptor
    if (bytes !== null) await setPermissions(doc, key, { bytes, below: { subtree: true } })
  })
}
