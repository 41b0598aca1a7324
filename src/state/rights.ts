/**
 * The keys of each hive that chosen accounts can write to, and its descriptors. The engine keeps both; the page has the
 * rows in view, while they are still being found too.
 */

import { create } from 'zustand'
import { downloadBlob } from '../platform/save.ts'
import type { Sid } from '../security/sid.ts'
import { ACCOUNT } from '../security/wellKnown.ts'
import { exportedRightsText, rightsFileName, WRITABLE } from '../text/writable.ts'
import type {
  DescriptorRow,
  DocId,
  KeyId,
  WritableRow,
  WritableSummary,
} from '../worker/protocol.ts'
import { AccountBook } from './accountBook.ts'
import { openDialog } from './dialogs.ts'
import { documentOf, titleOf, useDocuments } from './documents.ts'
import { engine } from './engine.ts'
import { whileShown } from './longEdits.ts'
import { type Measured, Measuring, UNMEASURED } from './Measuring.ts'
import { goToHit } from './navigation.ts'
import { needsNoMessage, notify, reporterOf, showError } from './notices.ts'
import { EMPTY_LIST, type ListView, PagedList } from './PagedList.ts'
import { loadAccounts } from './permissions.ts'

/** What is listed. */
export type RightsList = 'keys' | 'descriptors'

export interface RightsView extends Measured<WritableSummary> {
  /** The keys found so far, while they are looked for. */
  readonly found: number
  readonly what: RightsList
  /** The accounts that someone is in who may write. */
  readonly sids: readonly Sid[]
  readonly book: AccountBook
  readonly keys: ListView<WritableRow>
  readonly descriptors: ListView<DescriptorRow>
}

interface Controller {
  readonly keys: PagedList<WritableRow>
  readonly descriptors: PagedList<DescriptorRow>
  readonly measuring: Measuring<WritableSummary>
  end(): void
}

/** The groups of an ordinary user. */
export const ORDINARY: readonly Sid[] = [
  ACCOUNT.USERS,
  ACCOUNT.AUTHENTICATED_USERS,
  ACCOUNT.EVERYONE,
  ACCOUNT.INTERACTIVE,
]

const NOTHING: RightsView = {
  ...UNMEASURED,
  ...{ found: 0, what: 'keys', sids: ORDINARY, keys: EMPTY_LIST, descriptors: EMPTY_LIST },
  book: new AccountBook({ accounts: [], members: [] }),
}

export const useRights = create<{ readonly byDoc: Readonly<Record<DocId, RightsView>> }>(() => ({
  byDoc: {},
}))

const controllers = new Map<DocId, Controller>()

// What is kept of a hive ends when it is closed.
useDocuments.subscribe(({ docs }) => {
  for (const [doc, { keys, descriptors, measuring, end }] of controllers) {
    if (docs.some(({ info }) => info.doc === doc)) continue
    measuring.stop()
    keys.close()
    descriptors.close()
    end()
    controllers.delete(doc)
    useRights.setState(({ byDoc: { [doc]: _closed, ...others } }) => ({ byDoc: others }))
  }
})

export function rightsOfDoc(doc: DocId): RightsView {
  return useRights.getState().byDoc[doc] ?? NOTHING
}

/** The list of keys. */
export function writableList(doc: DocId): PagedList<WritableRow> {
  return controllerOf(doc).keys
}

/** The list of descriptors. */
export function descriptorList(doc: DocId): PagedList<DescriptorRow> {
  return controllerOf(doc).descriptors
}

/** Whether the hive was edited since. */
export function areRightsOutdated(doc: DocId): boolean {
  return controllerOf(doc).measuring.isOutdated
}

/** Looks for the keys if that has not been done, or again if the hive was edited and is small. */
export function followRights(doc: DocId): void {
  controllerOf(doc).measuring.follow()
}

export function findRights(doc: DocId): Promise<void> {
  return controllerOf(doc).measuring.start()
}

export function stopRights(doc: DocId): void {
  controllerOf(doc).measuring.stop()
}

/** Lists the keys or the descriptors. */
export function chooseRightsList(doc: DocId, what: RightsList): void {
  patch(doc, { what })
}

/** Chooses whose rights count, and looks again. At least one account is kept. */
export function chooseAccounts(doc: DocId, sids: readonly Sid[]): void {
  if (sids.length === 0) return
  patch(doc, { sids })
  void findRights(doc)
}

/** Selects a key in the tree. */
export async function goToKey(doc: DocId, key: KeyId): Promise<void> {
  try {
    await goToHit(doc, { key, value: null }, true)
  } catch (error) {
    if (!needsNoMessage(error)) showError(error, titleOf(doc), { doc })
  }
}

/** Opens the permissions of a key. */
export function openPermissions(doc: DocId, key: KeyId): void {
  openDialog({ type: 'permissions', doc, key })
}

/** Downloads what is listed. */
export async function exportRights(doc: DocId, format: 'csv' | 'json'): Promise<void> {
  const { what } = rightsOfDoc(doc)
  try {
    const blob = await whileShown(doc, WRITABLE.exporting, (call) =>
      engine().exportRights({ doc, what, format }, call),
    )
    const file = rightsFileName(what, format)
    downloadBlob(blob, file)
    notify({ kind: 'status', text: exportedRightsText(file), doc, topic: 'export' })
  } catch (error) {
    if (!needsNoMessage(error)) showError(error, titleOf(doc), { doc, topic: 'export' })
  }
}

/** Fetches the rows again, from the top if they are other rows. */
async function listRows(doc: DocId, isFirst: boolean): Promise<void> {
  const { keys, descriptors } = controllerOf(doc)
  const reload = async (list: PagedList<WritableRow> | PagedList<DescriptorRow>) => {
    const at = isFirst ? 0 : list.view.focusIndex
    if (isFirst) list.restart()
    await list.reload(at, (focusIndex) =>
      isFirst ? { focusIndex, anchor: focusIndex, selection: new Set([0]) } : {},
    )
  }
  try {
    await Promise.all([reload(keys), reload(descriptors)])
  } catch (error) {
    if (!needsNoMessage(error)) reporterOf(doc)(error)
  }
}

function controllerOf(doc: DocId): Controller {
  const existing = controllers.get(doc)
  if (existing !== undefined) return existing
  const report = (error: unknown) => {
    if (!needsNoMessage(error)) reporterOf(doc)(error)
  }
  const keys = new PagedList<WritableRow>({
    read: () => rightsOfDoc(doc).keys,
    write: (change) => patch(doc, { keys: { ...rightsOfDoc(doc).keys, ...change } }),
    fetch: (range, signal) =>
      engine().writableRows({ doc, ...range }, signal === undefined ? {} : { signal }),
    report,
  })
  const descriptors = new PagedList<DescriptorRow>({
    read: () => rightsOfDoc(doc).descriptors,
    write: (change) => patch(doc, { descriptors: { ...rightsOfDoc(doc).descriptors, ...change } }),
    fetch: (range, signal) =>
      engine().descriptorRows({ doc, ...range }, signal === undefined ? {} : { signal }),
    report,
  })
  const measuring = new Measuring<WritableSummary>(doc, {
    read: () => rightsOfDoc(doc),
    write: (change) => patch(doc, change),
    ask: async (options) => {
      patch(doc, { book: await loadAccounts(doc), found: 0 })
      const { sids } = rightsOfDoc(doc)
      return engine().findWritable({ doc, sids }, options)
    },
    keysOf: (summary) => summary.keys,
    measured: () => listRows(doc, rightsOfDoc(doc).found === 0),
  })
  const end = engine().onEvent((event) => {
    if (event.type !== 'rights-progress' || event.doc !== doc) return
    const { running, found } = rightsOfDoc(doc)
    if (!running || event.found === found) return
    patch(doc, { found: event.found })
    void listRows(doc, found === 0)
  })
  const made: Controller = { keys, descriptors, measuring, end }
  controllers.set(doc, made)
  return made
}

function patch(doc: DocId, change: Partial<RightsView>): void {
  if (documentOf(doc) === undefined) return
  useRights.setState(({ byDoc }) => ({
    byDoc: { ...byDoc, [doc]: { ...(byDoc[doc] ?? NOTHING), ...change } },
  }))
}
