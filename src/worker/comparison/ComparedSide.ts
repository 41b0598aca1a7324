/** One of the two hives of a comparison, as it was when it was compared. */

import type { ComparedHive } from '../../compare/compare.ts'
import { HiveError } from '../../errors.ts'
import { Hive } from '../../offreg/Hive.ts'
import { findKeyNode } from '../../regf/keyNode.ts'
import { OriginalImage } from '../../regf/OriginalImage.ts'
import type { OriginalPages } from '../../regf/OriginalPages.ts'
import { type CellOffset, NIL } from '../../regf/offsets.ts'
import { findSubkey } from '../../regf/subkeyList.ts'
import { shownPath } from '../displayNames.ts'
import type { HiveDocument } from '../HiveDocument.ts'
import { runInSlices } from '../slices.ts'

/** A hive that was opened to be compared. */
export interface OpenedSide {
  readonly hive: Hive
  /** The document that it is the current hive of; null for any other hive. */
  readonly doc: HiveDocument | null
  /** The document whose bytes it needs: closing that ends the comparison. */
  readonly owner: HiveDocument | null
  /** The hive whose check tells about this one. */
  readonly survey: Hive
  /** Whether it is the document as it was opened. */
  readonly isOriginal?: boolean
  /** What it is called. */
  readonly name: string
  /** The names from its root down to the key at which the comparison begins. */
  readonly path: readonly string[]
}

export class ComparedSide {
  readonly opened: OpenedSide
  /** The hive as it was compared, whatever is edited. It has no bytes of its own. */
  readonly frozen: Hive
  /** The key at which the comparison begins. */
  readonly top: CellOffset
  readonly #revision: number
  readonly #pages: OriginalPages | null

  private constructor(
    opened: OpenedSide,
    revision: number,
    frozen: Hive,
    pages: OriginalPages | null,
  ) {
    this.opened = opened
    this.frozen = frozen
    this.top = keyAt(frozen, opened)
    this.#revision = revision
    this.#pages = pages
  }

  /**
   * Keeps the bytes of a hive as they are.
   *
   * @throws HiveError `key-not-found`
   */
  static async freeze(opened: OpenedSide, signal: AbortSignal): Promise<ComparedSide> {
    const { hive, doc } = opened
    const revision = doc?.revision ?? 0
    if (!hive.image.isFlat) return new ComparedSide(opened, revision, hive, null)
    const pages = hive.image.keepBytes()
    try {
      const steps = Hive.openSteps(new OriginalImage(hive.image, pages))
      const frozen = await runInSlices(steps, { signal, atOnce: true })
      return new ComparedSide(opened, revision, frozen, pages)
    } catch (error) {
      hive.image.forgetBytes(pages)
      throw error
    }
  }

  /** Bytes of memory that only the comparison needs. */
  get held(): number {
    const { hive, owner, doc } = this.opened
    return doc === null && (owner === null || hive.image.isFlat) ? hive.image.length : 0
  }

  /** Whether the hive was read for the comparison. */
  get isOwn(): boolean {
    const { owner, doc } = this.opened
    return owner === null && doc === null
  }

  /** Whether the document is as it was compared, and not between two steps of an edit. */
  get isUnchanged(): boolean {
    const { doc, hive } = this.opened
    if (doc === null) return true
    return doc.hive === hive && doc.revision === this.#revision && !hive.image.isPaused
  }

  /** The hive as `compareSteps` takes it: the bytes themselves, which are faster to read. */
  get compared(): ComparedHive {
    const { hive, survey } = this.opened
    const isSound = survey.cells.isSound(survey.root)
    return { cells: hive.cells, root: this.top, keys: survey.surveyedKeys ?? 1, isSound }
  }

  release(): void {
    if (this.#pages !== null) this.opened.hive.image.forgetBytes(this.#pages)
  }
}

function keyAt({ cells, root }: Hive, { path }: OpenedSide): CellOffset {
  let key = root
  for (const name of path) {
    const next = findSubkey(cells, cells.payloadAt(key), name)
    if (next === NIL || findKeyNode(cells, next) === 0) {
      throw new HiveError('key-not-found', `there is no key ${name}`, { subject: shownPath(path) })
    }
    key = next
  }
  return key
}
