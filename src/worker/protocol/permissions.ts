/** Part of the protocol: permissions of keys, the accounts in them, and who may write where. */

import type { Account, Membership } from '../../known/accounts.ts'
import type { Sid } from '../../security/sid.ts'
import type { Revised } from './call.ts'
import type { KeyId } from './documents.ts'
import type { KeyDetails } from './rows.ts'

/** A key above another one. */
export interface KeyAbove extends Pick<KeyDetails, 'path' | 'pathCut'> {
  /** Self-relative; null when it cannot be read. */
  readonly descriptor: Uint8Array | null
}

export interface KeyPermissions extends Revised, KeyAbove {
  /** The bytes of a descriptor that cannot be read, cut after 64; otherwise null. */
  readonly unreadable: Uint8Array | null
  /** The keys above, the parent first; as many as together have 256 KiB. */
  readonly above: readonly KeyAbove[]
  readonly hasSubkeys: boolean
}

/** What open hives say about accounts. */
export interface KnownAccounts {
  readonly accounts: readonly Account[]
  readonly members: readonly Membership[]
}

/** The result of looking for keys that can be written to. */
export interface WritableSummary extends Revised {
  /** The keys that can be written to, all keys, and the descriptors that they use. */
  readonly writable: number
  readonly keys: number
  readonly descriptors: number
}

/** Why some rights are granted. */
export interface GrantReason {
  readonly rights: number
  readonly by: 'entry' | 'owner' | 'no-list'
  /** The account of the entry, or the owner; null without a list. */
  readonly sid: Sid | null
  /** The entry in SDDL; null of other reasons. */
  readonly entry: string | null
}

/** A key that can be written to. */
export interface WritableRow extends Pick<KeyDetails, 'path' | 'pathCut'> {
  readonly id: number
  readonly key: KeyId
  /** The rights that allow changes. */
  readonly rights: number
  readonly reasons: readonly GrantReason[]
}

/** A descriptor and how many keys use it. */
export interface DescriptorRow extends Pick<KeyDetails, 'path' | 'pathCut'> {
  readonly id: number
  /** The first key that uses it, whose path it is. */
  readonly key: KeyId
  readonly keys: number
  readonly owner: Sid | null
  /** Cut if it is long; null when the descriptor cannot be read. */
  readonly sddl: string | null
  /** The rights of the chosen accounts that allow changes. */
  readonly rights: number
}
