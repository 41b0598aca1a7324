/** Changes by path: what the text of an import or the result of a comparison asks for. */

/** The key of a change, and where the change comes from. */
interface AboutKey {
  /** Names from the root down, without the root. The same array must always mean the same path. */
  readonly path: readonly string[]
  /** The line of the text that asks for the change, counted from 1. */
  readonly line?: number | undefined
}

/**
 * One change. Every kind but the deletions, `rename-key` and `move-key` creates the key, and its parents, if they are missing.
 */
export type Change = AboutKey &
  (
    | { readonly kind: 'create-key' }
    /** Deletes a key and everything below it. */
    | { readonly kind: 'delete-key' }
    | {
        readonly kind: 'set-value'
        readonly name: string
        readonly type: number
        readonly data: Uint8Array
      }
    | { readonly kind: 'delete-value'; readonly name: string }
    /** `descriptor` is self-relative. */
    | { readonly kind: 'set-security'; readonly descriptor: Uint8Array }
    /** `''` stands for no class name. */
    | { readonly kind: 'set-class'; readonly className: string }
    | { readonly kind: 'set-virtual-flags'; readonly flags: number }
    /**
     * Flags that say how the record is read stay as they are. `userFlags` is a byte: user flags in the low half,
     * virtualization flags in the high one.
     */
    | { readonly kind: 'set-flags'; readonly flags: number; readonly userFlags: number }
    /** Gives a key that exists another name, which no other key beside it has. */
    | { readonly kind: 'rename-key'; readonly name: string }
    /** Moves a key that exists below another one that exists, under a name that no key has there. */
    | { readonly kind: 'move-key'; readonly parent: readonly string[]; readonly name: string }
    /** FILETIME. Later changes of the key, its values or its subkeys give it the time of the edit again. */
    | { readonly kind: 'set-last-write'; readonly time: bigint }
  )

/** Where changes come from. A change is used only until the next one is asked for. */
export interface ChangeSource extends Iterable<Change> {
  /** The fraction of the changes that was read; never less than before. */
  readonly progress: number
}

/** What a change did. */
export type Effect =
  /** It is a key or value that did not exist. */
  | { readonly kind: 'created' }
  /** The value had another type or other data. */
  | { readonly kind: 'replaced'; readonly before: ValueBefore }
  /** The security, class, flags or time of a key that existed is another one. */
  | { readonly kind: 'changed' }
  /** Counts what is gone. */
  | { readonly kind: 'deleted'; readonly keys: number; readonly values: number }
  /** It was like that already, or there was nothing to delete. */
  | { readonly kind: 'none' }

/** The content that a value had. */
export interface ValueBefore {
  readonly type: number
  /** Bytes of all its data. */
  readonly size: number
  /** The first bytes of it, at most 1,024. */
  readonly head: Uint8Array
}

/** Learns the effect of each change, in their order. */
export type ReportEffect = (change: Change, effect: Effect) => void

/**
 * Makes a source of changes that are in memory.
 *
 * @param changes - the changes in order
 * @returns the source; it can be read several times, one after the other
 */
export function sourceOf(changes: readonly Change[]): ChangeSource {
  let done = 0
  return {
    get progress() {
      return changes.length === 0 ? 1 : done / changes.length
    },
    *[Symbol.iterator]() {
      done = 0
      for (const change of changes) {
        yield change
        done++
      }
    },
  }
}
