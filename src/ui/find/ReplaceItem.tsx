import { Fragment, memo } from 'react'
import { toggleReplacement } from '../../state/replacing.ts'
import { valueName } from '../../text/edits.ts'
import { HIT_PLACES, HIT_STATES, REPLACE, REPLACE_PROBLEMS, RESULTS } from '../../text/find.ts'
import type { HitRow, SearchId } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { Cell, CellNote, CheckCell, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { HitPath } from './HitItem.tsx'
import styles from './results.module.css'

interface ReplaceItemProps extends RowFrame {
  readonly search: SearchId
  readonly hit: HitRow
  readonly chosen: boolean
}

/** The row of a replacement: whether it is made, where, what is there and what it becomes. */
export const ReplaceItem = memo(function ReplaceItem(props: ReplaceItemProps) {
  const { search, hit, chosen, ...frame } = props
  const { place, state, value, name, replacement } = hit
  const problem = replacement?.problem ?? null
  const isPossible = replacement !== null && problem === null
  return (
    <GridRow {...frame} className={cx((!isPossible || !chosen) && styles.stale)}>
      <CheckCell
        label={REPLACE.include}
        checked={isPossible && chosen}
        disabled={!isPossible}
        onChange={() => toggleReplacement(search, hit.id)}
      />
      <Cell at={2} header look="path">
        <HitPath hit={hit} />
      </Cell>
      <Cell at={3}>
        <Clip>{(value !== null || name !== '') && <VisibleText text={valueName(name)} />}</Clip>
      </Cell>
      <Cell at={4} look="small">
        {HIT_PLACES[place]}
      </Cell>
      <Cell at={5} look="data">
        {state !== 'found' && <CellNote title={HIT_STATES[state]}>{RESULTS[state]}</CellNote>}
        {replacement && (
          <Text
            text={replacement.was}
            start={replacement.cutStart}
            end={replacement.cutWas}
            className={styles.was}
          />
        )}
      </Cell>
      <Cell at={6} look="data">
        {problem !== null && (
          <CellNote title={REPLACE_PROBLEMS[problem].why}>
            {REPLACE_PROBLEMS[problem].note}
          </CellNote>
        )}
        {replacement && (
          <Text
            text={replacement.becomes}
            start={replacement.cutStart}
            end={replacement.cutBecomes}
          />
        )}
      </Cell>
    </GridRow>
  )
})

interface TextProps {
  readonly text: string
  /** Whether there is more before it, and after it. */
  readonly start: boolean
  readonly end: boolean
  readonly className?: string | undefined
}

/** A text, or the strings of a list with a line between them. */
function Text({ text, start, end, className }: TextProps) {
  return (
    <Clip className={className}>
      {start && '…'}
      {text.split('\0').map((string, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: strings of a list have no identity but their place
        <Fragment key={at}>
          {at > 0 && <span className={styles.separator}> │ </span>}
          {string !== '' && <VisibleText text={string} />}
        </Fragment>
      ))}
      {end && '…'}
    </Clip>
  )
}
