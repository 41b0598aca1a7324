/**
 * The keys of each hive that chosen accounts can write to, and its descriptors. The engine keeps both; the page has the
 * rows in view, while they are still being found too.
 */

import type { Sid } from '../security/sid.ts'
import { ACCOUNT } from '../security/wellKnown.ts'
import { exportedRightsText, rightsFileName, WRITABLE } from '../text/writable.ts'
import type {
  CallOptions,
  DescriptorRow,
  DocId,
  KeyId,
  WritableRow,
  WritableSummary,
} from '../worker/protocol.ts'
import { AccountBook } from './accountBook.ts'
import { openDialog } from './dialogs.ts'
import { download } from './downloads.ts'
import { engine } from './engine.ts'
import { MeasuredViews } from './MeasuredViews.ts'
import { type Measured, UNMEASURED } from './Measuring.ts'
import { goToRow } from './navigation.ts'
import { reporterOf } from './notices.ts'
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
  close(): void
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

/** The keys that can be written, and the descriptors, of each hive. */
export const rightsViews = new MeasuredViews<WritableSummary, RightsView, Controller>({
  nothing: NOTHING,
  make: makeController,
  ask: findWritable,
  keysOf: ({ keys }) => keys,
  measured: (doc): Promise<void> => listRows(doc, rightsViews.viewOf(doc).found === 0),
})

/** The list of keys. */
export function writableList(doc: DocId): PagedList<WritableRow> {
  return rightsViews.controllerOf(doc).keys
}

/** The list of descriptors. */
export function descriptorList(doc: DocId): PagedList<DescriptorRow> {
  return rightsViews.controllerOf(doc).descriptors
}

/** Lists the keys or the descriptors. */
export function chooseRightsList(doc: DocId, what: RightsList): void {
  rightsViews.patch(doc, { what })
}

/** Chooses whose rights count, and looks again. At least one account is kept. */
export function chooseAccounts(doc: DocId, sids: readonly Sid[]): void {
  if (sids.length === 0) return
  rightsViews.patch(doc, { sids })
  void rightsViews.start(doc)
}

/** Selects a key in the tree. */
export function goToKey(doc: DocId, key: KeyId): Promise<void> {
  return goToRow(doc, { key, value: null })
}

/** Opens the permissions of a key. */
export function openPermissions(doc: DocId, key: KeyId): void {
  openDialog({ type: 'permissions', doc, key })
}

/** Downloads what is listed. */
export async function exportRights(doc: DocId, format: 'csv' | 'json'): Promise<void> {
  const { what } = rightsViews.viewOf(doc)
  const file = rightsFileName(what, format)
  await download(doc, {
    working: WRITABLE.exporting,
    write: (options) => engine().exportRights({ doc, what, format }, options),
    file,
    done: exportedRightsText(file),
  })
}

async function findWritable(doc: DocId, options: CallOptions): Promise<WritableSummary> {
  rightsViews.patch(doc, { book: await loadAccounts(doc), found: 0 })
  const { sids } = rightsViews.viewOf(doc)
  return engine().findWritable({ doc, sids }, options)
}

/** Fetches the rows again, from the top if they are other rows. */
async function listRows(doc: DocId, isFirst: boolean): Promise<void> {
  const { keys, descriptors } = rightsViews.controllerOf(doc)
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
    reporterOf(doc)(error)
  }
}

function makeController(doc: DocId): Controller {
  const report = reporterOf(doc)
  const keys = new PagedList<WritableRow>({
    read: () => rightsViews.viewOf(doc).keys,
    write: (change) =>
      rightsViews.patch(doc, { keys: { ...rightsViews.viewOf(doc).keys, ...change } }),
    fetch: (range, options) => engine().writableRows({ doc, ...range }, options),
    report,
  })
  const descriptors = new PagedList<DescriptorRow>({
    read: () => rightsViews.viewOf(doc).descriptors,
    write: (change) =>
      rightsViews.patch(doc, {
        descriptors: { ...rightsViews.viewOf(doc).descriptors, ...change },
      }),
    fetch: (range, options) => engine().descriptorRows({ doc, ...range }, options),
    report,
  })
  const end = engine().onEvent((event) => {
    if (event.type !== 'rights-progress' || event.doc !== doc) return
    const { running, found } = rightsViews.viewOf(doc)
    if (!running || event.found === found) return
    rightsViews.patch(doc, { found: event.found })
    void listRows(doc, found === 0)
  })
  return {
    keys,
    descriptors,
    close: () => {
      keys.close()
      descriptors.close()
      end()
    },
  }
}
