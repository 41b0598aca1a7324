import { type KeyboardEvent, type PointerEvent, type Ref, useRef, useState } from 'react'
import { binName, type TimeUnit } from '../../bytes/timeBins.ts'
import { binsOf, choosePeriod, periodOf, timelines, zoomIn, zoomOut } from '../../state/timeline.ts'
import { TIMELINE } from '../../text/timeline.ts'
import type { DocId, Period, TimelineBins } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { binTitle } from './binTitle.ts'
import styles from './timeline.module.css'
import type { Size } from './useSize.ts'

/** Pixels left of the bars for counts, below them for times, and above them. */
const LEFT = 68
const BOTTOM = 20
const TOP = 8
/** The width of a time on the axis. */
const LABEL = 92
/** The least height of a bar with a key. */
const LEAST = 2
/** How many bars Page Up and Page Down pass. */
const PAGE = 10

interface Props {
  readonly doc: DocId
  readonly bins: TimelineBins
  readonly chosen: Period | null
  readonly isLog: boolean
  readonly isBusy: boolean
  readonly size: Size
  readonly handle: Ref<HTMLDivElement>
  /** Begins to type a time. */
  readonly type: (letter: string) => void
  /** Says which bar the pointer is over, or which the keyboard is at. */
  readonly point: (bin: number | null) => void
}

/**
 * The keys of each bin as a bar. Arrows move from bar to bar, with Shift they make the span longer or shorter, with
 * Ctrl they move all of it; dragging does the same.
 */
export function TimelineBars(props: Props) {
  const { doc, bins, chosen, isLog, isBusy, size, handle, type, point } = props
  const { counts } = bins
  const range = chosen && binsOf(bins, chosen)
  /** The end of the span that stays when the other one moves. */
  const anchor = useRef(0)
  const [active, setActive] = useState(0)
  const dragged = useRef(false)
  const at = range === null ? active : active === range[0] ? active : range[1]
  const plot = {
    width: Math.max(0, size.width - LEFT),
    height: Math.max(0, size.height - BOTTOM - TOP),
  }
  const step = counts.length === 0 ? 0 : plot.width / counts.length
  const most = Math.max(1, ...counts)

  const choose = (first: number, last: number, end: number) => {
    setActive(end)
    point(end)
    choosePeriod(doc, periodOf(bins, first, last))
  }
  const extendTo = (index: number) => {
    const to = Math.max(0, Math.min(index, counts.length - 1))
    choose(Math.min(anchor.current, to), Math.max(anchor.current, to), to)
  }
  const goTo = (index: number) => {
    anchor.current = Math.max(0, Math.min(index, counts.length - 1))
    extendTo(anchor.current)
  }
  const shift = (by: number) => {
    if (range === null) return goTo(by > 0 ? 0 : counts.length - 1)
    const moved = Math.max(-range[0], Math.min(by, counts.length - 1 - range[1]))
    anchor.current += moved
    choose(range[0] + moved, range[1] + moved, at + moved)
  }
  const move = (event: KeyboardEvent, index: number) => {
    if (event.ctrlKey || event.metaKey) shift(index - at)
    else if (event.shiftKey && range !== null) {
      if (anchor.current < range[0] || anchor.current > range[1]) anchor.current = range[0]
      extendTo(index)
    } else goTo(index)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.nativeEvent.isComposing) return
    const { key } = event
    const isFirst = range === null
    if (key === 'ArrowRight') move(event, isFirst ? 0 : at + 1)
    else if (key === 'ArrowLeft') move(event, isFirst ? counts.length - 1 : at - 1)
    else if (key === 'PageDown') move(event, at + PAGE)
    else if (key === 'PageUp') move(event, at - PAGE)
    else if (key === 'Home') move(event, 0)
    else if (key === 'End') move(event, counts.length - 1)
    else if (event.ctrlKey || event.metaKey) return
    else if (key === ' ') goTo(at)
    else if (key === 'Enter' || key === '+' || key === '=') zoomIn(doc)
    else if (key === 'Backspace' || key === '-') zoomOut(doc)
    else if (key === 'Escape') {
      if (timelines.viewOf(doc).running) timelines.stop(doc)
      else if (chosen === null) return
      else choosePeriod(doc, null)
    } else if (/^\d$/.test(key)) type(key)
    else return
    event.preventDefault()
  }
  const indexAt = (event: PointerEvent) => {
    const { left } = event.currentTarget.getBoundingClientRect()
    const index = Math.floor((event.clientX - left - LEFT) / step)
    return Math.max(0, Math.min(index, counts.length - 1))
  }
  const heightOf = (count: number) => {
    if (count === 0) return 0
    const share = isLog ? Math.log1p(count) / Math.log1p(most) : count / most
    return Math.max(LEAST, share * plot.height)
  }
  const base = TOP + plot.height
  return (
    <div
      ref={handle}
      role="listbox"
      tabIndex={0}
      aria-label={TIMELINE.bars}
      aria-orientation="horizontal"
      aria-multiselectable
      aria-busy={isBusy}
      aria-activedescendant={counts.length === 0 ? undefined : barId(doc, at)}
      className={styles.bars}
      onKeyDown={onKeyDown}
      onFocus={() => point(range === null ? null : at)}
      onPointerDown={(event) => {
        if (event.button !== 0 || counts.length === 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        dragged.current = true
        const index = indexAt(event)
        if (event.shiftKey && range !== null) extendTo(index)
        else goTo(index)
      }}
      onPointerMove={(event) => {
        if (counts.length === 0) return
        const index = indexAt(event)
        if (!dragged.current) point(index)
        else if (index !== at) extendTo(index)
      }}
      onPointerUp={() => {
        dragged.current = false
      }}
      onPointerCancel={() => {
        dragged.current = false
      }}
      onPointerLeave={() => point(range === null ? null : at)}
      onDoubleClick={() => zoomIn(doc)}
    >
      <svg role="presentation" width={size.width} height={size.height} className={styles.chart}>
        {range !== null && (
          <rect
            className={styles.range}
            x={LEFT + range[0] * step}
            y={0}
            width={(range[1] - range[0] + 1) * step}
            height={base}
          />
        )}
        {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing of a picture has the focus */}
        <g aria-hidden="true">
          <line className={styles.grid} x1={LEFT} x2={size.width} y1={TOP + 0.5} y2={TOP + 0.5} />
          <text className={styles.count} x={LEFT - 6} y={TOP + 4}>
            {most.toLocaleString('en')}
          </text>
          <text className={styles.count} x={LEFT - 6} y={base}>
            0
          </text>
        </g>
        {counts.map((count, index) => {
          const isChosen = range !== null && index >= range[0] && index <= range[1]
          const height = heightOf(count)
          return (
            <g
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
              key={index}
              id={barId(doc, index)}
              role="option"
              aria-selected={isChosen}
              aria-label={binTitle(bins, index)}
            >
              <rect
                className={styles.slot}
                x={LEFT + index * step}
                y={0}
                width={step}
                height={base}
              />
              <rect
                className={cx(styles.bar, isChosen && styles.chosen)}
                x={LEFT + index * step + Math.min(1, step / 8)}
                y={base - height}
                width={Math.max(1, step - Math.min(2, step / 4))}
                height={height}
              />
              {index === at && (
                <rect
                  className={styles.active}
                  x={LEFT + index * step}
                  y={1}
                  width={step}
                  height={base - 1}
                />
              )}
            </g>
          )
        })}
        {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing of a picture has the focus */}
        <g aria-hidden="true">
          <line className={styles.axis} x1={LEFT} x2={size.width} y1={base + 0.5} y2={base + 0.5} />
          <Times bins={bins} step={step} y={base + 15} />
        </g>
      </svg>
    </div>
  )
}

interface TimesProps {
  readonly bins: TimelineBins
  readonly step: number
  readonly y: number
}

/** The times below the bars, as many as there is room for. */
function Times({ bins, step, y }: TimesProps) {
  const every = Math.max(1, Math.ceil(LABEL / Math.max(1, step)))
  const { edges, unit, zone } = bins
  return edges.slice(0, -1).map((edge, index) => {
    const isRoom = index % every === 0 && (edges.length - 1 - index) * step >= LABEL * 0.7
    if (!isRoom) return null
    return (
      <text key={edge} className={styles.label} x={LEFT + index * step} y={y}>
        {axisName(edge, unit, zone)}
      </text>
    )
  })
}

/** The name of a bin on the axis: the date where a day begins, else the time of day. */
function axisName(edge: number, unit: TimeUnit, zone: TimelineBins['zone']): string {
  const name = binName(edge, unit, zone)
  const [date = '', clock] = name.split(' ')
  return clock === undefined || clock === '00:00' || clock === '00:00:00' ? date : clock
}

function barId(doc: DocId, index: number): string {
  return `timeline-bar-${doc}-${index}`
}
