// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { openContextMenu } from '../../state/dialogs.ts'
import { useDocuments } from '../../state/documents.ts'
import {
  dropHistory,
  goToPoint,
  historyList,
  historyView,
  refreshHistory,
  useHistory,
} from '../../state/history.ts'
import { offerActions } from '../../state/panelActions.ts'
import { HISTORY, stepsText } from '../../text/history.ts'
import type { DocId } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { isPlain } from '../common/isPlain.ts'
import { usePane } from '../common/usePane.ts'
import { RowList, type RowListHandle } from '../lists/RowList.tsx'
import panels from '../panels/panels.module.css'
import { HistoryItem } from './HistoryItem.tsx'
import styles from './history.module.css'

export interface HistoryProps {
  readonly doc: DocId
  /** The tabs of the panel. */
  readonly tabs: ReactNode
}

/** The steps of a hive, the newest first. Each leads to a point of the history, and the hive can go to any of them. */
export function HistoryPanel({ doc, tabs }: HistoryProps) {
  return <Points key={doc} doc={doc} tabs={tabs} />
}

function Points({ doc, tabs }: HistoryProps) {
  const rows = useRef<RowListHandle>(null)
  const pane = usePane('panel', rows)
  const list = historyList(doc)
  const view = useHistory(({ views }) => views[doc]) ?? historyView(doc)
  // A step or a save gives the document another state.
  const state = useDocuments(({ docs }) => docs.find((one) => one.info.doc === doc)?.state)
  useEffect(() => () => dropHistory(doc), [doc])
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
    <section className={panels.pane} aria-label={HISTORY.label} {...pane}>
      <div className={cx(panels.head, panels.tall, styles.head)}>
        {tabs}
        <span className={styles.summary}>{stepsText(last, view.position)}</span>
      </div>
      <div className={styles.rows}>
        <RowList
          list={list}
          view={view}
          handle={rows}
          className={styles.grid}
          role="grid"
          aria-label={HISTORY.label}
          aria-rowcount={view.total + 1}
          aria-colcount={3}
          aria-readonly
          aria-activedescendant={list.rowAt(view.focusIndex) && rowId(doc, view.focusIndex)}
          draft={-1}
          spacerProps={{ role: 'rowgroup' }}
          header={<Header />}
          renderRow={(point, index, place) => (
            <HistoryItem
              id={rowId(doc, index)}
              point={point}
              first={view.first}
              index={index}
              selected={view.selection.has(point.id)}
              focused={index === view.focusIndex}
              top={Number(place.top)}
              height={Number(place.height)}
            />
          )}
          renderDraft={() => null}
          answerKey={answerKey}
          openMenu={(about, at) => {
            if (about === 'row') openContextMenu('history', at)
          }}
          isApart={inHeader}
          onRowClick={(_, index) => go(index)}
          onRowDoubleClick={() => {}}
        />
      </div>
    </section>
  )
}

function Header() {
  return (
    <div role="rowgroup">
      <div role="row" tabIndex={-1} aria-rowindex={1} className={styles.header}>
        {[HISTORY.step, HISTORY.state, HISTORY.key].map((title, index) => (
          <div
            key={title}
            role="columnheader"
            tabIndex={-1}
            aria-colindex={index + 1}
            className={styles.cell}
          >
            {title}
          </div>
        ))}
      </div>
    </div>
  )
}

function rowId(doc: DocId, index: number): string {
  return `point-${doc}-${index}`
}

function inHeader(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=columnheader]') !== null
}
