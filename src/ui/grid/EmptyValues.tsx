import { HiveError } from '../../errors.ts'
import { focusPane } from '../../state/focus.ts'
import { useKeyDetails } from '../../state/tree.ts'
import { selectedRow } from '../../state/treeRows.ts'
import { beginCreateValue } from '../../state/valueEdits.ts'
import { type ValuesView, valueList } from '../../state/valueRows.ts'
import { filterValues } from '../../state/values.ts'
import { errorText } from '../../text/errors.ts'
import { FILTER, GRID_WORDS } from '../../text/panes.ts'
import { VALUE_TYPE } from '../../values/valueType.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import styles from './ValueGrid.module.css'

interface Props {
  readonly doc: DocId
  readonly view: ValuesView
  readonly readOnly: boolean
}

/** The text in place of an empty list: still loading, no values, or why they cannot be listed. */
export function EmptyValues({ doc, view, readOnly }: Props) {
  const known = useKeyDetails(doc)
  const details = known?.id === view.key ? known : null
  if (view.failed !== null) {
    const code = view.failed instanceof HiveError ? view.failed.code : 'internal'
    const detail = view.failed instanceof HiveError ? view.failed.detail : {}
    const { text, detail: next } = errorText(code, detail)
    return (
      <div className={styles.empty} role="status">
        <p className={styles.emptyTitle}>{GRID_WORDS.failedTitle}</p>
        <p>{text}</p>
        <p>{next}</p>
      </div>
    )
  }
  if (view.key === null) return null
  if (view.filter && view.total === 0 && !view.loading) {
    return (
      <div className={styles.empty}>
        <p className={styles.emptyTitle}>{FILTER.noValues}</p>
        <p>{FILTER.noValuesText}</p>
        <div className={styles.actions}>
          <Button
            onClick={() => {
              void filterValues(doc, null)
              focusPane('grid')
            }}
          >
            {FILTER.showAll}
          </Button>
        </div>
      </div>
    )
  }
  const bare =
    !view.filter &&
    (view.total === 0 || (view.total === 1 && valueList(doc).rowAt(0)?.absent === true))
  if (!bare || view.editing || view.loading) return null
  if (details !== null && details.unreadable.values !== null) {
    return (
      <div className={styles.empty}>
        <p className={styles.emptyTitle}>{GRID_WORDS.unreadableTitle}</p>
      </div>
    )
  }
  const isSound = details === null || details.refused.newValue === null
  const fillable = !readOnly && isSound && selectedRow(doc)?.tombstone !== true
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{GRID_WORDS.emptyTitle}</p>
      <p>{GRID_WORDS.emptyText}</p>
      {fillable && (
        <div className={styles.actions}>
          <Button onClick={() => void beginCreateValue(doc, VALUE_TYPE.SZ)}>
            {GRID_WORDS.newString}
          </Button>
          <Button onClick={() => void beginCreateValue(doc, VALUE_TYPE.DWORD)}>
            {GRID_WORDS.newDword}
          </Button>
        </div>
      )}
    </div>
  )
}
