import {
  type ComponentPropsWithoutRef,
  type CSSProperties,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import {
  clampTop,
  frameOf,
  isScaled,
  type ScrollFrame,
  scrollTopOf,
  topAfterScroll,
  topToShow,
} from './scrollScale.ts'
import styles from './VirtualRows.module.css'

const OVERSCAN = 12
/** Sizes assumed until the element is measured, and where there is no layout, as in tests. */
const ASSUMED = { row: 24, viewport: 600 }
/** Milliseconds after which scrolling has come to rest. */
const REST_MS = 150

/** The methods that the owner of a list may call. */
export interface VirtualRowsHandle {
  readonly element: HTMLDivElement | null
  /** Brings a row into view. */
  show(index: number): void
  /** The number of whole rows that fit in the view, at least one. */
  pageRows(): number
}

interface Props extends Omit<ComponentPropsWithoutRef<'div'>, 'children'> {
  readonly count: number
  /** Rows that stay mounted wherever the list is scrolled. */
  readonly pinned: readonly number[]
  /** Draws a row; `style` puts it in its place. */
  readonly renderRow: (index: number, style: CSSProperties) => ReactNode
  /** Called when the range of drawn rows has changed. */
  readonly onRange: (from: number, count: number) => void
  /** Stays at the top while the rows scroll. */
  readonly header?: ReactNode
  /** Follows the last row. */
  readonly footer?: ReactNode
  readonly spacerProps?: ComponentPropsWithoutRef<'div'>
  readonly handle: Ref<VirtualRowsHandle>
}

/**
 * A scroller for any number of rows of one height (the token --row), of which only those in view
 * are drawn. Everything else (role, focus, keys) is up to the owner.
 */
export function VirtualRows(props: Props) {
  const { count, pinned, renderRow, onRange, header, footer, handle, ...rest } = props
  const { spacerProps, className, onScroll, ...others } = rest
  const scroller = useRef<HTMLDivElement>(null)
  const probe = useRef<HTMLDivElement>(null)
  const head = useRef<HTMLDivElement>(null)
  const { row, viewport } = useMeasure(scroller, probe, head)
  const frame = frameOf(count, row, viewport)
  const { top, scrollTop, scrolled, goTo } = useScrollPosition(scroller, frame)

  /**
   * The row that was shown last, until the user scrolls. It stays in view when the list changes its
   * size.
   */
  const kept = useRef<number | null>(null)
  const show = useCallback(
    (index: number) => {
      const top = goTo((now, current) =>
        topToShow(current, now, { from: index * row, height: row }),
      )
      kept.current = index
      const element = scroller.current
      if (!element) return
      const under = element.getBoundingClientRect().top + (head.current?.offsetHeight ?? 0)
      const from = under + index * row - top
      scrollAround(element, { from, to: from + row })
    },
    [goTo, row],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the size changes
  useLayoutEffect(() => {
    if (kept.current !== null) show(kept.current)
  }, [show, viewport])
  useImperativeHandle(
    handle,
    () => ({
      get element() {
        return scroller.current
      },
      show,
      pageRows: () => Math.max(1, Math.floor(viewport / row)),
    }),
    [show, viewport, row],
  )

  const first = Math.max(0, Math.floor(top / row) - OVERSCAN)
  const last = Math.min(count - 1, Math.ceil((top + viewport) / row) + OVERSCAN)
  const drawn = Math.max(0, last - first + 1)
  useEffect(() => onRange(first, drawn), [onRange, first, drawn])

  const shift = isScaled(frame) ? scrollTop - top : 0
  const topOf = (index: number) => {
    const place = index * row + shift
    // A pinned row that is out of view must not make the list taller.
    const inView = index >= first && index <= last
    return inView ? place : Math.max(0, Math.min(place, frame.spacer - row))
  }
  return (
    <div
      {...others}
      ref={scroller}
      className={`${styles.scroller} ${className ?? ''}`}
      onScroll={(event) => {
        if (scrolled()) kept.current = null
        onScroll?.(event)
      }}
    >
      {header === undefined ? null : (
        <div ref={head} className={styles.header}>
          {header}
        </div>
      )}
      <div
        {...spacerProps}
        className={`${styles.spacer} ${spacerProps?.className ?? ''}`}
        style={{ ...spacerProps?.style, height: frame.spacer }}
      >
        <div ref={probe} className={styles.probe} aria-hidden="true" />
        {indexes(first, last, pinned, count).map((index) =>
          renderRow(index, { position: 'absolute', top: topOf(index), height: row }),
        )}
      </div>
      {footer}
    </div>
  )
}

/** The rows in view and the pinned ones, in order. */
function indexes(first: number, last: number, pinned: readonly number[], count: number): number[] {
  const shown: number[] = []
  for (let index = first; index <= last; index++) shown.push(index)
  const apart = pinned.filter((index) => index >= 0 && index < count && !shown.includes(index))
  return [...new Set([...shown, ...apart])].sort((a, b) => a - b)
}

/**
 * In a very low window the page scrolls too. It scrolls as little as brings a row of the list into
 * view.
 */
function scrollAround(list: HTMLElement, { from, to }: { from: number; to: number }): void {
  for (let around = list.parentElement; around; around = around.parentElement) {
    if (around.scrollHeight <= around.clientHeight || !isScroller(around)) continue
    const { top, bottom } = around.getBoundingClientRect()
    around.scrollTop += Math.max(0, to - bottom) - Math.max(0, top - from)
    return
  }
}

function isScroller(element: HTMLElement): boolean {
  return /auto|scroll/.test(getComputedStyle(element).overflowY)
}

/** The current height of a row, by its token, and of the view under the header. */
function useMeasure(
  scroller: { readonly current: HTMLDivElement | null },
  probe: { readonly current: HTMLDivElement | null },
  head: { readonly current: HTMLDivElement | null },
) {
  const [size, setSize] = useState(ASSUMED)
  useLayoutEffect(() => {
    const element = scroller.current
    const ruler = probe.current
    if (!element || !ruler) return
    const measure = () => {
      const row = ruler.getBoundingClientRect().height || ASSUMED.row
      const viewport = element.clientHeight - (head.current?.offsetHeight ?? 0)
      const next = { row, viewport: viewport > 0 ? viewport : ASSUMED.viewport }
      setSize((now) => (now.row === next.row && now.viewport === next.viewport ? now : next))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    observer.observe(ruler)
    return () => observer.disconnect()
  }, [scroller, probe, head])
  return size
}

interface Position {
  /** The position of the first visible pixel in the list. */
  readonly top: number
  readonly scrollTop: number
}

/** Keeps the position in the list and the scrollbar in step. */
function useScrollPosition(
  scroller: { readonly current: HTMLDivElement | null },
  frame: ScrollFrame,
) {
  const [position, setPosition] = useState<Position>({ top: 0, scrollTop: 0 })
  const now = useRef(position)
  const current = useRef(frame)
  current.current = frame
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)

  const put = useCallback((next: Position) => {
    now.current = next
    setPosition(next)
  }, [])

  /** Moves the scrollbar to the position, without moving the rows. */
  const settle = useCallback(() => {
    const element = scroller.current
    if (!element || !isScaled(current.current)) return
    const ideal = scrollTopOf(current.current, now.current.top)
    if (Math.abs(ideal - element.scrollTop) < 1) return
    element.scrollTop = ideal
    put({ top: now.current.top, scrollTop: element.scrollTop })
  }, [scroller, put])

  /** Updates the position from the scrollbar; false when it has not moved from where it was put. */
  const scrolled = useCallback((): boolean => {
    const element = scroller.current
    if (!element) return false
    const { scrollTop } = element
    const before = now.current
    if (scrollTop === before.scrollTop) return false
    const top = topAfterScroll(current.current, before.top, {
      before: before.scrollTop,
      after: scrollTop,
    })
    put({ top, scrollTop })
    if (!isScaled(current.current)) return true
    clearTimeout(rest.current)
    const { spacer, viewport } = current.current
    const stuck = scrollTop <= 0 || scrollTop >= spacer - viewport
    if (stuck) settle()
    else rest.current = setTimeout(settle, REST_MS)
    return true
  }, [scroller, put, settle])

  const goTo = useCallback(
    (target: (top: number, frame: ScrollFrame) => number): number => {
      const element = scroller.current
      const top = target(now.current.top, current.current)
      if (!element || top === now.current.top) return top
      element.scrollTop = scrollTopOf(current.current, top)
      put({ top, scrollTop: element.scrollTop })
      return top
    },
    [scroller, put],
  )

  useEffect(() => () => clearTimeout(rest.current), [])
  return { ...position, top: clampTop(frame, position.top), scrolled, goTo }
}
