/** A hive whose first rows are on screen while the rest of its file is being read. Other calls wait for it. */

import type { BaseBlock } from '../regf/baseBlock.ts'
import type { Glance } from './glance.ts'
import { documentGone } from './HiveDocument.ts'
import type { DocInfo, ReplyOf, RequestOf } from './protocol.ts'

export class Arrival {
  readonly info: DocInfo
  /** Resolves when the hive is open, and rejects when it cannot be opened. */
  readonly opened: Promise<DocInfo>
  /** Gets the fraction that is read. */
  onProgress: (done: number) => void = () => {}
  /** Whether the page was told that the root is expanded. */
  isExpanded = false
  readonly #glance: Glance
  readonly #stop: AbortController

  constructor(glance: Glance, opened: Promise<DocInfo>, stop: AbortController) {
    this.info = glance.info
    this.opened = opened
    this.#glance = glance
    this.#stop = stop
  }

  /** The header of the hive. */
  get base(): BaseBlock {
    return this.#glance.base
  }

  /** Stops reading. */
  stop(): void {
    this.#stop.abort()
  }

  /** @throws HiveError `stale` when the hive could not be opened */
  async wait(): Promise<void> {
    await this.opened.catch(() => {
      throw documentGone()
    })
  }

  /** The rows that are known; null for others. */
  rows({ from, count }: RequestOf<'visibleRows'>): ReplyOf<'visibleRows'> | null {
    const { page } = this.#glance
    const rows = page.rows.slice(from, from + count)
    return from + rows.length === Math.min(from + count, page.total)
      ? { ...page, from, rows }
      : null
  }

  /** The number of rows once the root is expanded; null for another change of the rows. */
  expand({ key, expanded }: RequestOf<'setExpanded'>): ReplyOf<'setExpanded'> | null {
    if (key !== this.info.root || !expanded) return null
    this.isExpanded = true
    const { revision, total } = this.#glance.page
    return { revision, total }
  }
}
