import { type KeyboardEvent, useEffect, useRef } from 'react'
import { openContextMenu } from '../../state/dialogs.ts'
import { useDocument } from '../../state/documents.ts'
import { goToPoint, historyViews, refreshHistory } from '../../state/history.ts'
import { offerActions } from '../../state/panelActions.ts'
import { HISTORY, stepsText } from '../../text/history.ts'
import { isPlain } from '../common/isPlain.ts'
import type { PanelProps } from '../frame/PanelProps.ts'
import { GridList } from '../lists/GridList.tsx'
import { ListHeader } from '../lists/ListHeader.tsx'
import { ListPanel, ListSummary, ListWords } from '../lists/ListPanel.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { HistoryItem } from './HistoryItem.tsx'
import styles from './history.module.css'

const COLUMNS = [HISTORY.step, HISTORY.state, HISTORY.key] as const

/** The steps of a hive, the newest first. Each leads to a point of the history, and the hive can go to any of them. */
export function HistoryPanel({ doc, tabs }: PanelProps) {
  const rows = useRef<RowListHandle>(null)
  const list = historyViews.controllerOf(doc)
  const view = historyViews.useView(doc)
  // A step or a save gives the document another state.
  const state = useDocument(doc)?.state
  useEffect(() => historyViews.watch(doc), [doc])
  useEffect(() => {
    if (state !== undefined) void refreshHistory(doc)
  }, [doc, state])
  const focused = list.focused
  useEffect(
    () =>
      offerActions({
        'edit.goToStep': {
          can: focused !== undefined && focused.state !== 'now',
          run: () => void (focused && goToPoint(doc, focused.position)),
        },
      }),
    [doc, focused],
  )

  const go = (index?: number) =>
    void list.inTurn(() => {
      const point = index === undefined ? list.focused : list.rowAt(index)
      // The list is free again before the steps are made.
      if (point && point.state !== 'now') setTimeout(() => void goToPoint(doc, point.position))
    })
  const answerKey = (event: KeyboardEvent): boolean => {
    if (!isPlain(event, 'Enter')) return false
    go()
    return true
  }
  const last = view.first + view.total - 1
  return (
    <ListPanel
      label={HISTORY.label}
      tabs={tabs}
      head={
        <ListSummary>
          <ListWords>{stepsText(last, view.position)}</ListWords>
        </ListSummary>
      }
      rows={rows}
    >
      <GridList
        list={list}
        view={view}
        handle={rows}
        name={`point-${doc}`}
        label={HISTORY.label}
        columns={COLUMNS.length}
        className={styles.grid}
        header={<ListHeader columns={COLUMNS} rows={rows} />}
        renderRow={(point, frame) => <HistoryItem {...frame} point={point} first={view.first} />}
        answerKey={answerKey}
        openMenu={(about, at) => {
          if (about === 'row') openContextMenu('history', at)
        }}
        onRowClick={(_, index) => go(index)}
      />
    </ListPanel>
  )
}
