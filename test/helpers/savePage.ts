/** A page with one edited hive, SYSTEM, on a file of an in-memory disk, for tests of saving. */

import { vi } from 'vitest'
import { useDialogs } from '../../src/state/dialogs.ts'
import { activeDocument, useDocuments } from '../../src/state/documents.ts'
import { runEdit } from '../../src/state/edits.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { startState } from '../../src/state/start.ts'
import type { EngineClient } from '../../src/worker/protocol.ts'
import { FakeHandle } from './fakeHandle.ts'
import { bytesOf, hiveFile, pageEngine } from './pageEngine.ts'

type Save = EngineClient['save']
type Request = Parameters<Save>[0]

/** The calls to the engine that save, and the names of what was downloaded. */
export const saves: Request[] = []
export const downloads: string[] = []

export const HIVE = { name: 'ROOT' }
export const AS_IS = { name: 'SYSTEM', layout: 'kept' } as const

/**
 * A handle of a file on an in-memory disk, and the user's answer to the question whether it may be
 * written.
 */
export function handleThat(
  answer: PermissionState,
  asked: () => Promise<PermissionState> = async () => answer,
): FileSystemFileHandle {
  return fileThat(asked).handle
}

/** The same as a file. */
export function fileThat(
  asked: () => Promise<PermissionState>,
  known: PermissionState = 'prompt',
): FakeHandle {
  return Object.assign(new FakeHandle('SYSTEM', bytesOf(HIVE)), {
    queryPermission: async () => known,
    requestPermission: asked,
  })
}

export const granted = () => fileThat(async () => 'granted')

/** Opens SYSTEM, makes one edit, and counts the calls to the engine. */
export async function openEdited(
  handle: FileSystemFileHandle | null,
  save?: (request: Request, real: Save) => ReturnType<Save>,
): Promise<number> {
  const engine = pageEngine()
  startState({
    ...engine,
    save: (request, options) => {
      saves.push(request)
      return save ? save(request, engine.save) : engine.save(request, options)
    },
  })
  await openFiles([{ file: hiveFile('SYSTEM', HIVE), handle }])
  const info = activeDocument()?.info
  if (!info) throw new TypeError('SYSTEM did not open')
  await runEdit(info.doc, { kind: 'create-key', parent: info.root, name: 'New' })
  return info.doc
}

/** The notice that was shown last. */
export const notice = () => useNotices.getState().notices.at(-1)

/** Starts again, without a hive. */
export function startSaving(): void {
  saves.length = 0
  downloads.length = 0
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  URL.createObjectURL = () => 'blob:test'
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    downloads.push(this.download)
  })
}
