import { Ellipsis } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { characterOf } from '../../commands/keys.ts'
import {
  areOutdated,
  changeList,
  changesOf,
  copyChanges,
  goToChange,
  refreshChanges,
  revertChanges,
  stopComparing,
  useChanges,
  watchChanges,
} from '../../state/changes.ts'
import { openContextMenu } from '../../state/dialogs.ts'
import { useDocument } from '../../state/documents.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { arriveAt, focusPane } from '../../state/focus.ts'
import { offerActions } from '../../state/panelActions.ts'
import { FRAME } from '../../text/page.ts'
import { progressText } from '../../text/panes.ts'
import { changesText, foundChangesText, PENDING } from '../../text/pending.ts'
import type { DocId, PendingRow } from '../../worker/protocol.ts'
import { Button, IconButton } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { isPlain } from '../common/isPlain.ts'
import { GridList } from '../lists/GridList.tsx'
import { ListHeader } from '../lists/ListHeader.tsx'
import {
  ListEmpty,
  ListPanel,
  ListProgress,
  ListSummary,
  ListWords,
  listButton,
} from '../lists/ListPanel.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { ChangeItem } from './ChangeItem.tsx'
import { actionsOf } from './changeActions.ts'
import styles from './changes.module.css'

const COLUMNS = [PENDING.kind, PENDING.key, PENDING.name, PENDING.was, PENDING.is] as const

export interface ChangesProps {
  readonly doc: DocId
  /** The tabs of the panel. */
  readonly tabs: ReactNode
}

/** What differs between a hive and its file: each change with what was and what is, to go to and to revert. */
export function ChangesPanel({ doc, tabs }: ChangesProps) {
  return <Changes key={doc} doc={doc} tabs={tabs} />
}

function Changes({ doc, tabs }: ChangesProps) {
  const rows = useRef<RowListHandle>(null)
  const changes = useChanges(({ byDoc }) => byDoc[doc]) ?? changesOf(doc)
  const choice = useChanges((state) => state.choice)
  const list = changeList(doc)
  // A step or a save gives the document another state.
  const state = useDocument(doc)?.state
  useEffect(() => watchChanges(doc), [doc])
  useEffect(() => {
    if (state !== undefined) void refreshChanges(doc)
  }, [doc, state])
  const isListed = list !== undefined
  useEffect(() => {
    if (isListed) arriveAt('panel')
  }, [isListed])
  const { view, running, summary } = changes
  useEffect(() => offerActions(actionsOf(doc, changes, choice)), [doc, changes, choice])

  const onFocused = (act: (row: PendingRow) => unknown) =>
    void list?.inTurn(() => {
      if (list.focused) void act(list.focused)
    })
  const answerKey = (event: KeyboardEvent): boolean => {
    const mod = KEYBOARD.mac ? event.metaKey : event.ctrlKey
    if (isPlain(event, 'Enter')) onFocused((row) => goToChange(doc, row))
    else if (isPlain(event, 'Delete')) {
      void list?.inTurn(() => {
        const { selection } = list.view
        // The list is free again before the changes are made.
        if (selection.size > 0) setTimeout(() => void revertChanges(doc, [...selection]))
      })
    } else if (mod && !event.altKey && !event.shiftKey && characterOf(event) === 'C') {
      void list?.inTurn(() => void copyChanges(doc))
    } else if (event.key === 'Escape' && running) stopComparing(doc)
    else return false
    return true
  }
  const isEmpty = summary !== null && view.total === 0 && !view.loading
  return (
    <ListPanel
      label={PENDING.label}
      tabs={tabs}
      head={
        <>
          <Summary doc={doc} />
          <IconButton
            label={PENDING.options}
            className={styles.options}
            aria-haspopup="menu"
            onClick={(event) => {
              const { left, bottom } = event.currentTarget.getBoundingClientRect()
              openContextMenu('changes-options', { x: left, y: bottom, byKey: event.detail === 0 })
            }}
          >
            <Ellipsis size="0.9375rem" aria-hidden="true" />
          </IconButton>
        </>
      }
      rows={rows}
    >
      {list && (
        <GridList
          list={list}
          view={view}
          handle={rows}
          multiple
          name={`change-${doc}`}
          label={PENDING.label}
          columns={COLUMNS.length}
          className={cx(
            styles.grid,
            choice.grouped && styles.grouped,
            areOutdated(doc) && styles.outdated,
          )}
          aria-busy={running}
          header={<ListHeader columns={COLUMNS} rows={rows} />}
          renderRow={(row, frame) => <ChangeItem {...frame} row={row} grouped={choice.grouped} />}
          answerKey={answerKey}
          openMenu={(about, at) =>
            openContextMenu(about === 'row' ? 'changes' : 'changes-options', at)
          }
          onRowDoubleClick={(_, index) => {
            const row = list.rowAt(index)
            if (row) void goToChange(doc, row)
          }}
        />
      )}
      {isEmpty && (
        <ListEmpty>
          <strong>{summary.total === 0 ? PENDING.none : PENDING.noneListed}</strong>
        </ListEmpty>
      )}
    </ListPanel>
  )
}

/** How many changes there are, or how far the comparison is; a button to stop it, or to do it again. */
function Summary({ doc }: { readonly doc: DocId }) {
  const changes = useChanges(({ byDoc }) => byDoc[doc]) ?? changesOf(doc)
  const { base, kinds } = useChanges((state) => state.choice)
  const { running, slow, done, found, summary } = changes
  const needsLogs = useDocument(doc)?.info.recovery?.needed === true
  const toRows = (act: () => void) => () => {
    act()
    focusPane('panel')
  }
  if (running && slow) {
    return (
      <ListSummary>
        <ListProgress done={done} label={PENDING.comparing} />
        <span>{progressText(done)}</span>
        <ListWords>{foundChangesText(found)}</ListWords>
        <Button className={listButton} onClick={toRows(() => stopComparing(doc))}>
          {FRAME.cancel}
        </Button>
      </ListSummary>
    )
  }
  if (!running && (summary === null || areOutdated(doc))) {
    return (
      <ListSummary>
        <ListWords>{summary === null ? PENDING.stopped : PENDING.outdated}</ListWords>
        <Button className={listButton} onClick={toRows(() => void refreshChanges(doc))}>
          {PENDING.again}
        </Button>
      </ListSummary>
    )
  }
  const hidden =
    summary?.kinds.reduce(
      (sum, { kind, count }) => sum + (kinds === null || kinds.includes(kind) ? 0 : count),
      0,
    ) ?? 0
  return (
    <ListSummary role="status">
      <ListWords>
        {summary && changesText(summary.total, base, hidden)}
        {needsLogs && ` ${PENDING.logs}`}
        {summary?.complete === false && ` · ${PENDING.incomplete}`}
      </ListWords>
    </ListSummary>
  )
}
