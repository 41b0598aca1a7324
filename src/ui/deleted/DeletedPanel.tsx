import { Ellipsis } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { characterOf } from '../../commands/keys.ts'
import {
  copyDeleted,
  deletedList,
  deletedOf,
  filterDeleted,
  isScanOutdated,
  refreshDeleted,
  restoreSelected,
  scanDeleted,
  sortDeleted,
  stopScan,
  useDeleted,
  watchDeleted,
} from '../../state/deleted.ts'
import { openContextMenu } from '../../state/dialogs.ts'
import { useDocument } from '../../state/documents.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { arriveAt, focusPane } from '../../state/focus.ts'
import { offerActions } from '../../state/panelActions.ts'
import { DELETED, deletedCountText, foundDeletedText, SURE_TEXT } from '../../text/deletedItems.ts'
import { FRAME } from '../../text/page.ts'
import { progressText } from '../../text/panes.ts'
import type { DeletedColumn, DocId } from '../../worker/protocol.ts'
import { Button, IconButton } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { FilterField } from '../common/FilterField.tsx'
import { isPlain } from '../common/isPlain.ts'
import type { PanelProps } from '../frame/PanelProps.ts'
import { GridList } from '../lists/GridList.tsx'
import { type ListColumn, ListHeader } from '../lists/ListHeader.tsx'
import {
  ListEmpty,
  ListPanel,
  ListProgress,
  ListSummary,
  ListWords,
  listButton,
} from '../lists/ListPanel.tsx'
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
  return <Deleted key={doc} doc={doc} tabs={tabs} />
}

function Deleted({ doc, tabs }: PanelProps) {
  const rows = useRef<RowListHandle>(null)
  const deleted = useDeleted(({ byDoc }) => byDoc[doc]) ?? deletedOf(doc)
  const state = useDocument(doc)?.state
  const list = deletedList(doc)
  const { view, running, listed, order } = deleted
  useEffect(() => {
    const end = watchDeleted(doc)
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
          <IconButton
            label={DELETED.options}
            aria-haspopup="menu"
            onClick={(event) => {
              const { left, bottom } = event.currentTarget.getBoundingClientRect()
              openContextMenu('deleted', { x: left, y: bottom, byKey: event.detail === 0 })
            }}
          >
            <Ellipsis size="0.9375rem" aria-hidden="true" />
          </IconButton>
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
              className={cx(styles.grid, isScanOutdated(doc) && styles.outdated)}
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
  const { running, done, found, listed, view } =
    useDeleted(({ byDoc }) => byDoc[doc]) ?? deletedOf(doc)
  // An edit outdates what was found.
  useDocument(doc)?.state.revision
  const toRows = (act: () => void) => () => {
    act()
    focusPane('panel')
  }
  if (running) {
    return (
      <ListSummary>
        <ListProgress done={done} label={DELETED.scanning} />
        <span>{progressText(done)}</span>
        {found > 0 && <ListWords>{foundDeletedText(found)}</ListWords>}
        <Button className={listButton} onClick={toRows(() => stopScan(doc))}>
          {FRAME.cancel}
        </Button>
      </ListSummary>
    )
  }
  const isOutdated = isScanOutdated(doc)
  if (listed !== null && !isOutdated) {
    return (
      <ListSummary role="status">
        <ListWords>{deletedCountText(listed.total, view.total)}</ListWords>
      </ListSummary>
    )
  }
  return (
    <ListSummary role="status">
      <ListWords>{isOutdated ? DELETED.outdated : DELETED.stopped}</ListWords>
      <Button className={listButton} onClick={toRows(() => void scanDeleted(doc))}>
        {DELETED.again}
      </Button>
    </ListSummary>
  )
}

/** What is listed: a text, and how sure it is. */
function Filters({ doc }: { readonly doc: DocId }) {
  const { filter, sure } = useDeleted(({ byDoc }) => byDoc[doc]) ?? deletedOf(doc)
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
