/**
 * Which deleted records a step of the history has restored. An undo of the step takes that back, a redo brings it
 * again.
 */

import type { DeletedRecords } from '../deleted/DeletedRecords.ts'
import { isInside } from '../deleted/restoreMany.ts'
import type { FileOffset } from '../regf/offsets.ts'
import type { Direction } from './DocumentPart.ts'

interface RestoringStep {
  /** The number of steps that were done when it was done, itself included. */
  readonly position: number
  readonly records: readonly FileOffset[]
}

export class RestoredRecords {
  #position = 0
  #steps: RestoringStep[] = []
  /** Those of the steps that are done; null until somebody asks. */
  #now: Set<FileOffset> | null = null

  /** Follows a step of the history. */
  follow(direction: Direction): void {
    this.#now = null
    if (direction === 'undo') {
      this.#position--
      return
    }
    this.#position++
    // Steps that were undone cannot be redone any more.
    if (direction === 'do') {
      this.#steps = this.#steps.filter(({ position }) => position < this.#position)
    }
  }

  /** Notes that the step that was done last has restored records. */
  add(records: readonly FileOffset[]): void {
    this.#now = null
    this.#steps.push({ position: this.#position, records })
  }

  /** Checks whether a record is restored, alone or with a key that it was in. */
  has(found: DeletedRecords, at: FileOffset): boolean {
    this.#now ??= new Set(
      this.#steps
        .filter(({ position }) => position <= this.#position)
        .flatMap(({ records }) => records),
    )
    if (this.#now.size === 0) return false
    return this.#now.has(at) || isInside(found, at, this.#now)
  }
}
