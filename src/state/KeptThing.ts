/** Something that is kept on this device. */

export type KeptKind = 'settings' | 'favorites' | 'recent-files' | 'page' | 'edits'

export interface KeptThing {
  /** Distinguishes it from the others. */
  readonly id: string
  readonly kind: KeptKind
  /** What it is, in words. */
  readonly name: string
  /** Bytes of storage; null where that cannot be told. */
  readonly bytes: number | null
  /** Since when it is kept, in milliseconds since 1970, UTC; null where that is not known. */
  readonly since: number | null
  /** When it is removed unless it is used before, in the same unit; null if it stays. */
  readonly until: number | null
  readonly forget: () => Promise<void>
}
