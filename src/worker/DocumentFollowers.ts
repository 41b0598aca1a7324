/** What is notified of the steps of a document only for a time, such as a comparison with another one. */

import type { Hive } from '../offreg/Hive.ts'
import type { RecordChanges } from '../regf/EditLog.ts'
import type { Direction, DocumentPart } from './DocumentPart.ts'

export class DocumentFollowers implements DocumentPart {
  readonly #all = new Set<DocumentPart>()

  add(follower: DocumentPart): void {
    this.#all.add(follower)
  }

  delete(follower: DocumentPart): void {
    this.#all.delete(follower)
  }

  edited(changes: RecordChanges, direction: Direction, movedFrom: readonly number[]): void {
    for (const follower of [...this.#all]) follower.edited(changes, direction, movedFrom)
  }

  swapped(hive: Hive, direction: Direction): void {
    for (const follower of [...this.#all]) follower.swapped(hive, direction)
  }

  closed(): void {
    for (const follower of [...this.#all]) follower.closed()
  }
}
