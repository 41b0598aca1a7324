/** Hives whose edits are kept in memory, and what is left of them when their tab is gone. */

import { vi } from 'vitest'
import { type Engine, engineOf } from '../../src/worker/engine.ts'
import type { HiveDocument } from '../../src/worker/HiveDocument.ts'
import type {
  DocInfo,
  EngineEvent,
  JournalNews,
  KeptEdits,
  KeptList,
  NamedFile,
} from '../../src/worker/protocol.ts'
import { Session } from '../../src/worker/Session.ts'
import type { MemoryStorage } from '../helpers/memoryStorage.ts'
import { OpenHive } from './openHive.ts'

/** An open hive whose bytes can be looked at. */
export class KeptHive extends OpenHive {
  readonly document: HiveDocument

  private constructor(session: Session, hive: OpenHive) {
    super(hive.session, hive.info, hive.events)
    this.document = session.document(hive.doc)
  }

  static async start(
    bytes: Uint8Array<ArrayBuffer>,
    storage: MemoryStorage,
    options: { readonly handle?: FileSystemFileHandle; readonly logs?: readonly NamedFile[] } = {},
  ): Promise<KeptHive> {
    const { handle = null, logs = [] } = options
    const file = new File([bytes], 'TEST')
    return KeptHive.#with(storage, (engine) => engine.open({ name: 'TEST', file, handle, logs }))
  }

  /** A new hive, which no file holds. */
  static startEmpty(storage: MemoryStorage): Promise<KeptHive> {
    return KeptHive.#with(storage, (engine) => engine.openEmpty({ name: '' }))
  }

  /** Resumes a journal in another engine, as after a crash of all tabs. */
  static async resume(
    storage: MemoryStorage,
    file: Blob | null = null,
    journal = storage.onlyId,
    handle: FileSystemFileHandle | null = null,
    logs: readonly NamedFile[] = [],
  ): Promise<KeptHive> {
    storage.crash()
    return KeptHive.#with(storage, (engine) => engine.resume({ journal, file, logs, handle }))
  }

  static async #with(
    storage: MemoryStorage,
    open: (engine: Engine) => Promise<DocInfo>,
  ): Promise<KeptHive> {
    const events: EngineEvent[] = []
    const session = new Session((event) => events.push(event), storage)
    const engine = engineOf(session)
    return new KeptHive(session, new OpenHive(engine, await open(engine), events))
  }

  /** All bytes of the hive as it is. */
  get bytes(): Uint8Array {
    const { image } = this.document.hive
    return image.bytesCopy(0, image.length)
  }

  /** What the page was told of keeping edits. */
  get news(): readonly JournalNews[] {
    return this.events.flatMap((event) => (event.type === 'journal' ? [event.news] : []))
  }

  /** Undoes everything. */
  async undoAll(): Promise<void> {
    await this.session.goToStep({ doc: this.doc, position: 0 })
  }
}

/** The list that another tab gets. */
export function keptList(storage: MemoryStorage): Promise<KeptList> {
  return engineOf(new Session(() => {}, storage)).keptEdits({})
}

/** What is kept, as another tab lists it. */
export async function keptIn(storage: MemoryStorage): Promise<readonly KeptEdits[]> {
  return (await keptList(storage)).kept
}

/** Waits until the snapshot of the only journal is whole. */
export async function whole(storage: MemoryStorage): Promise<void> {
  await vi.waitFor(async () => {
    const [kept] = await keptIn(storage)
    if (kept === undefined || kept.needsFile) throw new Error('not yet')
  })
}
