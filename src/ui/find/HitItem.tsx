// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { memo } from 'react'
import { spellKeyName, spellShownPath } from '../../bytes/spelling.ts'
import { valueName } from '../../text/edits.ts'
import { HIT_PLACES, HIT_STATES, RESULTS } from '../../text/find.ts'
import { markedText } from '../../text/visibleText.ts'
import { typeName } from '../../values/valueType.ts'
import type { HitPreview, HitRow } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { DataText } from '../grid/DataText.tsx'
import styles from './results.module.css'

interface HitItemProps {
  readonly id: string
  readonly hit: HitRow
  /** The name of its hive, if several were searched. */
  readonly hive: string | null
  readonly index: number
  readonly selected: boolean
  readonly focused: boolean
  readonly top: number
  readonly height: number
}

/** The row of a hit. What was found is marked where it is: in the key, the name or the data. */
export const HitItem = memo(function HitItem(props: HitItemProps) {
  const { id, hit, hive, index, selected, focused, top, height } = props
  const { place, state, value, name, type, preview, data } = hit
  const first = hive === null ? 1 : 2
  return (
    <div
      id={id}
      role="row"
      tabIndex={-1}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={cx(styles.row, focused && styles.focused, state !== 'found' && styles.stale)}
      style={{ position: 'absolute', top, height }}
    >
      {hive !== null && (
        <div
          role="gridcell"
          tabIndex={-1}
          aria-colindex={1}
          className={cx(styles.cell, styles.small)}
        >
          <span className={styles.clip} title={hive}>
            {markedText(hive)}
          </span>
        </div>
      )}
      <div
        role="rowheader"
        tabIndex={-1}
        aria-colindex={first}
        className={cx(styles.cell, styles.key)}
      >
        <KeyPath hit={hit} />
      </div>
      <div role="gridcell" tabIndex={-1} aria-colindex={first + 1} className={styles.cell}>
        <span className={styles.clip}>
          {value === null ? null : place === 'name' && preview ? (
            <Marked preview={preview} />
          ) : (
            <VisibleText text={valueName(name)} />
          )}
        </span>
      </div>
      <div
        role="gridcell"
        tabIndex={-1}
        aria-colindex={first + 2}
        className={cx(styles.cell, styles.small)}
      >
        {HIT_PLACES[place]}
      </div>
      <div
        role="gridcell"
        tabIndex={-1}
        aria-colindex={first + 3}
        className={cx(styles.cell, styles.small)}
      >
        <span className={styles.clip}>{type === null ? '' : typeName(type)}</span>
      </div>
      <div
        role="gridcell"
        tabIndex={-1}
        aria-colindex={first + 4}
        className={cx(styles.cell, styles.data)}
      >
        {state !== 'found' && (
          <span className={styles.note} title={HIT_STATES[state]}>
            {RESULTS[state]}
          </span>
        )}
        <span className={styles.clip}>
          {place === 'data' && preview && <Marked preview={preview} />}
          {data && type !== null && (
            <DataText row={{ absent: false, tombstone: false, type, preview: data }} />
          )}
        </span>
      </div>
    </div>
  )
})

/** The path of the key: what is above it may be cut, its own name is not. */
export function KeyPath({ hit }: { readonly hit: HitRow }) {
  const { path, key, place, preview } = hit
  if (key === null) return <span className={styles.small}>{RESULTS.goneKey}</span>
  const own = path.at(-1)
  const whole = spellShownPath(path)
  const end = own === undefined ? '' : spellKeyName(own)
  const above = whole.endsWith(end) ? whole.slice(0, whole.length - end.length) : ''
  const isMarked = place === 'key' && preview !== null
  return (
    <>
      {own !== undefined && above !== '' && (
        <span className={styles.above} title={whole}>
          <bdi>{above}</bdi>
        </span>
      )}
      <span className={styles.own} title={whole}>
        {isMarked ? <Marked preview={preview} /> : <VisibleText text={own ?? RESULTS.root} />}
      </span>
    </>
  )
}

/** A match with the text around it, of which as much is left out as does not fit beside the match. */
function Marked({ preview }: { readonly preview: HitPreview }) {
  const { before, match, after, isBytes, cutBefore, cutMatch, cutAfter } = preview
  const space = isBytes ? ' ' : ''
  const isInside = { start: before !== '' || cutBefore, end: after !== '' || cutAfter }
  return (
    <span className={styles.marked}>
      {isInside.start && (
        <span className={styles.before}>
          {cutBefore && '…'}
          {before !== '' && <Piece text={before} start={cutBefore} end />}
          {before !== '' && space}
        </span>
      )}
      <mark className={styles.mark}>
        <Piece text={match} {...isInside} />
        {cutMatch && '…'}
      </mark>
      {isInside.end && (
        <span className={styles.after}>
          {after !== '' && space}
          {after !== '' && <Piece text={after} start end={cutAfter} />}
          {cutAfter && '…'}
        </span>
      )}
    </span>
  )
}

interface PieceProps {
  readonly text: string
  /** Whether there is more of the text before this piece, and after it. */
  readonly start: boolean
  readonly end: boolean
}

/** A piece of a text. A space at its edge is no hidden character unless it is at the edge of the whole text. */
function Piece({ text, start, end }: PieceProps) {
  const [, before = '', rest = ''] = start ? (/^( *)(.*)$/s.exec(text) ?? []) : ['', '', text]
  const [, own = '', after = ''] = end ? (/^(.*?)( *)$/s.exec(rest) ?? []) : ['', rest, '']
  return (
    <>
      {before}
      {own !== '' && <VisibleText text={own} />}
      {after}
    </>
  )
}
