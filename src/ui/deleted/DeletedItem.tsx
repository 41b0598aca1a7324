import { memo } from 'react'
import { DELETED, deletedName, evidenceTexts, SURE_TEXT } from '../../text/deletedItems.ts'
import { hexOffset } from '../../text/findings.ts'
import { PENDING } from '../../text/pending.ts'
import { typeName } from '../../values/valueType.ts'
import type { DeletedRow } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { useTimeText } from '../common/useTimeText.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { Cell, CellNote, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { KeyPath } from '../lists/KeyPath.tsx'
import styles from './deleted.module.css'

interface DeletedItemProps extends RowFrame {
  readonly row: DeletedRow
}

/** A deleted key or value. */
export const DeletedItem = memo(function DeletedItem({ row, ...frame }: DeletedItemProps) {
  const { kind, pathWhole, type, preview, lastWrite, confidence, at } = row
  const { isGone, isUnsettled, restored, state } = row
  const timeText = useTimeText()
  // The name of a key has its own column.
  const path = kind === 'key' ? row.path.slice(0, -1) : row.path
  return (
    <GridRow {...frame} className={cx((isGone || isUnsettled) && styles.faint)}>
      <Cell at={1} header>
        <Clip>
          <VisibleText text={deletedName(row)} />
        </Clip>
        {restored && <CellNote className={styles.restored}>{DELETED.restored}</CellNote>}
        {isGone && <CellNote>{DELETED.gone}</CellNote>}
        {state === 'lost' && !isGone && <CellNote>{DELETED.lost}</CellNote>}
      </Cell>
      <Cell at={2} look="small">
        {DELETED.kinds[kind]}
      </Cell>
      <Cell at={3} look="path">
        {isUnsettled || isGone || (path.length === 0 && !pathWhole) ? (
          <span className={styles.muted}>
            {isUnsettled ? DELETED.settling : isGone ? '' : DELETED.unknownKey}
          </span>
        ) : (
          <>
            {!pathWhole && <span className={styles.muted}>…\</span>}
            <KeyPath path={path} root={PENDING.root} />
          </>
        )}
      </Cell>
      <Cell at={4} look="small">
        <Clip>{type === null ? '' : typeName(type)}</Clip>
      </Cell>
      <Cell at={5} look="data">
        <Clip title={preview} dir="auto">
          <VisibleText text={preview} />
        </Clip>
      </Cell>
      <Cell at={6} look="data">
        <Clip>{lastWrite === null ? '' : timeText(lastWrite)}</Clip>
      </Cell>
      <Cell at={7} look="small" title={isUnsettled ? '' : evidenceTexts(row).join('\n')}>
        {isUnsettled || isGone ? '' : SURE_TEXT[confidence]}
      </Cell>
      <Cell at={8} look="data">
        {hexOffset(at)}
      </Cell>
    </GridRow>
  )
})
