// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { memo } from 'react'
import { spellShownPath } from '../../bytes/spelling.ts'
import type { HistoryPoint } from '../../state/history.ts'
import { pointName, pointState } from '../../text/history.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './history.module.css'

interface HistoryItemProps {
  readonly id: string
  readonly point: HistoryPoint
  /** The number of steps done at the oldest point. */
  readonly first: number
  readonly index: number
  readonly selected: boolean
  readonly focused: boolean
  readonly top: number
  readonly height: number
}

/** A point of the history: the step that leads to it, and whether the hive is there or was saved there. */
export const HistoryItem = memo(function HistoryItem(props: HistoryItemProps) {
  const { id, point, first, index, selected, focused, top, height } = props
  const path = point.label === null ? '' : spellShownPath(point.path)
  return (
    <div
      id={id}
      role="row"
      tabIndex={-1}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-current={point.state === 'now' ? 'step' : undefined}
      className={cx(styles.row, focused && styles.focused, styles[point.state])}
      style={{ position: 'absolute', top, height }}
    >
      <div role="rowheader" tabIndex={-1} aria-colindex={1} className={styles.cell}>
        <span className={styles.mark} aria-hidden="true" />
        <span className={styles.clip}>
          <VisibleText text={pointName(point, first)} />
        </span>
      </div>
      <div
        role="gridcell"
        tabIndex={-1}
        aria-colindex={2}
        className={cx(styles.cell, styles.small)}
      >
        {pointState(point)}
      </div>
      <div role="gridcell" tabIndex={-1} aria-colindex={3} className={cx(styles.cell, styles.key)}>
        <span className={styles.clip} title={path}>
          <bdi>{path}</bdi>
        </span>
      </div>
    </div>
  )
})
