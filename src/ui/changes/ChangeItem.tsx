// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { memo } from 'react'
import { spellKeyName, spellShownPath } from '../../bytes/spelling.ts'
import { changedName, KIND_NAMES, PENDING, wasText } from '../../text/pending.ts'
import type { PendingChange, PendingKey, PendingRow } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './changes.module.css'

interface ChangeItemProps {
  readonly id: string
  readonly row: PendingRow
  readonly index: number
  readonly grouped: boolean
  readonly selected: boolean
  readonly focused: boolean
  readonly top: number
  readonly height: number
}

/** A change, or the key above those that are in it. */
export const ChangeItem = memo(function ChangeItem(props: ChangeItemProps) {
  const { id, row, index, grouped, selected, focused, top, height } = props
  return (
    <div
      id={id}
      role="row"
      tabIndex={-1}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={cx(styles.row, focused && styles.focused)}
      style={{ position: 'absolute', top, height }}
    >
      {row.row === 'key' ? (
        <KeyCells row={row} />
      ) : (
        <ChangeCells
          row={row}
          isInGroup={grouped && (row.value !== null || row.kind === 'changed')}
        />
      )}
    </div>
  )
})

/** The path of a key, over all columns. */
function KeyCells({ row }: { readonly row: PendingKey }) {
  const path = pathText(row.path)
  return (
    <div
      role="rowheader"
      tabIndex={-1}
      aria-colindex={1}
      aria-colspan={5}
      className={cx(styles.cell, styles.group)}
    >
      <span className={styles.clip} title={path}>
        <bdi>{path}</bdi>
      </span>
      <span className={styles.count}>{row.count.toLocaleString('en')}</span>
    </div>
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
  const [was, is] = [wasText(row, 'was'), wasText(row, 'is')]
  return (
    <>
      <div
        role="gridcell"
        tabIndex={-1}
        aria-colindex={1}
        className={cx(styles.cell, isInGroup && styles.inGroup)}
      >
        <span className={cx(styles.kind, styles[kind])}>{KIND_NAMES[kind]}</span>
      </div>
      <div role="gridcell" tabIndex={-1} aria-colindex={2} className={cx(styles.cell, styles.path)}>
        {!isInGroup && <KeyPath path={path} />}
      </div>
      <div role="rowheader" tabIndex={-1} aria-colindex={3} className={styles.cell}>
        <span className={cx(styles.clip, row.value === null && styles.muted)}>
          <VisibleText text={changedName(row)} />
        </span>
      </div>
      <div
        role="gridcell"
        tabIndex={-1}
        aria-colindex={4}
        className={cx(styles.cell, styles.data, styles.before)}
      >
        <Side text={was} />
      </div>
      <div role="gridcell" tabIndex={-1} aria-colindex={5} className={cx(styles.cell, styles.data)}>
        <Side text={is} />
      </div>
    </>
  )
}

/** The path of a key: what is above it may be cut, its own name is not. */
function KeyPath({ path }: { readonly path: readonly string[] }) {
  const whole = pathText(path)
  const end = spellKeyName(path.at(-1) ?? PENDING.root)
  const above = whole.endsWith(end) ? whole.slice(0, whole.length - end.length) : ''
  return (
    <>
      {above !== '' && (
        <span className={styles.above} title={whole}>
          <bdi>{above}</bdi>
        </span>
      )}
      <span className={styles.own} title={whole}>
        <bdi>{above === '' ? whole : end}</bdi>
      </span>
    </>
  )
}

function Side({ text }: { readonly text: string }) {
  return (
    <span className={styles.clip} title={text} dir="auto">
      <VisibleText text={text} />
    </span>
  )
}

function pathText(path: readonly string[]): string {
  return path.length === 0 ? PENDING.root : spellShownPath(path)
}
