/** The files that were opened last, where the browser gives handles by which they can be opened again. */

import {
  changeRecentFiles,
  forgetTabName,
  nameTab,
  type RecentFile,
  readRecentFiles,
  tabName,
} from '../platform/recentFiles.ts'
import { forgottenText } from '../text/recentFiles.ts'
import { useDocuments } from './documents.ts'
import { notify } from './notices.ts'
import { useRecentFiles } from './recentStore.ts'

const MOST_FILES = 8

/** Starts the list, once when the page starts. */
export async function startRecentFiles(): Promise<void> {
  watchOpenFiles()
  await loadRecentFiles()
}

/** Reads the list that was kept, before any change of it. */
export function loadRecentFiles(): Promise<void> {
  return inTurn(async () => {
    const kept = await readRecentFiles()
    const tab = tabName()
    const { files } = useRecentFiles.getState()
    useRecentFiles.setState({
      files: bounded([...files, ...kept]),
      wereOpen: tab === null ? [] : kept.filter((file) => file.tab === tab),
    })
  })
}

/** Puts a file that was opened at the top of the list. */
export async function rememberFile(handle: FileSystemFileHandle): Promise<void> {
  nameTab()
  const file = { name: handle.name, handle, openedAt: Date.now(), tab: tabName() }
  await change(async (files) => bounded([file, ...(await without(files, handle))]))
}

/** Takes a file off the list. */
export async function forgetFile(handle: FileSystemFileHandle): Promise<void> {
  await change((files) => without(files, handle))
}

/** Forgets all files of the list. */
export async function forgetRecentFiles(): Promise<void> {
  useRecentFiles.setState({ wereOpen: [] })
  await change(async () => [])
  forgetTabName()
  notify({ kind: 'status', text: forgottenText(), topic: 'recent' })
}

/** Notes the files that are closed, so that they are not opened again after a reload. */
function watchOpenFiles(): void {
  useDocuments.subscribe(({ docs }, before) => {
    if (docs === before.docs) return
    const open = new Set(docs.map(({ handle }) => handle))
    for (const { handle } of before.docs) if (handle !== null && !open.has(handle)) closed(handle)
  })
}

function closed(handle: FileSystemFileHandle): void {
  void change(async (files) => {
    const are = await sameAs(files, handle)
    return files.map((file, at) => (are[at] === true ? { ...file, tab: null } : file))
  })
}

/** The newest files, and all that are open. */
function bounded(files: readonly RecentFile[]): readonly RecentFile[] {
  const tab = tabName()
  return files.filter((file, at) => at < MOST_FILES || (tab !== null && file.tab === tab))
}

function change(
  how: (files: readonly RecentFile[]) => Promise<readonly RecentFile[]>,
): Promise<void> {
  return inTurn(async () => {
    const files = await changeRecentFiles(useRecentFiles.getState().files, how)
    useRecentFiles.setState({ files })
  })
}

let last: Promise<unknown> = Promise.resolve()

/** Runs jobs in the order of their calls. */
function inTurn(job: () => Promise<void>): Promise<void> {
  const turn = last.then(job, job)
  last = turn
  return turn
}

async function without(
  files: readonly RecentFile[],
  handle: FileSystemFileHandle,
): Promise<readonly RecentFile[]> {
  const are = await sameAs(files, handle)
  return files.filter((_, at) => are[at] !== true)
}

function sameAs(
  files: readonly RecentFile[],
  handle: FileSystemFileHandle,
): Promise<readonly boolean[]> {
  return Promise.all(files.map((file) => file.handle.isSameEntry(handle)))
}
