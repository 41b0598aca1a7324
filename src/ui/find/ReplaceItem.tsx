// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { Fragment, memo } from 'react'
import { toggleReplacement } from '../../state/replacing.ts'
import { valueName } from '../../text/edits.ts'
import { HIT_PLACES, HIT_STATES, REPLACE, REPLACE_PROBLEMS, RESULTS } from '../../text/find.ts'
import type { HitRow, SearchId } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { KeyPath } from './HitItem.tsx'
import styles from './results.module.css'

interface ReplaceItemProps {
  readonly id: string
  readonly search: SearchId
  readonly hit: HitRow
  readonly chosen: boolean
  readonly index: number
  readonly selected: boolean
  readonly focused: boolean
  readonly top: number
  readonly height: number
}

/** The row of a replacement: whether it is made, where, what is there and what it becomes. */
export const ReplaceItem = memo(function ReplaceItem(props: ReplaceItemProps) {
  const { id, search, hit, chosen, index, selected, focused, top, height } = props
  const { place, state, value, name, replacement } = hit
  const problem = replacement?.problem ?? null
  const isPossible = replacement !== null && problem === null
  return (
    <div
      id={id}
      role="row"
      tabIndex={-1}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={cx(
        styles.row,
        focused && styles.focused,
        (!isPossible || !chosen) && styles.stale,
      )}
      style={{ position: 'absolute', top, height }}
    >
      <div
        role="gridcell"
        tabIndex={-1}
        aria-colindex={1}
        className={cx(styles.cell, styles.check)}
      >
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={REPLACE.include}
          checked={isPossible && chosen}
          disabled={!isPossible}
          onChange={() => toggleReplacement(search, hit.id)}
        />
      </div>
      <div role="rowheader" tabIndex={-1} aria-colindex={2} className={cx(styles.cell, styles.key)}>
        <KeyPath hit={hit} />
      </div>
      <div role="gridcell" tabIndex={-1} aria-colindex={3} className={styles.cell}>
        <span className={styles.clip}>
          {value !== null && <VisibleText text={valueName(name)} />}
        </span>
      </div>
      <div
        role="gridcell"
        tabIndex={-1}
        aria-colindex={4}
        className={cx(styles.cell, styles.small)}
      >
        {HIT_PLACES[place]}
      </div>
      <div role="gridcell" tabIndex={-1} aria-colindex={5} className={cx(styles.cell, styles.data)}>
        {state !== 'found' && (
          <span className={styles.note} title={HIT_STATES[state]}>
            {RESULTS[state]}
          </span>
        )}
        {replacement && (
          <Text
            text={replacement.was}
            start={replacement.cutStart}
            end={replacement.cutWas}
            className={styles.was}
          />
        )}
      </div>
      <div role="gridcell" tabIndex={-1} aria-colindex={6} className={cx(styles.cell, styles.data)}>
        {problem !== null && (
          <span className={styles.note} title={REPLACE_PROBLEMS[problem].why}>
            {REPLACE_PROBLEMS[problem].note}
          </span>
        )}
        {replacement && (
          <Text
            text={replacement.becomes}
            start={replacement.cutStart}
            end={replacement.cutBecomes}
          />
        )}
      </div>
    </div>
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
    <span className={cx(styles.clip, className)}>
      {start && '…'}
      {text.split('\0').map((string, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: strings of a list have no identity but their place
        <Fragment key={at}>
          {at > 0 && <span className={styles.separator}> │ </span>}
          {string !== '' && <VisibleText text={string} />}
        </Fragment>
      ))}
      {end && '…'}
    </span>
  )
}
