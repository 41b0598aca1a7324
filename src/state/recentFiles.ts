/** The files that were opened last, where the browser gives handles by which they can be opened again. */

import { create } from 'zustand'
import { type RecentFile, readRecentFiles, writeRecentFiles } from '../platform/recentFiles.ts'
import { forgottenText } from '../text/recentFiles.ts'
import { notify } from './notices.ts'

export type { RecentFile }

const MOST_FILES = 8

interface Recent {
  readonly files: readonly RecentFile[]
}

export const useRecentFiles = create<Recent>(() => ({ files: [] }))

/** Reads the list that was kept, once when the page starts. */
export async function loadRecentFiles(): Promise<void> {
  const kept = await readRecentFiles()
  const { files } = useRecentFiles.getState()
  useRecentFiles.setState({ files: [...files, ...kept].slice(0, MOST_FILES) })
}

/** Puts a file that was opened at the top of the list. */
export async function rememberFile(handle: FileSystemFileHandle): Promise<void> {
  const others = await without(handle)
  const file = { name: handle.name, handle, openedAt: Date.now() }
  await keep([file, ...others].slice(0, MOST_FILES))
}

/** Takes a file off the list. */
export async function forgetFile(handle: FileSystemFileHandle): Promise<void> {
  await keep(await without(handle))
}

/** Forgets all files of the list. */
export async function forgetRecentFiles(): Promise<void> {
  await keep([])
  notify({ kind: 'status', text: forgottenText(), topic: 'recent' })
}

async function keep(files: readonly RecentFile[]): Promise<void> {
  useRecentFiles.setState({ files })
  await writeRecentFiles(files)
}

async function without(handle: FileSystemFileHandle): Promise<readonly RecentFile[]> {
  const { files } = useRecentFiles.getState()
  const same = await Promise.all(files.map((file) => file.handle.isSameEntry(handle)))
  return files.filter((_, at) => !same[at])
}
