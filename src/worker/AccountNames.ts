/** The names of accounts, from the open hives. They are read again when a hive that has names was edited. */

import { accountName, accountNames } from '../known/accounts.ts'
import type { Sid } from '../security/sid.ts'
import { wellKnownName } from '../security/wellKnown.ts'
import type { HiveDocument } from './HiveDocument.ts'

interface Names {
  readonly revision: number
  readonly names: ReadonlyMap<Sid, string>
}

export class AccountNames {
  readonly #known = new WeakMap<HiveDocument, Names>()

  /**
   * Names an account.
   *
   * @param documents - the open hives, those whose names count most first
   * @returns the name; null if none of them and no list of Windows' own accounts has it
   */
  nameOf(sid: Sid, documents: readonly HiveDocument[]): string | null {
    const wellKnown = wellKnownName(sid)
    if (wellKnown !== null) return wellKnown
    for (const document of documents) {
      const name = accountName(sid, this.#namesIn(document))
      if (name !== null) return name
    }
    return null
  }

  #namesIn(document: HiveDocument): ReadonlyMap<Sid, string> {
    const { hive, revision } = document
    const known = this.#known.get(document)
    if (known?.revision === revision) return known.names
    const names = hive.cells.readBefore(() => accountNames([hive]))
    this.#known.set(document, { revision, names })
    return names
  }
}
