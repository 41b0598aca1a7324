import { memo } from 'react'
import { spellShownPath } from '../../bytes/spelling.ts'
import { changedName, kindName, PENDING, wasText } from '../../text/pending.ts'
import type { PendingChange, PendingKey, PendingRow } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { Cell, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { KeyPath } from '../lists/KeyPath.tsx'
import styles from './changes.module.css'
import kinds from './kinds.module.css'

interface ChangeItemProps extends RowFrame {
  readonly row: PendingRow
  readonly grouped: boolean
}

/** A change, or the key above those that are in it. */
export const ChangeItem = memo(function ChangeItem(props: ChangeItemProps) {
  const { row, grouped, ...frame } = props
  return (
    <GridRow {...frame}>
      {row.row === 'key' ? (
        <KeyCells row={row} />
      ) : (
        <ChangeCells
          row={row}
          isInGroup={grouped && (row.value !== null || row.kind === 'changed')}
        />
      )}
    </GridRow>
  )
})

/** The path of a key, over all columns. */
function KeyCells({ row }: { readonly row: PendingKey }) {
  const path = row.path.length === 0 ? PENDING.root : spellShownPath(row.path)
  return (
    <Cell at={1} aria-colspan={5} header look="data" className={styles.group}>
      <Clip title={path}>
        <bdi>{path}</bdi>
      </Clip>
      <span className={kinds.count}>{row.count.toLocaleString('en')}</span>
    </Cell>
  )
}

function ChangeCells({
  row,
  isInGroup,
}: {
  readonly row: PendingChange
  readonly isInGroup: boolean
}) {
  const { kind, path } = row
  return (
    <>
      <Cell at={1} className={cx(isInGroup && styles.inGroup)}>
        <span className={cx(kinds.kind, kinds[kind])}>{kindName(row)}</span>
      </Cell>
      <Cell at={2} look="path">
        {!isInGroup && <KeyPath path={path} root={PENDING.root} />}
      </Cell>
      <Cell at={3} header>
        <Clip className={cx(row.value === null && styles.muted)}>
          <VisibleText text={changedName(row)} />
        </Clip>
      </Cell>
      <Cell at={4} look="data" className={styles.before}>
        <Side text={wasText(row, 'was')} />
      </Cell>
      <Cell at={5} look="data">
        <Side text={wasText(row, 'is')} />
      </Cell>
    </>
  )
}

function Side({ text }: { readonly text: string }) {
  return (
    <Clip title={text} dir="auto">
      <VisibleText text={text} />
    </Clip>
  )
}
