import { type KeyboardEvent, useEffect, useRef } from 'react'
import { loadLosses, lossViews, showLoss } from '../../state/losses.ts'
import { sayWhyNot } from '../../state/notices.ts'
import { hexOffset } from '../../text/findings.ts'
import { PENDING } from '../../text/pending.ts'
import { keptText, lossSentence, OUTCOMES, outcomeOf, SALVAGE } from '../../text/salvaging.ts'
import type { LossRow } from '../../worker/protocol.ts'
import { isPlain } from '../common/isPlain.ts'
import type { PanelProps } from '../frame/PanelProps.ts'
import { GridList } from '../lists/GridList.tsx'
import { Cell, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { KeyPath } from '../lists/KeyPath.tsx'
import { ListHeader } from '../lists/ListHeader.tsx'
import { ListEmpty, ListPanel, ListSummary, ListWords } from '../lists/ListPanel.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import styles from './salvage.module.css'

const { columns } = SALVAGE
const COLUMNS = [columns.outcome, columns.what, columns.key, columns.offset]

/** What the salvage that made a hive kept and lost. Enter shows the place in the damaged hive. */
export function SalvagePanel({ doc, tabs }: PanelProps) {
  const rows = useRef<RowListHandle>(null)
  const list = lossViews.controllerOf(doc)
  const { view, summary } = lossViews.useView(doc)
  useEffect(() => void loadLosses(doc), [doc])
  const show = (row: LossRow | undefined) => {
    if (row !== undefined && !showLoss(doc, row)) sayWhyNot(SALVAGE.noSource, doc)
  }
  const answerKey = (event: KeyboardEvent): boolean => {
    if (!isPlain(event, 'Enter')) return false
    void list.inTurn(() => show(list.focused))
    return true
  }
  return (
    <ListPanel
      label={SALVAGE.label}
      tabs={tabs}
      head={
        <ListSummary role="status">
          <ListWords>{summary && keptText(summary)}</ListWords>
        </ListSummary>
      }
      rows={rows}
    >
      <GridList
        list={list}
        view={view}
        handle={rows}
        name={`loss-${doc}`}
        label={SALVAGE.label}
        columns={COLUMNS.length}
        className={styles.grid}
        header={<ListHeader columns={COLUMNS} rows={rows} />}
        renderRow={(row, frame) => <LossItem {...frame} row={row} />}
        answerKey={answerKey}
        onRowDoubleClick={(_, index) => show(list.rowAt(index))}
      />
      {summary?.total === 0 && (
        <ListEmpty>
          <strong>{SALVAGE.none}</strong>
        </ListEmpty>
      )}
    </ListPanel>
  )
}

function LossItem({ row, ...frame }: RowFrame & { readonly row: LossRow }) {
  const outcome = outcomeOf(row)
  const sentence = lossSentence(row)
  return (
    <GridRow {...frame}>
      <Cell at={1} look="small">
        <span className={outcome === 'lost' ? styles.lost : undefined}>{OUTCOMES[outcome]}</span>
      </Cell>
      <Cell at={2} header>
        <Clip title={sentence}>{sentence}</Clip>
      </Cell>
      <Cell at={3} look="path">
        {row.path && <KeyPath path={row.path} root={PENDING.root} />}
      </Cell>
      <Cell at={4} look="data">
        {hexOffset(row.offset)}
      </Cell>
    </GridRow>
  )
}
