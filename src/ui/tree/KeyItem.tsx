import { TriangleAlert } from 'lucide-react'
import { type CSSProperties, memo, type ReactNode } from 'react'
import { formatFiletime, formatFiletimeShort, type TimeZone } from '../../bytes/filetime.ts'
import { damageText } from '../../text/damage.ts'
import { keyName } from '../../text/edits.ts'
import { lastWriteText, subkeysText, TREE_WORDS } from '../../text/panes.ts'
import { markedText } from '../../text/visibleText.ts'
import type { TreeRow } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './KeyTree.module.css'

interface KeyItemProps {
  readonly id: string
  readonly row: TreeRow
  readonly index: number
  readonly selected: boolean
  /** It was cut, to be pasted elsewhere. */
  readonly cut: boolean
  /** Something is dragged over it, and can be dropped. */
  readonly drop: boolean
  readonly top: number
  readonly height: number
  /** The zone of the column with the last write; null without that column. */
  readonly times: TimeZone | null
  /** The field that replaces the name while it is typed in place. */
  readonly field?: ReactNode
}

/** The row of a key. Its accessible name and its text are only the key's name. */
export const KeyItem = memo(function KeyItem(props: KeyItemProps) {
  const { id, row, index, selected, cut, drop, top, height, times, field } = props
  const parent = row.subkeyCount > 0
  return (
    <div
      id={id}
      role="treeitem"
      tabIndex={-1}
      data-index={index}
      className={cx(styles.row, cut && styles.cut, drop && styles.drop)}
      style={rowStyle({ top, height, level: row.level })}
      aria-label={markedText(keyName(row.name))}
      aria-description={descriptionOf(row, { times, cut })}
      aria-level={row.level}
      aria-posinset={row.posInSet}
      aria-setsize={row.setSize}
      aria-expanded={parent ? row.expanded : undefined}
      aria-selected={selected}
    >
      <span className={styles.twisty} aria-hidden="true" data-twisty={parent ? '' : undefined}>
        {parent && <Triangle />}
      </span>
      <Glyph link={row.link} />
      {field ?? (
        <>
          <span className={cx(styles.name, row.name === '' && styles.unnamed)} data-name="">
            <Name row={row} />
          </span>
          {row.current && (
            <span
              className={styles.mark}
              title={TREE_WORDS.currentTitle}
              data-word={TREE_WORDS.current}
            />
          )}
          {row.change && (
            <span
              className={cx(styles.mark, styles[row.change])}
              title={TREE_WORDS.changeTitle[row.change]}
              data-word={TREE_WORDS.change[row.change]}
            />
          )}
          {row.link && (
            <span className={styles.mark} title={TREE_WORDS.linkTitle}>
              {TREE_WORDS.link}
            </span>
          )}
          {row.tombstone && (
            <span className={styles.mark} title={TREE_WORDS.tombstoneTitle}>
              {TREE_WORDS.tombstone}
            </span>
          )}
          {row.damage && (
            <span
              className={styles.damaged}
              title={damageText(row.damage)}
              data-word={TREE_WORDS.damaged}
            >
              <TriangleAlert size="0.8125rem" aria-hidden="true" />
            </span>
          )}
          {parent && (
            <span className={styles.count} data-count={row.subkeyCount.toLocaleString('en')} />
          )}
          {times !== null && (
            <span className={styles.written} title={formatFiletime(row.lastWrite, times)}>
              <Written text={formatFiletimeShort(row.lastWrite, times)} />
            </span>
          )}
        </>
      )}
    </div>
  )
})

/** A time to the second, of which a narrow pane shows the day only. */
function Written({ text }: { readonly text: string }) {
  const [day] = text.split(' ')
  return <span data-time={text} data-day={day} />
}

/** The name of a key, with the text of the filter marked. */
function Name({ row: { name, match } }: { readonly row: TreeRow }) {
  if (match === null || match.at >= name.length) return <VisibleText text={keyName(name)} />
  const end = match.at + match.length
  return (
    <>
      {match.at > 0 && <VisibleText text={name.slice(0, match.at)} />}
      <mark className={styles.found}>
        <VisibleText text={name.slice(match.at, end)} />
      </mark>
      {end < name.length && <VisibleText text={name.slice(end)} />}
    </>
  )
}

interface NewKeyItemProps {
  readonly level: number
  readonly name: string
  readonly style: CSSProperties
  readonly children: ReactNode
}

/** The row of a new key whose name is being typed. */
export function NewKeyItem({ level, name, style, children }: NewKeyItemProps) {
  const { top, height } = style
  return (
    <div
      role="treeitem"
      tabIndex={-1}
      className={styles.row}
      style={rowStyle({ top: Number(top), height: Number(height), level })}
      aria-label={name}
      aria-level={level}
      aria-selected={false}
    >
      <span className={styles.twisty} />
      <Glyph link={false} />
      {children}
    </div>
  )
}

function rowStyle(place: { top: number; height: number; level: number }): CSSProperties {
  const { top, height, level } = place
  return { position: 'absolute', top, height, ['--depth' as string]: level - 1 }
}

function descriptionOf(
  row: TreeRow,
  { times, cut }: Pick<KeyItemProps, 'times' | 'cut'>,
): string | undefined {
  const parts = [
    cut ? TREE_WORDS.cut : '',
    row.change === null ? '' : TREE_WORDS.change[row.change],
    row.subkeyCount > 0 ? subkeysText(row.subkeyCount) : '',
    times === null ? '' : lastWriteText(formatFiletime(row.lastWrite, times)),
    row.current ? TREE_WORDS.current : '',
    row.link ? TREE_WORDS.link : '',
    row.tombstone ? TREE_WORDS.tombstone : '',
    row.damage ? `${TREE_WORDS.damaged}: ${damageText(row.damage)}` : '',
  ].filter((part) => part !== '')
  return parts.length > 0 ? parts.join(', ') : undefined
}

function Triangle() {
  return (
    <svg viewBox="0 0 10 10" aria-hidden="true">
      <path d="M3 1.2 7.4 5 3 8.8z" />
    </svg>
  )
}

function Glyph({ link }: { readonly link: boolean }) {
  return (
    <svg className={styles.glyph} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M2 4.5A1.5 1.5 0 0 1 3.5 3h2.6l1.6 1.8h4.8A1.5 1.5 0 0 1 14 6.3v5.2a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5z" />
      {link && <path d="M6 11 10 7.5M7.4 7.2H10.2V10" />}
    </svg>
  )
}
