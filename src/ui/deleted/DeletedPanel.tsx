import { type KeyboardEvent, useEffect, useRef } from 'react'
import { characterOf } from '../../commands/keys.ts'
import {
  copyDeleted,
  deletedList,
  deletedViews,
  filterDeleted,
  isScanOutdated,
  refreshDeleted,
  restoreSelected,
  scanDeleted,
  sortDeleted,
  stopScan,
} from '../../state/deleted.ts'
import { openContextMenu } from '../../state/dialogs.ts'
import { useDocument } from '../../state/documents.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { arriveAt, focusPane } from '../../state/focus.ts'
import { offerActions } from '../../state/panelActions.ts'
import { DELETED, deletedCountText, foundDeletedText, SURE_TEXT } from '../../text/deletedItems.ts'
import type { DeletedColumn, DocId } from '../../worker/protocol.ts'
import { FilterField } from '../common/FilterField.tsx'
import { isPlain } from '../common/isPlain.ts'
import type { PanelProps } from '../frame/PanelProps.ts'
import { GridList } from '../lists/GridList.tsx'
import { type ListColumn, ListHeader } from '../lists/ListHeader.tsx'
import { ListEmpty, ListPanel } from '../lists/ListPanel.tsx'
import { WorkSummary } from '../lists/ListWork.tsx'
import { OptionsButton } from '../lists/OptionsButton.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { DeletedItem } from './DeletedItem.tsx'
import { DeletedPreview } from './DeletedPreview.tsx'
import styles from './deleted.module.css'
import { actionsOf } from './deletedActions.ts'

const COLUMNS: readonly ListColumn<DeletedColumn>[] = (
  ['name', 'kind', 'path', 'type', 'data', 'time', 'confidence', 'offset'] as const
).map((sort) => ({ title: DELETED.columns[sort], sort }))

const SURE = ['high', 'medium', 'low'] as const

/** The deleted keys and values of a hive, with the evidence for each, to look at and to restore. */
export function DeletedPanel({ doc, tabs }: PanelProps) {
  const rows = useRef<RowListHandle>(null)
  const deleted = deletedViews.useView(doc)
  const state = useDocument(doc)?.state
  const list = deletedList(doc)
  const { view, running, listed, order } = deleted
  useEffect(() => {
    const end = deletedViews.watch(doc)
    void scanDeleted(doc)
    return end
  }, [doc])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step may restore or overwrite rows
  useEffect(() => void refreshDeleted(doc), [doc, state])
  const isListed = list !== undefined
  useEffect(() => {
    if (isListed) arriveAt('panel')
  }, [isListed])
  useEffect(() => offerActions(actionsOf(doc, deleted)), [doc, deleted])

  const answerKey = (event: KeyboardEvent): boolean => {
    const mod = KEYBOARD.mac ? event.metaKey : event.ctrlKey
    if (isPlain(event, 'Enter')) {
      // The list is free again before anything is restored.
      void list?.inTurn(() => void setTimeout(() => void restoreSelected(doc, null)))
    } else if (mod && !event.altKey && !event.shiftKey && characterOf(event) === 'C') {
      void list?.inTurn(() => void copyDeleted(doc))
    } else if (isPlain(event, '/')) focusPane('panel-filter')
    else if (event.key === 'Escape' && running) stopScan(doc)
    else return false
    return true
  }
  return (
    <ListPanel
      label={DELETED.label}
      tabs={tabs}
      className={styles.panel}
      headClass={styles.head}
      head={
        <>
          <Summary doc={doc} />
          <Filters doc={doc} />
          <OptionsButton label={DELETED.options} menu="deleted" />
        </>
      }
      rows={rows}
    >
      <div className={styles.body}>
        <div className={styles.list}>
          {list && (
            <GridList
              list={list}
              view={view}
              handle={rows}
              multiple
              name={`deleted-${doc}`}
              label={DELETED.label}
              columns={COLUMNS.length}
              className={styles.grid}
              outdated={isScanOutdated(doc)}
              aria-busy={running}
              header={
                <ListHeader
                  columns={COLUMNS}
                  order={order}
                  sortBy={(column) => sortDeleted(doc, column)}
                  rows={rows}
                />
              }
              renderRow={(row, frame) => <DeletedItem {...frame} row={row} />}
              answerKey={answerKey}
              openMenu={(_, at) => openContextMenu('deleted', at)}
              onRowDoubleClick={() => void restoreSelected(doc, null)}
            />
          )}
          {!running && listed !== null && view.total === 0 && (
            <ListEmpty>
              <strong>{listed.total === 0 ? DELETED.none : DELETED.noneListed}</strong>
            </ListEmpty>
          )}
        </div>
        {view.total > 0 && <DeletedPreview doc={doc} />}
      </div>
    </ListPanel>
  )
}

/** How many there are, or how far the scan is; a button to stop it, or to scan again. */
function Summary({ doc }: { readonly doc: DocId }) {
  const { running, done, found, listed, view } = deletedViews.useView(doc)
  // An edit outdates what was found.
  useDocument(doc)?.state.revision
  return (
    <WorkSummary
      running={running}
      done={done}
      found={found > 0 ? foundDeletedText(found) : ''}
      isMissing={listed === null}
      isOutdated={isScanOutdated(doc)}
      words={DELETED}
      start={() => void scanDeleted(doc)}
      stop={() => stopScan(doc)}
    >
      {listed !== null && deletedCountText(listed.total, view.total)}
    </WorkSummary>
  )
}

/** What is listed: a text, and how sure it is. */
function Filters({ doc }: { readonly doc: DocId }) {
  const { filter, sure } = deletedViews.useView(doc)
  const toRows = () => focusPane('panel')
  return (
    <span className={styles.filters}>
      <FilterField
        pane="panel-filter"
        label={DELETED.filter}
        text={filter}
        found=""
        change={(text) => filterDeleted(doc, { filter: text })}
        enter={toRows}
        leave={toRows}
      />
      <label className={styles.sure}>
        {DELETED.sure}
        <select
          value={sure ?? ''}
          onChange={({ target }) =>
            filterDeleted(doc, { sure: SURE.find((one) => one === target.value) ?? null })
          }
        >
          <option value="">{DELETED.anySure}</option>
          {SURE.map((one) => (
            <option key={one} value={one}>
              {SURE_TEXT[one]}
            </option>
          ))}
        </select>
      </label>
    </span>
  )
}
