/** Moving lines of a text up and down, and splitting a list that was pasted as one line. */

/** The replacement of a range of a text. */
export interface LineMove {
  readonly from: number
  readonly to: number
  readonly inserted: string
  /** The selection afterwards. */
  readonly selection: readonly [from: number, to: number]
}

/**
 * Moves the lines that a selection touches past the line above (-1) or below (1).
 *
 * @param text - lines with `\n` between them
 * @param from - start of the selection in UTF-16 units
 * @param to - its end
 * @returns what to replace; null when there is no line to move past
 */
export function moveLines(text: string, from: number, to: number, step: 1 | -1): LineMove | null {
  const start = text.lastIndexOf('\n', from - 1) + 1
  const next = text.indexOf('\n', to)
  const end = next < 0 ? text.length : next
  const lines = text.slice(start, end)
  if (step === -1) {
    if (start === 0) return null
    const above = text.lastIndexOf('\n', start - 2) + 1
    const other = text.slice(above, start - 1)
    const by = above - start
    return {
      from: above,
      to: end,
      inserted: `${lines}\n${other}`,
      selection: [from + by, to + by],
    }
  }
  if (next < 0) return null
  const after = text.indexOf('\n', next + 1)
  const below = after < 0 ? text.length : after
  const other = text.slice(next + 1, below)
  const by = other.length + 1
  return { from: start, to: below, inserted: `${other}\n${lines}`, selection: [from + by, to + by] }
}

/** The most units of a pasted line for which splitting is offered. */
const MOST_SPLIT = 10_000

/**
 * The parts of a list that was pasted as one line, such as `a;b;c`: split at semicolons, or at commas if it has none.
 *
 * @returns null for text of several lines, and for text that is not a list
 */
export function partsOfList(pasted: string): readonly string[] | null {
  if (pasted.length > MOST_SPLIT || /[\r\n]/.test(pasted)) return null
  const parts = pasted
    .split(pasted.includes(';') ? ';' : ',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return parts.length > 1 ? parts : null
}
