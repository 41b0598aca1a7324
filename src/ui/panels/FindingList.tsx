import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { copyFindingPath } from '../../state/copying.ts'
import { ensureFindings, findingIn, useFindings } from '../../state/findings.ts'
import { goToFinding } from '../../state/navigation.ts'
import { showTechnical } from '../../state/technical.ts'
import { PROBLEMS_WORDS } from '../../text/panes.ts'
import type { CheckSummary, DocId, FindingRow } from '../../worker/protocol.ts'
import { isPlain } from '../common/isPlain.ts'
import { Finding, Heading, PendingFinding } from './FindingItem.tsx'
import { groupsOf, isOpen, type PanelRow, rowsOf } from './findingRows.ts'
import styles from './findings.module.css'

/** The height of a one-line row in pixels. Each row is measured once it is drawn. */
const ESTIMATED_HEIGHT = 28
/** Rows that Page Up and Page Down pass. */
const PAGE = 10
/** Rows drawn above and below those in view. */
const OVERSCAN = 10
/** What a user does who scrolls the list by hand. */
const BY_HAND = ['wheel', 'pointerdown', 'touchstart'] as const

/** How many rows a key moves by; null when it does not move. */
function stepOf(key: string): number | null {
  switch (key) {
    case 'ArrowDown':
      return 1
    case 'ArrowUp':
      return -1
    case 'PageDown':
      return PAGE
    case 'PageUp':
      return -PAGE
    case 'Home':
      return Number.NEGATIVE_INFINITY
    case 'End':
      return Number.POSITIVE_INFINITY
    default:
      return null
  }
}

interface FindingListProps {
  readonly doc: DocId
  readonly check: CheckSummary
  readonly scroller: HTMLDivElement | null
  readonly handle: RefObject<{ focus(): void } | null>
}

/**
 * The findings, grouped by kind. Only those in view are drawn. One row is in the tab order, and the
 * arrows move among the rows.
 */
export function FindingList({ doc, check, scroller, handle }: FindingListProps) {
  const groups = useMemo(() => groupsOf(check.kinds), [check.kinds])
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map())
  const rows = useMemo(() => rowsOf(groups, chosen), [groups, chosen])
  // An object, so that a move to the same row draws it again too.
  const [wish, setWish] = useState({ index: 0 })
  const active = Math.min(wish.index, rows.length - 1)
  const list = useRef<HTMLUListElement>(null)
  /**
   * `wanted`: the active row gets the focus as soon as it is drawn. `kept`: the focus is on a row,
   * and comes back to it when the row is replaced or drawn again.
   */
  const focusing = useRef<'wanted' | 'kept' | null>(null)
  /** Whether the active row is brought into view until the user scrolls by hand. */
  const following = useRef(false)
  /** The index of the finding on which Enter was pressed before it had arrived. */
  const awaited = useRef<number | null>(null)
  const findings = useFindings()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => ESTIMATED_HEIGHT,
    overscan: OVERSCAN,
    paddingEnd: 4,
    // The active row is drawn wherever the list is, so it can always have the focus.
    rangeExtractor: useCallback(
      (range: Range) =>
        [...new Set([...defaultRangeExtractor(range), active])].sort((a, b) => a - b),
      [active],
    ),
  })

  const items = virtual.getVirtualItems()
  const { startIndex = 0, endIndex = -1 } = virtual.range ?? {}
  const { from, count } = findingsAmong(
    rows.slice(Math.max(0, startIndex - OVERSCAN), endIndex + OVERSCAN + 1),
  )
  useEffect(() => ensureFindings(doc, check, { from, count }), [doc, check, from, count])

  const activeRow = () => list.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)
  const focusActive = () => {
    const stop = activeRow()?.querySelector<HTMLElement>('[data-stop]')
    if (!stop) return
    focusing.current = 'kept'
    stop.focus({ preventScroll: true })
  }
  const moveTo = (index: number) => {
    focusing.current = 'wanted'
    awaited.current = null
    following.current = true
    setWish({ index: Math.max(0, Math.min(index, rows.length - 1)) })
  }
  useEffect(() => {
    const stop = () => {
      following.current = false
    }
    for (const kind of BY_HAND) scroller?.addEventListener(kind, stop, { passive: true })
    return () => {
      for (const kind of BY_HAND) scroller?.removeEventListener(kind, stop)
    }
  }, [scroller])
  useLayoutEffect(() => {
    // Rows that turn out higher than estimated push the active one out of view.
    if (following.current) activeRow()?.scrollIntoView?.({ block: 'nearest' })
    // When the focused row is removed, the body gets the focus.
    const isLost = document.activeElement === document.body
    if (focusing.current === 'wanted' || (focusing.current === 'kept' && isLost)) focusActive()
    if (awaited.current !== null) goToAt(awaited.current)
  })
  useImperativeHandle(handle, () => ({ focus: () => moveTo(active) }))

  const toggle = (index: number, open: boolean) => {
    const group = rows[index]?.group
    if (group === undefined) return
    setChosen(new Map(chosen).set(group.code, open))
  }
  /** The Left arrow: collapses a kind, or goes from a finding to its heading. */
  const close = () => {
    const row = rows[active]
    if (row === undefined) return
    if (row.finding === null) return toggle(active, false)
    moveTo(rows.findIndex(({ group, finding }) => group === row.group && finding === null))
  }
  const open = () => {
    const row = rows[active]
    if (row?.finding !== null) return
    if (isOpen(row.group, chosen)) moveTo(active + 1)
    else toggle(active, true)
  }
  const show = ({ offset }: FindingRow) => showTechnical(doc, offset)
  /** Goes to the key that a finding names, or to its place in the file if it names none. */
  const go = (finding: FindingRow) =>
    finding.path === null ? show(finding) : void goToFinding(doc, finding)
  const goToAt = (index: number) => {
    const finding = findingIn(findings, doc, check, index)
    awaited.current = finding ? null : index
    if (finding) go(finding)
  }
  /** Handles a key; returns whether it has a meaning here. */
  const answerKey = (key: string): boolean => {
    const finding = rows[active]?.finding ?? null
    const step = stepOf(key)
    if (step !== null) moveTo(active + step)
    else if (key === 'ArrowLeft') close()
    else if (key === 'ArrowRight') open()
    else if (key === 'Enter' && finding !== null) goToAt(finding)
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const finding = rows[active]?.finding ?? null
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && finding !== null) {
      const shown = findingIn(findings, doc, check, finding)
      if (shown) show(shown)
      event.preventDefault()
      return
    }
    if (isPlain(event, event.key) && answerKey(event.key)) event.preventDefault()
  }
  /**
   * Copies the selected text; without a selection, copies the path of the key that the active
   * finding names.
   */
  const onCopy = (event: ClipboardEvent) => {
    const index = rows[active]?.finding ?? null
    const finding = index === null ? null : findingIn(findings, doc, check, index)
    if (!finding || finding.path === null || getSelection()?.toString()) return
    event.preventDefault()
    void copyFindingPath(doc, finding)
  }

  return (
    <ul
      ref={list}
      className={styles.list}
      style={{ height: virtual.getTotalSize() }}
      aria-label={PROBLEMS_WORDS.label}
      onKeyDown={onKeyDown}
      onBlur={({ relatedTarget }) => {
        if (relatedTarget && !list.current?.contains(relatedTarget)) focusing.current = null
      }}
      onCopy={onCopy}
    >
      {items.map(({ index, start }) => {
        const row = rows[index]
        if (row === undefined) return null
        const finding = row.finding === null ? null : findingIn(findings, doc, check, row.finding)
        const stop = { tabIndex: index === active ? 0 : -1, onFocus: () => setWish({ index }) }
        return (
          <li
            key={index}
            ref={virtual.measureElement}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={rows.length}
            className={styles.row}
            style={{ transform: `translateY(${start}px)` }}
          >
            {row.finding === null ? (
              <Heading
                group={row.group}
                open={row.open}
                toggle={() => toggle(index, !row.open)}
                stop={stop}
              />
            ) : finding ? (
              <Finding finding={finding} go={go} show={show} stop={stop} />
            ) : (
              <PendingFinding stop={stop} />
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** The range of findings among some rows. */
function findingsAmong(rows: readonly (PanelRow | undefined)[]) {
  const indexes = rows.flatMap((row) => (row && row.finding !== null ? [row.finding] : []))
  const from = indexes[0] ?? 0
  return { from, count: indexes.length === 0 ? 0 : (indexes.at(-1) ?? from) - from + 1 }
}
