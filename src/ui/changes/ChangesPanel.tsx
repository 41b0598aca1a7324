import { type KeyboardEvent, useEffect, useRef } from 'react'
import { characterOf } from '../../commands/keys.ts'
import {
  areOutdated,
  changeList,
  changeViews,
  copyChanges,
  goToChange,
  refreshChanges,
  revertChanges,
  stopComparing,
  useChanges,
} from '../../state/changes.ts'
import { openContextMenu } from '../../state/dialogs.ts'
import { useDocument } from '../../state/documents.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { arriveAt } from '../../state/focus.ts'
import { offerActions } from '../../state/panelActions.ts'
import { changesText, foundChangesText, PENDING } from '../../text/pending.ts'
import type { DocId, PendingRow } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { isPlain } from '../common/isPlain.ts'
import type { PanelProps } from '../frame/PanelProps.ts'
import { GridList } from '../lists/GridList.tsx'
import { ListHeader } from '../lists/ListHeader.tsx'
import { ListEmpty, ListPanel } from '../lists/ListPanel.tsx'
import { WorkSummary } from '../lists/ListWork.tsx'
import { OptionsButton } from '../lists/OptionsButton.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { ChangeItem } from './ChangeItem.tsx'
import { actionsOf } from './changeActions.ts'
import styles from './changes.module.css'

const COLUMNS = [PENDING.kind, PENDING.key, PENDING.name, PENDING.was, PENDING.is] as const

/** What differs between a hive and its file: each change with what was and what is, to go to and to revert. */
export function ChangesPanel({ doc, tabs }: PanelProps) {
  const rows = useRef<RowListHandle>(null)
  const changes = changeViews.useView(doc)
  const choice = useChanges((state) => state.choice)
  const list = changeList(doc)
  // A step or a save gives the document another state.
  const state = useDocument(doc)?.state
  useEffect(() => changeViews.watch(doc), [doc])
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
          <OptionsButton
            label={PENDING.options}
            menu="changes-options"
            className={styles.options}
          />
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
          className={cx(styles.grid, choice.grouped && styles.grouped)}
          outdated={areOutdated(doc)}
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
  const changes = changeViews.useView(doc)
  const { base, kinds } = useChanges((state) => state.choice)
  const { running, slow, done, found, summary, partial } = changes
  const needsLogs = useDocument(doc)?.info.recovery?.needed === true
  const hidden =
    summary?.kinds.reduce(
      (sum, { kind, count }) => sum + (kinds === null || kinds.includes(kind) ? 0 : count),
      0,
    ) ?? 0
  return (
    <WorkSummary
      running={running}
      done={slow ? done : null}
      found={foundChangesText(found)}
      isMissing={summary === null}
      isOutdated={areOutdated(doc)}
      words={partial === null ? PENDING : { ...PENDING, stopped: PENDING.stoppedEarly }}
      start={() => void refreshChanges(doc)}
      stop={() => stopComparing(doc)}
    >
      {summary && changesText(summary.total, base, hidden)}
      {needsLogs && ` ${PENDING.logs}`}
      {summary?.complete === false && ` · ${PENDING.incomplete}`}
    </WorkSummary>
  )
}
