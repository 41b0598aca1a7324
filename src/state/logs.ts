/**
 * The transaction logs that were given for hives: previewing what they would do, and offering to
 * apply them. They are applied only when the user says so.
 */

import { create } from 'zustand'
import { HiveError } from '../errors.ts'
import { cleanLogsText, lateLogsText } from '../text/recovery.ts'
import type { DocId, DocInfo, RecoveryReport } from '../worker/protocol.ts'
import { documentOf } from './documents.ts'
import { engine } from './engine.ts'
import { needsNoMessage, notify } from './notices.ts'

export interface LogsView {
  /** null until the engine has answered. */
  readonly report: RecoveryReport | null
  /** Fraction of the preview done. */
  readonly done: number
  /** Why there can be no preview. */
  readonly failed: unknown
}

interface Logs {
  readonly views: Readonly<Record<DocId, LogsView>>
}

export const useLogs = create<Logs>(() => ({ views: {} }))

const UNKNOWN: LogsView = { report: null, done: 0, failed: null }

/** Previews under way, each with the controller that cancels it. */
const asked = new Map<DocId, AbortController>()

/**
 * Handles logs that were given, with a hive or later: previews what they would do, or says that
 * they do nothing.
 */
export function logsGiven({ doc, name, logs, dirty, recovery, state }: DocInfo): void {
  // The preview from before is of fewer logs.
  dropLogs(doc)
  if (recovery !== null) {
    notify({ kind: 'status', doc, ...lateLogsText(name, recovery) })
  } else if (!dirty) notify({ kind: 'status', doc, ...cleanLogsText(name, logs) })
  else if (state.undo === null) void loadPreview(doc)
}

/**
 * Loads the preview of what the logs of a document would do. The document has to be as it was
 * opened.
 */
export async function loadPreview(doc: DocId): Promise<void> {
  asked.get(doc)?.abort()
  const controller = new AbortController()
  asked.set(doc, controller)
  const { signal } = controller
  put(doc, UNKNOWN)
  try {
    const onProgress = (done: number) => {
      if (!signal.aborted) put(doc, { ...UNKNOWN, done })
    }
    const report = await engine().previewLogs({ doc }, { signal, onProgress })
    if (!signal.aborted) put(doc, { report, done: 1, failed: null })
  } catch (failed) {
    if (signal.aborted || needsNoMessage(failed)) return
    // An edit came first. A preview is possible again once that edit is undone.
    const isEdited = failed instanceof HiveError && failed.code === 'already-edited'
    if (isEdited && documentOf(doc)?.state.undo) dropLogs(doc)
    else put(doc, { ...UNKNOWN, failed })
  }
}

/** Forgets the preview of a document's logs. */
export function dropLogs(doc: DocId): void {
  asked.get(doc)?.abort()
  asked.delete(doc)
  useLogs.setState(({ views }) => {
    const { [doc]: _closed, ...others } = views
    return { views: others }
  })
}

function put(doc: DocId, view: LogsView): void {
  useLogs.setState(({ views }) => ({ views: { ...views, [doc]: view } }))
}
