import { Binary, ZoomIn, ZoomOut } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'
import { openContextMenu } from '../../state/dialogs.ts'
import {
  canZoomMapIn,
  type FileMapView,
  fileMaps,
  type MapRange,
  partOf,
  rangeList,
  setMapRoom,
  showChosen,
  zoomMapIn,
  zoomMapOut,
} from '../../state/fileMap.ts'
import { offerActions } from '../../state/panelActions.ts'
import {
  bytesByUse,
  FILE_MAP,
  insideText,
  offsetText,
  partText,
  squareText,
  USE_WORDS,
} from '../../text/fileMap.ts'
import { sizeText } from '../../text/page.ts'
import type { DocId, FileUse } from '../../worker/protocol.ts'
import { IconButton } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { isPlain } from '../common/isPlain.ts'
import type { PanelProps } from '../frame/PanelProps.ts'
import { GridList } from '../lists/GridList.tsx'
import { Cell, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { ListHeader } from '../lists/ListHeader.tsx'
import { ListPanel } from '../lists/ListPanel.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { FileSquares, SQUARE } from './FileSquares.tsx'
import styles from './fileMap.module.css'
import { MeasuredHead } from './MeasuredHead.tsx'
import { Pattern } from './Pattern.tsx'
import { useMeasured } from './useMeasured.ts'
import { useSize } from './useSize.ts'

const COLUMNS = [FILE_MAP.offset, FILE_MAP.size, FILE_MAP.use] as const
/** The most squares: more could not be told apart. */
const MOST_SQUARES = 4096
/** An area of one square, for the legend. */
const SAMPLE = 'M0 0h14v14h-14z'

/** The uses in the order of the legend. */
const USES = Object.keys(USE_WORDS) as readonly FileUse[]

/** What each part of the file of a hive is used for: a picture by offset, and a list of its parts. */
export function FileMapPanel({ doc, tabs }: PanelProps) {
  const squares = useRef<HTMLDivElement>(null)
  const rows = useRef<RowListHandle>(null)
  const shown = useMeasured(fileMaps, doc)
  const hasMap = shown.map !== null
  useEffect(
    () => offerActions({ 'edit.showMapPlace': { can: hasMap, run: () => showChosen(doc) } }),
    [doc, hasMap],
  )
  const { map } = shown
  return (
    <ListPanel
      label={FILE_MAP.label}
      tabs={tabs}
      head={
        <MeasuredHead doc={doc} views={fileMaps} words={FILE_MAP}>
          {map !== null && `${sizeText(map.to - map.from)}, ${squareText(map.unit)}`}
        </MeasuredHead>
      }
      rows={squares}
    >
      <div className={cx(styles.map, fileMaps.isOutdated(doc) && styles.outdated)}>
        <Tools doc={doc} shown={shown} />
        <div className={styles.both}>
          <div className={styles.left}>
            <Picture doc={doc} shown={shown} squares={squares} />
            <Legend shown={shown} />
          </div>
          <Ranges doc={doc} shown={shown} rows={rows} />
        </div>
      </div>
    </ListPanel>
  )
}

interface PartProps {
  readonly doc: DocId
  readonly shown: FileMapView
}

/** Zooming, the way to the technical view, and what the chosen part is used for. */
function Tools({ doc, shown }: PartProps) {
  const { map, at, inside, back } = shown
  const part = map === null ? null : partOf(map, at)
  return (
    <div className={styles.tools}>
      <IconButton
        label={FILE_MAP.zoomIn}
        shortcut="+"
        disabled={map === null || !canZoomMapIn(map)}
        onClick={() => zoomMapIn(doc)}
      >
        <ZoomIn size="0.9375rem" aria-hidden="true" />
      </IconButton>
      <IconButton
        label={FILE_MAP.zoomOut}
        shortcut="-"
        disabled={back.length === 0}
        onClick={() => zoomMapOut(doc)}
      >
        <ZoomOut size="0.9375rem" aria-hidden="true" />
      </IconButton>
      <IconButton
        label={FILE_MAP.technical}
        shortcut="Enter"
        disabled={map === null}
        onClick={() => showChosen(doc)}
      >
        <Binary size="0.9375rem" aria-hidden="true" />
      </IconButton>
      <span className={styles.inside}>
        {part !== null && <code>{partText(part.from, part.to)}</code>}
        {inside !== null && <span role="status">{insideText(inside)}</span>}
      </span>
    </div>
  )
}

function Picture({
  doc,
  shown,
  squares,
}: PartProps & { squares: RefObject<HTMLDivElement | null> }) {
  const [element, size] = useSize()
  const { map, at, running } = shown
  const room = roomFor(size)
  useEffect(() => {
    if (room !== null) setMapRoom(doc, room)
  }, [doc, room])
  return (
    <div ref={element} className={styles.picture}>
      <FileSquares
        handle={squares}
        doc={doc}
        map={map}
        at={at}
        isBusy={running || map === null}
        size={size}
      />
    </div>
  )
}

/** The number of squares that fit; null before the size is known. */
function roomFor({ width, height }: { width: number; height: number }): number | null {
  if (width === 0 || height === 0) return null
  const fit = Math.floor(width / SQUARE) * Math.floor(height / SQUARE)
  return Math.max(64, Math.min(MOST_SQUARES, fit))
}

/** What the patterns mean: the uses that this file has, with their bytes. */
function Legend({ shown }: { readonly shown: FileMapView }) {
  const { result, map } = shown
  if (result === null || map === null) return null
  const bytes = bytesByUse(result)
  const drawn = new Set(map.uses)
  return (
    <ul aria-label={FILE_MAP.legend} className={styles.legend}>
      {USES.filter((use) => drawn.has(use) || bytes.has(use)).map((use) => (
        <li key={use}>
          <svg width="14" height="14" aria-hidden="true" className={styles.drawing}>
            <Pattern use={use} path={SAMPLE} />
          </svg>
          <span>{USE_WORDS[use]}</span>
          <span className={styles.bytes}>{bytes.has(use) && sizeText(bytes.get(use) ?? 0)}</span>
        </li>
      ))}
    </ul>
  )
}

function Ranges({ doc, shown, rows }: PartProps & { rows: RefObject<RowListHandle | null> }) {
  const { view } = shown
  const list = rangeList(doc)
  const answerKey = (event: KeyboardEvent): boolean => {
    if (!isPlain(event, 'Enter')) return false
    void list.inTurn(() => showChosen(doc))
    return true
  }
  return (
    <div className={styles.list}>
      <GridList
        list={list}
        view={view}
        handle={rows}
        name={`range-${doc}`}
        label={FILE_MAP.list}
        columns={COLUMNS.length}
        className={styles.rows}
        header={<ListHeader columns={COLUMNS} rows={rows} />}
        renderRow={(row, frame) => <RangeItem {...frame} row={row} />}
        answerKey={answerKey}
        openMenu={(about, at) => {
          if (about === 'row') openContextMenu('file-map', at)
        }}
        onRowDoubleClick={() => showChosen(doc)}
      />
    </div>
  )
}

function RangeItem({ row, ...frame }: RowFrame & { readonly row: MapRange }) {
  const { from, to, use } = row
  return (
    <GridRow {...frame}>
      <Cell at={1} header look="data">
        {offsetText(from)}
      </Cell>
      <Cell at={2} look="data" title={(to - from).toLocaleString('en')}>
        {sizeText(to - from)}
      </Cell>
      <Cell at={3}>
        <Clip title={USE_WORDS[use]}>{USE_WORDS[use]}</Clip>
      </Cell>
    </GridRow>
  )
}
