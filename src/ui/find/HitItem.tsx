import { memo } from 'react'
import { valueName } from '../../text/edits.ts'
import { HIT_PLACES, HIT_STATES, RESULTS } from '../../text/find.ts'
import { markedText } from '../../text/visibleText.ts'
import { typeName } from '../../values/valueType.ts'
import type { HitPreview, HitRow } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { DataText } from '../grid/DataText.tsx'
import { Cell, CellNote, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { KeyPath } from '../lists/KeyPath.tsx'
import styles from './results.module.css'

interface HitItemProps extends RowFrame {
  readonly hit: HitRow
  /** The name of its hive, if several were searched. */
  readonly hive: string | null
}

/** The row of a hit. What was found is marked where it is: in the key, the name or the data. */
export const HitItem = memo(function HitItem(props: HitItemProps) {
  const { hit, hive, ...frame } = props
  const { place, state, value, name, type, preview, data } = hit
  const first = hive === null ? 1 : 2
  return (
    <GridRow {...frame} className={cx(state !== 'found' && styles.stale)}>
      {hive !== null && (
        <Cell at={1} look="small">
          <Clip title={hive}>{markedText(hive)}</Clip>
        </Cell>
      )}
      <Cell at={first} header look="path">
        <HitPath hit={hit} />
      </Cell>
      <Cell at={first + 1}>
        <Clip>
          {value === null && name === '' ? null : place === 'name' && preview ? (
            <Marked preview={preview} />
          ) : (
            <VisibleText text={valueName(name)} />
          )}
        </Clip>
      </Cell>
      <Cell at={first + 2} look="small">
        {HIT_PLACES[place]}
      </Cell>
      <Cell at={first + 3} look="small">
        <Clip>{type === null ? '' : typeName(type)}</Clip>
      </Cell>
      <Cell at={first + 4} look="data">
        {state !== 'found' && <CellNote title={HIT_STATES[state]}>{RESULTS[state]}</CellNote>}
        <Clip>
          {place === 'data' && preview && <Marked preview={preview} />}
          {data && type !== null && (
            <DataText row={{ absent: false, tombstone: false, type, preview: data }} />
          )}
        </Clip>
      </Cell>
    </GridRow>
  )
})

/** The path of the key of a hit, in which the match is marked. */
export function HitPath({ hit }: { readonly hit: HitRow }) {
  const { path, key, place, preview } = hit
  if (key === null && path.length === 0)
    return <span className={styles.gone}>{RESULTS.goneKey}</span>
  const isMarked = place === 'key' && preview !== null
  const own = isMarked ? <Marked preview={preview} /> : undefined
  return <KeyPath path={path} root={RESULTS.root} own={own} />
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
