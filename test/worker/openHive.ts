/** A session with one open hive, for the tests of `worker`. */

import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { createEngine, type Engine } from '../../src/worker/engine.ts'
import { HiveDocument } from '../../src/worker/HiveDocument.ts'
import type { JournalStorage } from '../../src/worker/journals/JournalStorage.ts'
import type {
  DocId,
  DocInfo,
  EditRequest,
  EditResult,
  EngineEvent,
  FindingRow,
  KeyId,
  NamedFile,
  TreeRow,
  ValueColumn,
  ValueRow,
} from '../../src/worker/protocol.ts'

/** The bytes of a hive that `build` fills. */
export function hiveBytes(build: (root: Key) => void = () => {}): Uint8Array<ArrayBuffer> {
  const hive = Hive.create({ now: 132_539_328_000_000_000n })
  hive.transact(() => build(hive.rootKey))
  return hive.finishedCopy()
}

/** A document without a session. */
export function documentOf(hive: Hive): HiveDocument {
  const opened = { name: 'TEST', hive, handle: null, logs: [], newest: null, recovered: null }
  return new HiveDocument(opened, 1, () => {})
}

/** Checks a document and returns all findings. */
export async function findingsOf(session: Engine, doc: DocId): Promise<readonly FindingRow[]> {
  await session.check({ doc })
  return (await session.findings({ doc, from: 0, count: 1_000_000 })).rows
}

export class OpenHive {
  readonly session: Engine
  readonly info: DocInfo
  readonly events: EngineEvent[]

  constructor(session: Engine, info: DocInfo, events: EngineEvent[]) {
    this.session = session
    this.info = info
    this.events = events
  }

  static async open(
    bytes: Uint8Array<ArrayBuffer>,
    options: {
      readonly name?: string
      readonly handle?: FileSystemFileHandle
      readonly logs?: readonly NamedFile[]
      readonly storage?: JournalStorage
    } = {},
  ): Promise<OpenHive> {
    const events: EngineEvent[] = []
    const session = createEngine((event) => events.push(event), options.storage)
    const { name = 'TEST', handle = null, logs = [] } = options
    const info = await session.open({ name, file: new File([bytes], name), handle, logs })
    return new OpenHive(session, info, events)
  }

  get doc(): number {
    return this.info.doc
  }

  async key(text: string): Promise<KeyId> {
    const match = await this.session.resolvePath({ doc: this.doc, text })
    if (match.missing !== null) throw new Error(`no ${match.missing} in ${text}`)
    return match.key
  }

  async rows(from = 0, count = 1000): Promise<readonly TreeRow[]> {
    return (await this.session.visibleRows({ doc: this.doc, from, count })).rows
  }

  /** Names of the visible rows, indented by level. */
  async outline(): Promise<string[]> {
    return (await this.rows()).map(({ level, name }) => '.'.repeat(level - 1) + name)
  }

  async values(
    key: KeyId,
    column: ValueColumn | 'stored' = 'name',
    direction: 'ascending' | 'descending' = 'ascending',
  ): Promise<readonly ValueRow[]> {
    const order = { column, descending: direction === 'descending' }
    const { doc } = this
    return (await this.session.values({ doc, key, order, from: 0, count: 1000 })).rows
  }

  /** All findings of the hive as it is now. */
  findings(): Promise<readonly FindingRow[]> {
    return findingsOf(this.session, this.doc)
  }

  edit(edit: EditRequest): Promise<EditResult> {
    return this.session.edit({ doc: this.doc, edit })
  }

  undo(): Promise<EditResult | null> {
    return this.session.undo({ doc: this.doc })
  }

  redo(): Promise<EditResult | null> {
    return this.session.redo({ doc: this.doc })
  }
}
