/** What the privacy pane shows of what is kept: everything as it was last read from the browser's storage. */

import { create } from 'zustand'
import { type StorageLeft, storageLeft, storageRoom } from '../platform/kept.ts'
import { type WorkerCounts, workerCounts } from '../platform/serviceWorker.ts'
import { forgetAll, type KeptThing, keptThings } from './kept.ts'

export type { KeptThing }

interface KeptList {
  /** null until it has been read. */
  readonly things: readonly KeptThing[] | null
  /** Bytes used, and the most that may be used; null if the browser does not say. */
  readonly room: { readonly used: number; readonly most: number } | null
  readonly counts: WorkerCounts | null
  /** What was in storage after something was forgotten; null before. */
  readonly left: StorageLeft | null
}

const UNREAD: KeptList = { things: null, room: null, counts: null, left: null }

export const useKeptList = create<KeptList>(() => UNREAD)

/** Reads the list when the pane opens. */
export async function openKeptList(): Promise<void> {
  useKeptList.setState(UNREAD)
  await read()
  useKeptList.setState({ counts: await workerCounts() })
}

/** Removes one thing, or everything, and reads the storage again. */
export async function forgetKept(thing: KeptThing | null): Promise<void> {
  try {
    if (thing === null) await forgetAll()
    else await thing.forget()
  } finally {
    await read()
    useKeptList.setState({ left: await storageLeft() })
  }
}

async function read(): Promise<void> {
  const [things, room] = await Promise.all([keptThings(), storageRoom()])
  useKeptList.setState({ things, room })
}
