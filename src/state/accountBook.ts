/** The names of accounts: those that open hives know, and those that every computer has. */

import type { Memberships } from '../security/assumedToken.ts'
import { parseSid, type Sid, splitRid } from '../security/sid.ts'
import { sidKind, sidOfAlias, wellKnownAccounts, wellKnownName } from '../security/wellKnown.ts'
import { SID_KIND_WORDS } from '../text/rights.ts'
import type { KnownAccounts } from '../worker/protocol.ts'

/** An account that can be chosen. */
export interface NamedAccount {
  readonly sid: Sid
  readonly name: string
}

/** Names that are suggested at once. */
const MOST_SUGGESTIONS = 40

/** Accounts that are often given permissions, which are suggested first. */
const USUAL: readonly Sid[] = [
  ...['S-1-5-32-545', 'S-1-5-32-544', 'S-1-5-18', 'S-1-5-11', 'S-1-1-0', 'S-1-5-4'],
  ...['S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464', 'S-1-5-19', 'S-1-5-20'],
  ...['S-1-3-0', 'S-1-3-4', 'S-1-15-2-1'],
]

export class AccountBook {
  readonly #names = new Map<Sid, string>()
  /** All accounts that have a name, the most usual first. */
  readonly #all: readonly NamedAccount[]
  /** Who is in which groups. */
  readonly members: Memberships
  /** The SID of the computer, if SAM is open. */
  readonly domain: Sid | undefined

  /** @param known - what open hives say */
  constructor({ accounts, members }: KnownAccounts) {
    for (const { sid, name } of accounts) if (!this.#names.has(sid)) this.#names.set(sid, name)
    const groups = new Map<Sid, Sid[]>()
    for (const { member, group } of members) {
      const known = groups.get(member)
      if (known === undefined) groups.set(member, [group])
      else known.push(group)
    }
    this.members = groups
    const local = accounts.find(({ sid, source }) => source === 'sam' && sidKind(sid) === 'domain')
    this.domain = local && splitRid(local.sid)?.domain
    const usual = USUAL.map((sid) => ({ sid, name: this.nameOf(sid) }))
    const own = [...this.#names].map(([sid, name]) => ({ sid, name }))
    const rest = wellKnownAccounts().filter(({ sid }) => !this.#names.has(sid))
    const seen = new Set<Sid>()
    this.#all = [...usual, ...own, ...rest].filter(({ sid }) => {
      if (seen.has(sid)) return false
      seen.add(sid)
      return true
    })
  }

  /** The name of an account; the SID itself if nobody knows one. */
  nameOf(sid: Sid): string {
    return this.#names.get(sid) ?? wellKnownName(sid) ?? sid
  }

  /** The name with the SID after it, or the SID with what kind of account it is. */
  describe(sid: Sid): string {
    const name = this.nameOf(sid)
    if (name !== sid) return `${name} (${sid})`
    const kind = sidKind(sid)
    return kind === 'unknown' ? sid : `${sid} (${SID_KIND_WORDS[kind]})`
  }

  /** The account that a typed text names: a SID, two letters of SDDL, or a name with or without its domain. */
  find(text: string): Sid | null {
    const typed = text.trim()
    const sid = parseSid(typed) ?? parseSid(/\((S-1-[^)]+)\)$/i.exec(typed)?.[1] ?? '')
    if (sid !== null) return sid
    const wanted = typed.toLowerCase()
    const named =
      this.#all.find(({ name }) => name.toLowerCase() === wanted) ??
      this.#all.find(({ name }) => ownName(name) === wanted)
    if (named !== undefined) return named.sid
    const alias = /^[a-z]{2}$/i.test(typed) ? sidOfAlias(typed, this.domain) : null
    return alias === 'relative' ? null : alias
  }

  /** Accounts whose names have a text in them, the most usual first. */
  suggest(text: string): NamedAccount[] {
    const wanted = text.trim().toLowerCase()
    const found: NamedAccount[] = []
    for (const account of this.#all) {
      if (found.length >= MOST_SUGGESTIONS) break
      if (account.name.toLowerCase().includes(wanted)) found.push(account)
    }
    return found
  }
}

/** A name without its domain, in lower case. */
function ownName(name: string): string {
  return name.slice(name.lastIndexOf('\\') + 1).toLowerCase()
}
