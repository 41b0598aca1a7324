import { memo } from 'react'
import { spellShownPath } from '../../bytes/spelling.ts'
import type { HistoryPoint } from '../../state/history.ts'
import { pointName, pointState } from '../../text/history.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { Cell, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import styles from './history.module.css'

interface HistoryItemProps extends RowFrame {
  readonly point: HistoryPoint
  /** The number of steps done at the oldest point. */
  readonly first: number
}

/** A point of the history: the step that leads to it, and whether the hive is there or was saved there. */
export const HistoryItem = memo(function HistoryItem(props: HistoryItemProps) {
  const { point, first, ...frame } = props
  const path = point.label === null ? '' : spellShownPath(point.path)
  return (
    <GridRow
      {...frame}
      aria-current={point.state === 'now' ? 'step' : undefined}
      className={styles[point.state]}
    >
      <Cell at={1} header>
        <span className={styles.mark} aria-hidden="true" />
        <Clip className={styles.name}>
          <VisibleText text={pointName(point, first)} />
        </Clip>
      </Cell>
      <Cell at={2} look="small">
        {pointState(point)}
      </Cell>
      <Cell at={3} look="data" className={styles.key}>
        <Clip title={path}>
          <bdi>{path}</bdi>
        </Clip>
      </Cell>
    </GridRow>
  )
})
