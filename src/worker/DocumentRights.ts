/**
 * The keys of a document that chosen accounts may write to, and the descriptors of its keys. They can be read while
 * they are found; an edit ends them.
 */

import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { keyName } from '../regf/keyNode.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { type DescriptorUse, KeyRights, WRITE_RIGHTS } from '../rights/KeyRights.ts'
import { RIGHT } from '../security/accessMask.ts'
import { tokenOf } from '../security/assumedToken.ts'
import type { Descriptor } from '../security/descriptor.ts'
import { AceTexts, formatSddl } from '../security/sddl.ts'
import { shownName } from '../text/visibleText.ts'
import type { DocumentPart } from './DocumentPart.ts'
import { rowPath } from './displayNames.ts'
import type { Ids } from './Ids.ts'
import type {
  DescriptorRow,
  DocId,
  EngineEvent,
  GrantReason,
  RequestOf,
  RowPage,
  WritableRow,
  WritableSummary,
} from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'
import type { VisibleRows } from './visibleRows.ts'

/** The change of progress after which the page is told again. */
const PROGRESS_STEP = 0.01

/** The document in its current state. */
interface WalkedDocument {
  readonly id: DocId
  readonly hive: Hive
  readonly revision: number
  readonly ids: Ids
  readonly rows: Pick<VisibleRows, 'ancestors'>
}

export class DocumentRights implements DocumentPart {
  readonly #doc: WalkedDocument
  readonly #send: (event: EngineEvent) => void
  #found: KeyRights | null = null
  /** Why the rights of each descriptor are granted. */
  readonly #reasons = new WeakMap<Descriptor, readonly GrantReason[]>()
  #texts = new AceTexts()

  constructor(doc: WalkedDocument, send: (event: EngineEvent) => void) {
    this.#doc = doc
    this.#send = send
  }

  edited(): void {
    this.closed()
  }

  swapped(): void {
    this.closed()
  }

  closed(): void {
    this.#found = null
    this.#texts = new AceTexts()
  }

  /** What was found last. */
  get found(): KeyRights {
    if (this.#found !== null) return this.#found
    throw new HiveError('stale', 'the hive was edited since, or was never searched')
  }

  /** Finds the keys. Must be called within `exclusive`. */
  async find(
    { sids }: RequestOf<'findWritable'>,
    { signal, progress }: CallContext,
  ): Promise<WritableSummary> {
    const { hive, id, revision } = this.#doc
    const found = new KeyRights(hive, tokenOf(sids))
    this.#found = found
    let told = 0
    await runInSlices(found.find(), {
      signal,
      onProgress: (done) => {
        progress(done)
        if (done - told < PROGRESS_STEP) return
        told = done
        this.#send({ type: 'rights-progress', doc: id, done, found: found.count })
      },
    })
    const { count, walked, uses } = found
    return { revision, writable: count, keys: walked, descriptors: uses.length }
  }

  /** A page of the keys. */
  writablePage(from: number, count: number): RowPage<WritableRow> {
    const { found } = this
    const rows: WritableRow[] = []
    for (let index = from; index < Math.min(found.count, from + count); index++) {
      const one = found.at(index)
      if (one === undefined) break
      const { key, use } = one
      const rights = (use.access?.granted ?? 0) & WRITE_RIGHTS
      const reasons = this.reasonsOf(use)
      rows.push({ id: index, key: this.#doc.ids.of(key), ...this.#pathOf(key), rights, reasons })
    }
    return { revision: this.#doc.revision, total: found.count, from, rows }
  }

  /** A page of the descriptors. */
  descriptorPage(from: number, count: number): RowPage<DescriptorRow> {
    const { uses } = this.found
    const rows = uses.slice(from, from + count).map((use, at): DescriptorRow => {
      const { first, keys, descriptor, access } = use
      return {
        ...{ id: from + at, key: this.#doc.ids.of(first), keys, ...this.#pathOf(first) },
        owner: descriptor?.owner ?? null,
        sddl: descriptor === null ? null : shownName(formatSddl(descriptor, this.#texts)),
        rights: (access?.granted ?? 0) & WRITE_RIGHTS,
      }
    })
    return { revision: this.#doc.revision, total: uses.length, from, rows }
  }

  /** Why the rights to write are granted that a descriptor gives, one reason for each entry. */
  reasonsOf({ descriptor, access }: DescriptorUse): readonly GrantReason[] {
    if (descriptor === null || access === null) return []
    const known = this.#reasons.get(descriptor)
    if (known !== undefined) return known
    const reasons = new Map<number | 'owner' | 'no-list', GrantReason>()
    for (const { right, granted, decider } of access.decisions) {
      const { by } = decider
      const bit = RIGHT[right] & WRITE_RIGHTS
      if (!granted || bit === 0 || by === 'label' || by === 'no-entry') continue
      const ace = by === 'entry' ? descriptor.dacl?.aces[decider.index] : undefined
      const id = by === 'entry' ? decider.index : by
      const sid = ace !== undefined && 'sid' in ace ? ace.sid : null
      const reason = reasons.get(id) ?? {
        ...{ rights: 0, by },
        sid: by === 'owner' ? descriptor.owner : sid,
        entry: ace === undefined ? null : this.#texts.format(ace),
      }
      reasons.set(id, { ...reason, rights: reason.rights | bit })
    }
    const list = [...reasons.values()]
    this.#reasons.set(descriptor, list)
    return list
  }

  /** The names from below the root down to a key. */
  namesOf(key: CellOffset): string[] {
    const { cells } = this.#doc.hive
    const path = this.#doc.rows.ancestors(key) ?? [key]
    return path.slice(1).map((cell) => keyName(cells, cell, cells.payloadAt(cell)))
  }

  #pathOf(key: CellOffset): Pick<WritableRow, 'path' | 'pathCut'> {
    const names = this.namesOf(key)
    return rowPath(names.length, (index) => names[index] as string)
  }
}
