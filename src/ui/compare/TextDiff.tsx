import { TWO_HIVES } from '../../text/twoHives.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './compare.module.css'

/** UTF-16 units of a text, and lines of a list, that are drawn. */
const MOST_UNITS = 8192
const MOST_LINES = 500

/** A text in which what differs from another one is marked, from the first unit to the last that does. */
export function TextDiff({ own, other }: { readonly own: string; readonly other: string | null }) {
  if (own === '') return <p className={styles.muted}>{TWO_HIVES.empty}</p>
  const { start, end } = other === null ? { start: 0, end: 0 } : changedRange(own, other)
  const piece = (from: number, to: number) => own.slice(from, Math.min(to, MOST_UNITS))
  return (
    <div className={styles.text} dir="auto">
      <VisibleText text={piece(0, start)} />
      {end > start && (
        <mark>
          <VisibleText text={piece(start, end)} />
        </mark>
      )}
      <VisibleText text={piece(Math.max(start, end), own.length)} />
      {own.length > MOST_UNITS && '…'}
    </div>
  )
}

/** Lines of which those are marked that another list does not have. */
export function LinesDiff({
  own,
  other,
}: {
  readonly own: readonly string[]
  readonly other: readonly string[] | null
}) {
  if (own.length === 0) return <p className={styles.muted}>{TWO_HIVES.empty}</p>
  const known = other === null ? null : new Set(other)
  return (
    <ol className={styles.lines} dir="auto">
      {own.slice(0, MOST_LINES).map((line, at) => {
        const isOther = known !== null && !known.has(line)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <li key={at} className={cx(line === '' && styles.muted)}>
            {isOther ? (
              <mark>
                <VisibleText text={line === '' ? TWO_HIVES.empty : line} />
              </mark>
            ) : (
              <VisibleText text={line === '' ? TWO_HIVES.empty : line} />
            )}
          </li>
        )
      })}
      {own.length > MOST_LINES && <li>…</li>}
    </ol>
  )
}

/** The part of a text that is not the same at the beginning or the end of another one. */
function changedRange(
  own: string,
  other: string,
): { readonly start: number; readonly end: number } {
  const shorter = Math.min(own.length, other.length)
  let start = 0
  while (start < shorter && own[start] === other[start]) start++
  let tail = 0
  while (tail < shorter - start && own[own.length - 1 - tail] === other[other.length - 1 - tail]) {
    tail++
  }
  return { start, end: own.length - tail }
}
