/** Opening recent files again: one, or those that a tab had open when it was reloaded. */

import type { OpenedFile } from '../platform/open.ts'
import { fileOf } from '../platform/recentFiles.ts'
import { askAgainText, notReopenedText } from '../text/recentFiles.ts'
import { notify } from './notices.ts'
import { openFiles, refusalOf } from './openFiles.ts'
import { forgetFile } from './recentFiles.ts'
import { type RecentFile, useRecentFiles } from './recentStore.ts'

/**
 * Opens the files that this tab had open, in their order. Must be called in answer to a click or key. Browsers that
 * ask for files of an earlier visit ask once for all of them, with the first one; where each is asked for, the click
 * counts for some seconds, and what is left is offered again.
 */
export async function reopenFiles(): Promise<void> {
  const { wereOpen } = useRecentFiles.getState()
  const files: OpenedFile[] = []
  let left: readonly RecentFile[] = []
  // The newest one comes first in the list.
  const wanted = wereOpen.toReversed()
  for (const [at, { name, handle }] of wanted.entries()) {
    try {
      files.push({ file: await fileOf(handle), handle })
    } catch (error) {
      const why = error instanceof DOMException ? error.name : ''
      if (why === 'SecurityError' || why === 'NotAllowedError') {
        left = wanted.slice(at)
        break
      }
      if (sayUnread(name, error, 'recent') === 'gone') await forgetFile(handle)
    }
  }
  useRecentFiles.setState({ wereOpen: left.toReversed() })
  await openFiles(files)
  if (left.length === 0) return
  const { text, detail, again } = askAgainText(left.map(({ name }) => name))
  const action = { label: again, run: () => void reopenFiles() }
  notify({ kind: 'alert', text, detail, action, topic: 'reopen' })
}

/** Opens a recent file again. Must be called in answer to a click or key, since the browser may ask. */
export async function openRecentFile({ name, handle }: RecentFile): Promise<void> {
  try {
    await openFiles([{ file: await fileOf(handle), handle }])
  } catch (error) {
    if (sayUnread(name, error, 'recent') === 'gone') await forgetFile(handle)
  }
}

/** Opens the files of a launch: each in a tab of its own, with the handle that it can be saved through. */
export async function openLaunched(handles: readonly FileSystemFileHandle[]): Promise<void> {
  const files = await Promise.all(
    handles.map(async (handle) => {
      try {
        return [{ file: await handle.getFile(), handle }]
      } catch (error) {
        sayUnread(handle.name, error, 'launched')
        return []
      }
    }),
  )
  await openFiles(files.flat())
}

/** Says that the file of a handle cannot be read: it is gone, or the browser does not let the page. */
function sayUnread(name: string, error: unknown, from: 'recent' | 'launched'): 'gone' | 'refused' {
  const isGone = error instanceof DOMException && error.name === 'NotFoundError'
  notify({
    kind: 'alert',
    ...notReopenedText(name, isGone, from === 'recent'),
    topic: refusalOf(name),
  })
  return isGone ? 'gone' : 'refused'
}
