/**
 * The path of the selected key in the address of the page, after `#`, so that it can be bookmarked and
 * sent. It is a path and never data, and browsers do not send this part of an address to any server.
 */

import { readFragment, watchFragment, writeFragment } from '../platform/fragment.ts'
import type { DocId } from '../worker/protocol.ts'
import { registryPath } from './copying.ts'
import { activeDocument, useDocuments } from './documents.ts'
import { engine } from './engine.ts'
import { goTo } from './navigation.ts'
import { useSettings } from './settings.ts'
import { inTurn, keyDetails, reveal } from './tree.ts'
import { treeView, useTree } from './treeRows.ts'
import { showKey } from './values.ts'

/** The path that the page was opened with, until a hive is opened that has it. */
let wanted: string | null = null

/** Keeps the address of the page and the selected key alike. To be called once. */
export function watchPageAddress(): void {
  wanted = readFragment()
  watchFragment((path) => {
    const doc = activeDocument()?.info.doc
    if (doc === undefined) wanted = path
    else void goTo(doc, path)
  })
  useTree.subscribe(showPath)
  useDocuments.subscribe(showPath)
  useSettings.subscribe(showPath)
}

function showPath(): void {
  const info = activeDocument()?.info
  if (!useSettings.getState().pathInAddress) writeFragment(null)
  else if (info === undefined) writeFragment(wanted)
  else {
    const details = keyDetails(info.doc)
    if (details === null) return
    writeFragment(details.pathCut ? null : registryPath(info.prefix, details.path))
  }
}

/**
 * Goes to the path that the page was opened with, if it is in a hive that has just been opened, in
 * which nothing else has been gone to.
 */
export function goToWanted(doc: DocId): Promise<void> {
  const text = wanted
  if (text === null) return Promise.resolve()
  return inTurn(doc, async () => {
    if (treeView(doc).visited.length > 1) return
    const { kind, missing, key, value } = await engine().resolvePath({ doc, text })
    if (kind !== 'absolute' || missing !== null) return
    wanted = null
    await reveal(doc, key)
    if (value !== null) await showKey(doc, key, value)
  })
}
