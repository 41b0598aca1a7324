import { BarChart3, Download, Sigma, Table, ZoomIn, ZoomOut } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { formatFiletime } from '../../bytes/filetime.ts'
import { openContextMenu } from '../../state/dialogs.ts'
import { offerActions } from '../../state/panelActions.ts'
import { useSettings } from '../../state/settings.ts'
import {
  canZoomOut,
  changeZone,
  choosePeriod,
  exportTimeline,
  goToLastWrite,
  listedPeriod,
  oddPeriods,
  setAsTable,
  setLog,
  setRoom,
  showAllTimes,
  sortTimeline,
  type TimelineView,
  timelineList,
  timelines,
  zoomIn,
  zoomOut,
  zoomTo,
} from '../../state/timeline.ts'
import {
  barLengthText,
  lastWriteTitle,
  listedKeysText,
  ODD_TIMES,
  TIMELINE,
} from '../../text/timeline.ts'
import type { DocId, LastWriteRow, TimelineBins, TimelineListed } from '../../worker/protocol.ts'
import { Button, IconButton } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { isPlain } from '../common/isPlain.ts'
import type { PanelProps } from '../frame/PanelProps.ts'
import { GridList } from '../lists/GridList.tsx'
import { Cell, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { KeyPath } from '../lists/KeyPath.tsx'
import { type ListColumn, ListHeader } from '../lists/ListHeader.tsx'
import { ListEmpty, ListPanel } from '../lists/ListPanel.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { binTitle } from './binTitle.ts'
import { MeasuredHead } from './MeasuredHead.tsx'
import { PeriodFields, type PeriodFieldsHandle } from './PeriodFields.tsx'
import { TimelineBars } from './TimelineBars.tsx'
import { TimelineTable } from './TimelineTable.tsx'
import styles from './timeline.module.css'
import { useMeasured } from './useMeasured.ts'
import { useSize } from './useSize.ts'

/** Numbers of bins: as many as fit into the width, in steps, so that few widths give other bins. */
const ROOMS = [24, 48, 96, 144] as const
/** The least width of a bin in pixels. */
const LEAST_BIN = 7

/** Before the first bins have arrived. */
const NO_BINS: TimelineBins = {
  ...{ revision: 0, unit: 'year', step: 1, zone: 'utc' },
  ...{ edges: [], counts: [] },
}

/** When the keys of a hive were last written: a picture of how many, and a list of which. */
export function TimelinePanel({ doc, tabs }: PanelProps) {
  const bars = useRef<HTMLDivElement>(null)
  const rows = useRef<RowListHandle>(null)
  const shown = useMeasured(timelines, doc)
  const zone = useSettings(({ times }) => times)
  useEffect(() => {
    if (zone) changeZone(doc)
  }, [doc, zone])
  useEffect(() => offerActions(actionsOf(doc, shown)), [doc, shown])
  // The table takes the place of the bars.
  const target = useRef({ focus: () => (bars.current ?? rows.current)?.focus() })
  return (
    <ListPanel
      label={TIMELINE.label}
      tabs={tabs}
      head={<Head doc={doc} shown={shown} />}
      rows={target}
    >
      <div className={cx(styles.timeline, timelines.isOutdated(doc) && styles.outdated)}>
        <Picture doc={doc} shown={shown} bars={bars} toRows={() => rows.current?.focus()} />
        <LastWrites doc={doc} shown={shown} rows={rows} />
      </div>
    </ListPanel>
  )
}

interface PartProps {
  readonly doc: DocId
  readonly shown: TimelineView
}

function Head({ doc, shown }: PartProps) {
  const { bins, view, result } = shown
  return (
    <MeasuredHead doc={doc} views={timelines} words={TIMELINE}>
      {result !== null && listedKeysText(view.total, result.total)}
      {bins !== null && `, ${barLengthText(bins)}`}
      {result?.isWhole === false && ` · ${TIMELINE.damaged}`}
    </MeasuredHead>
  )
}

interface PictureProps extends PartProps {
  readonly bars: React.RefObject<HTMLDivElement | null>
  readonly toRows: () => void
}

/** The fields, the buttons, and the bars or the table. */
function Picture({ doc, shown, bars, toRows }: PictureProps) {
  const { bins, chosen, isLog, asTable, result, running, back } = shown
  const [element, size] = useSize()
  const [pointed, setPointed] = useState<number | null>(null)
  const fields = useRef<PeriodFieldsHandle>(null)
  const room = roomFor(size.width)
  useEffect(() => {
    if (room !== null) setRoom(doc, room)
  }, [doc, room])
  const listed = listedPeriod(shown)
  const isAll = chosen === null && !canZoomOut(shown) && back.length === 0
  const isHere = bins !== null && pointed !== null && pointed < bins.counts.length
  return (
    <>
      <div className={styles.tools}>
        <PeriodFields
          handle={fields}
          period={isAll ? null : listed}
          show={(period) => zoomTo(doc, period)}
          showAll={() => showAllTimes(doc)}
          leave={toRows}
        />
        <span className={styles.buttons}>
          <IconButton
            label={TIMELINE.zoomIn}
            shortcut="+"
            disabled={chosen === null}
            onClick={() => zoomIn(doc)}
          >
            <ZoomIn size="0.9375rem" aria-hidden="true" />
          </IconButton>
          <IconButton
            label={TIMELINE.zoomOut}
            shortcut="-"
            disabled={!canZoomOut(shown)}
            onClick={() => zoomOut(doc)}
          >
            <ZoomOut size="0.9375rem" aria-hidden="true" />
          </IconButton>
          <Button
            look="quiet"
            className={styles.button}
            disabled={isAll}
            onClick={() => showAllTimes(doc)}
          >
            {TIMELINE.all}
          </Button>
          <IconButton label={TIMELINE.log} aria-pressed={isLog} onClick={() => setLog(doc, !isLog)}>
            <Sigma size="0.9375rem" aria-hidden="true" />
          </IconButton>
          <IconButton
            label={TIMELINE.table}
            aria-pressed={asTable}
            onClick={() => setAsTable(doc, !asTable)}
          >
            {asTable ? (
              <BarChart3 size="0.9375rem" aria-hidden="true" />
            ) : (
              <Table size="0.9375rem" aria-hidden="true" />
            )}
          </IconButton>
          <IconButton
            label={TIMELINE.export}
            disabled={shown.view.total === 0}
            onClick={() => void exportTimeline(doc)}
          >
            <Download size="0.9375rem" aria-hidden="true" />
          </IconButton>
        </span>
        <span className={styles.pointed} aria-hidden="true">
          {isHere && binTitle(bins, pointed)}
        </span>
      </div>
      {result !== null && <OddTimes doc={doc} shown={shown} />}
      <div ref={element} className={styles.picture}>
        {asTable ? (
          <TimelineTable doc={doc} bins={bins ?? NO_BINS} />
        ) : (
          <TimelineBars
            handle={bars}
            doc={doc}
            bins={bins ?? NO_BINS}
            chosen={chosen}
            isLog={isLog}
            isBusy={running || bins === null}
            size={size}
            type={(letter) => fields.current?.begin(letter)}
            point={setPointed}
          />
        )}
      </div>
    </>
  )
}

/** The keys whose times cannot be right, to be listed apart. */
function OddTimes({ doc, shown }: PartProps) {
  const { result, chosen } = shown
  const periods = oddPeriods()
  const kinds = (['unset', 'early', 'late'] as const).filter((kind) => (result?.[kind] ?? 0) > 0)
  if (kinds.length === 0) return null
  return (
    <div className={styles.odd}>
      {kinds.map((kind) => {
        // The end of the plausible times moves with the clock.
        const isListed = chosen?.from === periods[kind].from || isLate(kind, chosen)
        return (
          <Button
            key={kind}
            look="quiet"
            className={styles.button}
            aria-pressed={isListed}
            onClick={() => choosePeriod(doc, isListed ? null : periods[kind])}
          >
            {ODD_TIMES[kind](result?.[kind] ?? 0)}
          </Button>
        )
      })}
    </div>
  )
}

function isLate(kind: string, chosen: TimelineView['chosen']): boolean {
  return kind === 'late' && chosen?.to === oddPeriods().late.to
}

interface LastWritesProps extends PartProps {
  readonly rows: React.RefObject<RowListHandle | null>
}

/** The keys of the chosen span. */
function LastWrites({ doc, shown, rows }: LastWritesProps) {
  const { view, order, result } = shown
  const list = timelineList(doc)
  const zone = useSettings(({ times }) => times)
  const columns: readonly ListColumn<TimelineListed['order']['column']>[] = [
    { title: lastWriteTitle(zone === 'utc' ? 'UTC' : 'local'), sort: 'time' },
    { title: TIMELINE.key, sort: 'path' },
  ]
  const go = (index?: number) =>
    void list.inTurn(() => {
      const row = index === undefined ? list.focused : list.rowAt(index)
      if (row) setTimeout(() => void goToLastWrite(doc, row))
    })
  const answerKey = (event: KeyboardEvent): boolean => {
    if (!isPlain(event, 'Enter')) return false
    go()
    return true
  }
  return (
    <div className={styles.list}>
      <GridList
        list={list}
        view={view}
        handle={rows}
        name={`last-write-${doc}`}
        label={TIMELINE.list}
        columns={columns.length}
        className={styles.rows}
        aria-busy={view.loading}
        header={
          <ListHeader
            columns={columns}
            order={order}
            sortBy={(column) => sortTimeline(doc, column)}
            rows={rows}
          />
        }
        renderRow={(row, frame) => <LastWriteItem {...frame} row={row} />}
        answerKey={answerKey}
        openMenu={(about, at) => {
          if (about === 'row') openContextMenu('timeline', at)
        }}
        onRowDoubleClick={(_, index) => go(index)}
      />
      {result !== null && view.total === 0 && (
        <ListEmpty>
          <strong>{TIMELINE.none}</strong>
        </ListEmpty>
      )}
    </div>
  )
}

function LastWriteItem({ row, ...frame }: RowFrame & { readonly row: LastWriteRow }) {
  const zone = useSettings(({ times }) => times)
  const time = formatFiletime(row.time, zone)
  const seconds = time.indexOf('.')
  return (
    <GridRow {...frame}>
      <Cell at={1} look="data" title={time}>
        <bdi dir="ltr">
          {time.slice(0, seconds)}
          <span className={styles.fraction}>{time.slice(seconds)}</span>
        </bdi>
      </Cell>
      <Cell at={2} header look="path">
        <KeyPath path={row.path} root={TIMELINE.root} />
      </Cell>
    </GridRow>
  )
}

function actionsOf(doc: DocId, shown: TimelineView) {
  const row = timelineList(doc).focused
  return {
    'edit.goToTimelineKey': {
      can: row !== undefined,
      run: () => void (row && goToLastWrite(doc, row)),
    },
    'file.exportTimeline': { can: shown.view.total > 0, run: () => void exportTimeline(doc) },
  }
}

/** The number of bins for a width; null before that is known. */
function roomFor(width: number): number | null {
  if (width === 0) return null
  const fit = width / LEAST_BIN
  return ROOMS.findLast((room) => room <= fit) ?? ROOMS[0]
}
