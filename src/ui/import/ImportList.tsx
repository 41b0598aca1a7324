import { type KeyboardEvent, useEffect, useRef } from 'react'
import {
  acceptImport,
  filterImport,
  type Importing,
  importList,
  toggleImportKind,
  toggleImportRow,
} from '../../state/importing.ts'
import { hasChoice, IMPORT, IMPORT_COLUMNS, IMPORT_KINDS } from '../../text/importDialog.ts'
import { controlClass } from '../common/Field.tsx'
import { isPlain } from '../common/isPlain.ts'
import { GridList } from '../lists/GridList.tsx'
import { isCheckbox } from '../lists/GridRow.tsx'
import { ListHeader } from '../lists/ListHeader.tsx'
import { ListEmpty } from '../lists/ListPanel.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { ImportItem } from './ImportItem.tsx'
import styles from './import.module.css'

/** The changes of a text, with what is listed of them, and a checkbox for each. */
export function ImportList({ now }: { readonly now: Importing }) {
  const { counts, listed, view } = now
  const rows = useRef<RowListHandle>(null)
  const list = importList()
  if (list === null || counts.kinds.length === 0) return null
  const onToggle = () =>
    void list.inTurn(() => {
      const row = list.rowAt(list.view.focusIndex)
      if (row) void toggleImportRow(row)
    })
  const answerKey = (event: KeyboardEvent): boolean => {
    if (!isPlain(event, ' ')) return false
    onToggle()
    return true
  }
  return (
    <div className={styles.changes}>
      <div className={styles.tools}>
        <fieldset className={styles.kinds}>
          <legend className="sr-only">{IMPORT.kinds}</legend>
          {counts.kinds.map(({ kind, count }) => (
            <label key={kind}>
              <input
                type="checkbox"
                checked={listed.kinds === null || listed.kinds.includes(kind)}
                onChange={() => toggleImportKind(kind)}
              />
              {`${IMPORT_KINDS[kind]} (${count.toLocaleString('en')})`}
            </label>
          ))}
        </fieldset>
        <input
          type="search"
          className={controlClass}
          aria-label={IMPORT.filter}
          placeholder={IMPORT.filter}
          value={listed.text}
          maxLength={256}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => filterImport(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') rows.current?.focus()
          }}
        />
      </div>
      <div className={styles.list}>
        <GridList
          list={list}
          view={view}
          handle={rows}
          multiple
          name="import"
          label={IMPORT.list}
          columns={IMPORT_COLUMNS.length + 1}
          className={styles.grid}
          header={
            <ListHeader columns={IMPORT_COLUMNS} before={<AcceptAll now={now} />} rows={rows} />
          }
          renderRow={(row, frame) => <ImportItem {...frame} row={row} />}
          answerKey={answerKey}
          isControl={isCheckbox}
          onRowDoubleClick={onToggle}
        />
        {view.total === 0 && !view.loading && (
          <ListEmpty>
            <strong>{listed.text === '' ? IMPORT.hidden : IMPORT.noneListed}</strong>
          </ListEmpty>
        )}
      </div>
    </div>
  )
}

/** Accepts or declines all changes that are listed. */
function AcceptAll({ now }: { readonly now: Importing }) {
  const { counts, listed } = now
  const box = useRef<HTMLInputElement>(null)
  const shown = counts.kinds.filter(
    ({ kind }) => hasChoice(kind) && (listed.kinds === null || listed.kinds.includes(kind)),
  )
  const accepted = shown.reduce((sum, one) => sum + one.accepted, 0)
  const total = shown.reduce((sum, { count }) => sum + count, 0)
  const isMixed = accepted > 0 && accepted < total
  useEffect(() => {
    if (box.current) box.current.indeterminate = isMixed
  }, [isMixed])
  return (
    <input
      ref={box}
      type="checkbox"
      aria-label={IMPORT.acceptAll}
      checked={accepted > 0}
      disabled={total === 0}
      onChange={({ target }) => void acceptImport(null, target.checked)}
    />
  )
}
