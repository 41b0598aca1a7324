// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { characterOf } from '../../commands/keys.ts'
import { copyHit, copyHitPath } from '../../state/copyHits.ts'
import { openContextMenu } from '../../state/dialogs.ts'
import { useDocuments } from '../../state/documents.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { goToResult, refreshResults } from '../../state/find.ts'
import { focusPane } from '../../state/focus.ts'
import {
  type Hit,
  hitList,
  isOutdatedSearch,
  type Search,
  searchOf,
  stopSearch,
  useSearchesOf,
} from '../../state/searches.ts'
import {
  endedText,
  HIT_COLUMNS,
  type HitColumn,
  progressHitsText,
  RESULTS,
  searchedText,
  tookText,
} from '../../text/find.ts'
import { progressText } from '../../text/panes.ts'
import type { DocId, SearchId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { usePane } from '../common/usePane.ts'
import { catchFocus } from '../frame/rowFocus.ts'
import { RowList, type RowListHandle } from '../lists/RowList.tsx'
import panels from '../panels/panels.module.css'
import { HitItem } from './HitItem.tsx'
import styles from './results.module.css'

const COLUMNS: readonly HitColumn[] = ['key', 'name', 'where', 'type', 'data']

export interface ResultsProps {
  readonly doc: DocId
  readonly id: SearchId
  /** The tabs of the panel. */
  readonly tabs: ReactNode
}

/** The hits of a search, which come while it runs. */
export function SearchResults({ doc, id, tabs }: ResultsProps) {
  const search = useSearchesOf(doc).find((one) => one.id === id)
  return search && <Results key={id} doc={doc} search={search} tabs={tabs} />
}

function Results({ doc, search, tabs }: Omit<ResultsProps, 'id'> & { readonly search: Search }) {
  const { id, view, running, total, query } = search
  const rows = useRef<RowListHandle>(null)
  const pane = usePane('panel', rows)
  const list = hitList(id)
  const isEmpty = view.total === 0
  useEffect(() => catchFocus, [])
  useEffect(() => {
    // The first row is selected as soon as there is one, so that Enter has a target.
    if (!isEmpty && list?.view.selection.size === 0) void list.focusAt(0)
  }, [isEmpty, list])
  if (list === undefined) return null

  const onFocused = (act: (doc: DocId, hit: Hit) => unknown) =>
    void list.inTurn(() => {
      if (list.focused) void act(doc, list.focused)
    })
  const answerKey = (event: KeyboardEvent): boolean => {
    const { key, altKey, shiftKey } = event
    const mod = KEYBOARD.mac ? event.metaKey : event.ctrlKey
    if (altKey) return false
    if (mod && characterOf(event) === 'C') onFocused(shiftKey ? copyHitPath : copyHit)
    else if (key === 'Enter' && !mod) onFocused(goToResult)
    else if (key === 'Escape' && searchOf(doc, id)?.running) stopSearch(id)
    else return false
    return true
  }
  return (
    <section className={panels.pane} aria-label={RESULTS.panel} {...pane}>
      <div className={cx(panels.head, panels.tall, styles.head)}>
        {tabs}
        <Summary doc={doc} search={search} />
      </div>
      <div className={styles.rows}>
        <RowList
          list={list}
          view={view}
          handle={rows}
          className={styles.grid}
          role="grid"
          aria-label={RESULTS.label}
          aria-rowcount={view.total + 1}
          aria-colcount={COLUMNS.length}
          aria-readonly
          aria-busy={running}
          aria-activedescendant={list.rowAt(view.focusIndex) && rowId(id, view.focusIndex)}
          draft={-1}
          spacerProps={{ role: 'rowgroup' }}
          header={<Header />}
          renderRow={(hit, index, place) => (
            <HitItem
              id={rowId(id, index)}
              hit={hit}
              index={index}
              selected={view.selection.has(hit.id)}
              focused={index === view.focusIndex}
              top={Number(place.top)}
              height={Number(place.height)}
            />
          )}
          renderDraft={() => null}
          answerKey={answerKey}
          openMenu={(about, at) => {
            if (about === 'row') openContextMenu('results', at)
          }}
          isApart={inHeader}
          onRowDoubleClick={(_, index) => {
            const hit = list.rowAt(index)
            if (hit) void goToResult(doc, hit)
          }}
        />
        {total === 0 && (
          <div className={styles.empty}>
            {running ? (
              RESULTS.searching
            ) : (
              <>
                <strong>{RESULTS.noneTitle}</strong>
                <span>{searchedText(query, search.scope?.name ?? null)}</span>
              </>
            )}
          </div>
        )}
      </div>
      <div role="status" className="sr-only">
        <Spoken search={search} />
      </div>
    </section>
  )
}

/** What a screen reader says while the search runs and when it has ended. */
function Spoken({ search }: { readonly search: Search }) {
  const { running, slow, total, query, done } = search
  if (!running) return endedText(query.text, total)
  // Said at each quarter: more often would be noise.
  return slow && done > 0
    ? `${progressText(Math.floor(done * 4) / 4)}, ${progressHitsText(total)}`
    : ''
}

/** What was searched for and how it went, with a button to stop it or to do it again. */
function Summary({ doc, search }: { readonly doc: DocId; readonly search: Search }) {
  // An edit of the hive outdates the results.
  useDocuments(({ docs }) => docs.find((one) => one.info.doc === doc)?.state.revision)
  const { id, running, slow, done, summary, took, query, scope } = search
  const words = searchedText(query, scope?.name ?? null)
  if (running) {
    return (
      <span className={styles.summary}>
        <span className={styles.words}>{words}</span>
        {slow && (
          <>
            <progress className={panels.bar} value={done} aria-label={RESULTS.searching} />
            <span>{progressText(done)}</span>
            <Button className={styles.button} onClick={() => thenToRows(() => stopSearch(id))}>
              {RESULTS.stop}
            </Button>
          </>
        )}
      </span>
    )
  }
  const note =
    summary === null
      ? RESULTS.stopped
      : isOutdatedSearch(doc, search)
        ? RESULTS.outdated
        : summary.complete
          ? null
          : RESULTS.most
  return (
    <span className={styles.summary}>
      <span className={styles.words} title={words}>
        {words}
        {note === null && ` · ${tookText(took)}`}
      </span>
      {note !== null && <span>{note}</span>}
      {note !== null && note !== RESULTS.most && (
        <Button className={styles.button} onClick={() => thenToRows(() => refreshResults(doc, id))}>
          {RESULTS.again}
        </Button>
      )}
    </span>
  )
}

function Header() {
  return (
    <div role="rowgroup">
      <div role="row" tabIndex={-1} aria-rowindex={1} className={styles.header}>
        {COLUMNS.map((column, index) => (
          <div
            key={column}
            role="columnheader"
            tabIndex={-1}
            aria-colindex={index + 1}
            className={styles.cell}
          >
            {HIT_COLUMNS[column]}
          </div>
        ))}
      </div>
    </div>
  )
}

/** Does what a button is for, and moves the focus to the rows: the button disappears. */
function thenToRows(act: () => void): void {
  act()
  focusPane('panel')
}

function rowId(search: SearchId, index: number): string {
  return `hit-${search}-${index}`
}

function inHeader(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=columnheader]') !== null
}
