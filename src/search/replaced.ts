/** Texts in which something was replaced. */

/** The most UTF-16 units of a text after a replacement. */
export const MOST_REPLACED = 1 << 24

/** A text in which something was replaced. */
export interface Replaced {
  /** null if it would have more than `MOST_REPLACED` units. */
  readonly text: string | null
  /** How many times something was replaced. */
  readonly count: number
}

/** Replaces what a query finds in a text; null if there is nothing of it. */
export type Replacer = (text: string) => Replaced | null
