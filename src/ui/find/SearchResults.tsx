// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { runCommand } from '../../commands/dispatch.ts'
import { characterOf } from '../../commands/keys.ts'
import { commandOf } from '../../commands/registry.ts'
import { openContextMenu } from '../../state/dialogs.ts'
import { titleOf, useDocuments } from '../../state/documents.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { goToResult, refreshResults } from '../../state/find.ts'
import { focusPane } from '../../state/focus.ts'
import { hitList } from '../../state/hitLists.ts'
import { isChosen } from '../../state/replacing.ts'
import { outdatedHives, type Search, searchOf, useSearchesOf } from '../../state/searches.ts'
import { stopSearch } from '../../state/searchRuns.ts'
import type { CommandId } from '../../text/commands.ts'
import {
  endedText,
  HIT_COLUMNS,
  outdatedText,
  progressHitsText,
  REPLACE,
  RESULTS,
  searchedText,
  tookText,
} from '../../text/find.ts'
import { progressText } from '../../text/panes.ts'
import type { DocId, HitColumn, SearchId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { usePane } from '../common/usePane.ts'
import { catchFocus } from '../frame/rowFocus.ts'
import { RowList, type RowListHandle } from '../lists/RowList.tsx'
import panels from '../panels/panels.module.css'
import { HitItem } from './HitItem.tsx'
import { ReplaceItem } from './ReplaceItem.tsx'
import { ChooseAll, ReplaceTools } from './ReplaceTools.tsx'
import { type ResultsColumn, ResultsHeader } from './ResultsHeader.tsx'
import { ResultsTools } from './ResultsTools.tsx'
import styles from './results.module.css'

const COLUMNS = (['key', 'name', 'where', 'type', 'data'] as const).map(columnOf)
const WITH_HIVES = [columnOf('hive'), ...COLUMNS]
const OF_REPLACEMENTS: readonly ResultsColumn[] = [
  ...(['key', 'name', 'where'] as const).map(columnOf),
  { title: REPLACE.was, sort: null },
  { title: REPLACE.becomes, sort: null },
]

function columnOf(sort: HitColumn): ResultsColumn {
  return { title: HIT_COLUMNS[sort], sort }
}

export interface ResultsProps {
  readonly doc: DocId
  readonly id: SearchId
  /** The tabs of the panel. */
  readonly tabs: ReactNode
}

/** The hits of a search, which come while it runs. */
export function SearchResults({ doc, id, tabs }: ResultsProps) {
  const search = useSearchesOf(doc).find((one) => one.id === id)
  return search && <Results key={id} search={search} tabs={tabs} />
}

function Results({ search, tabs }: Pick<ResultsProps, 'tabs'> & { readonly search: Search }) {
  const { id, docs, view, running, total, query, filter } = search
  const isReplacing = search.replacement !== null
  const columns = isReplacing ? OF_REPLACEMENTS : docs.length > 1 ? WITH_HIVES : COLUMNS
  const rows = useRef<RowListHandle>(null)
  const pane = usePane('panel', rows)
  const list = hitList(id)
  useEffect(() => catchFocus, [])
  if (list === undefined) return null

  // A command acts on what the keys pressed before it have selected.
  const run = (command: CommandId) => void list.inTurn(() => void runCommand(commandOf(command)))
  const answerKey = (event: KeyboardEvent): boolean => {
    const { key, altKey, shiftKey } = event
    const mod = KEYBOARD.mac ? event.metaKey : event.ctrlKey
    if (altKey) return false
    if (mod && characterOf(event) === 'C') run(shiftKey ? 'edit.copyResultPath' : 'edit.copyResult')
    else if (key === 'Enter' && !mod) run('edit.goToResult')
    else if (key === 'Delete' && !mod && !shiftKey) run('edit.deleteResults')
    else if (key === '/' && !mod && !isReplacing) run('edit.filterResults')
    else if (key === ' ' && !mod && isReplacing) run('edit.toggleReplace')
    else if (key === 'Escape' && searchOf(id)?.running) stopSearch(id)
    else return false
    return true
  }
  return (
    <section className={cx(panels.pane, styles.results)} aria-label={RESULTS.panel} {...pane}>
      <div className={cx(panels.head, styles.head, total > 0 && styles.withTools)}>
        {tabs}
        <Summary search={search} />
        {total > 0 &&
          (isReplacing ? <ReplaceTools search={search} /> : <ResultsTools search={search} />)}
      </div>
      <div className={styles.rows}>
        <RowList
          list={list}
          view={view}
          handle={rows}
          className={cx(
            styles.grid,
            docs.length > 1 && styles.hives,
            isReplacing && styles.replacements,
          )}
          role="grid"
          aria-label={isReplacing ? REPLACE.label : RESULTS.label}
          aria-rowcount={view.total + 1}
          aria-colcount={columns.length + (isReplacing ? 1 : 0)}
          aria-readonly
          aria-multiselectable
          multiple
          aria-busy={running}
          aria-activedescendant={list.rowAt(view.focusIndex) && rowId(id, view.focusIndex)}
          draft={-1}
          spacerProps={{ role: 'rowgroup' }}
          header={
            <ResultsHeader
              search={search}
              columns={columns}
              before={isReplacing ? <ChooseAll search={search} /> : undefined}
              rows={rows}
            />
          }
          renderRow={(hit, index, place) => {
            const props = {
              ...{ id: rowId(id, index), hit, index, selected: view.selection.has(hit.id) },
              ...{ focused: index === view.focusIndex, top: Number(place.top) },
              height: Number(place.height),
            }
            if (isReplacing) {
              return <ReplaceItem {...props} search={id} chosen={isChosen(search, hit.id)} />
            }
            return <HitItem {...props} hive={docs.length > 1 ? titleOf(hit.doc) : null} />
          }}
          renderDraft={() => null}
          answerKey={answerKey}
          openMenu={(about, at) => {
            if (about === 'row') openContextMenu(isReplacing ? 'replacements' : 'results', at)
          }}
          isApart={inHeader}
          isControl={isCheckbox}
          onRowDoubleClick={(_, index) => {
            const hit = list.rowAt(index)
            if (hit) void goToResult(hit)
          }}
        />
        {total > 0 && view.total === 0 && filter !== '' && (
          <div className={styles.empty}>
            <strong>{RESULTS.noneLeft}</strong>
          </div>
        )}
        {total === 0 && (
          <div className={styles.empty}>
            {running ? (
              RESULTS.searching
            ) : (
              <>
                <strong>{isReplacing ? REPLACE.none : RESULTS.noneTitle}</strong>
                <span>{searchedText(query, search.scope?.name ?? null, docs.length)}</span>
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
function Summary({ search }: { readonly search: Search }) {
  // An edit of a hive outdates the results.
  useDocuments(({ docs }) => docs.map(({ state }) => state.revision).join())
  const { id, docs, running, slow, done, took, query, scope } = search
  const words = searchedText(query, scope?.name ?? null, docs.length)
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
  const note = noteOf(search)
  return (
    <span className={styles.summary}>
      <span className={styles.words} title={words}>
        {words}
        {note === null && ` · ${tookText(took)}`}
      </span>
      {note !== null && (
        <span className={styles.notice} title={note}>
          {note}
        </span>
      )}
      {note !== null && note !== RESULTS.most && (
        <Button className={styles.button} onClick={() => thenToRows(() => refreshResults(id))}>
          {search.replacement === null ? RESULTS.again : REPLACE.again}
        </Button>
      )}
    </span>
  )
}

/** Why the results are not those of the hives as they are; null if they are. */
function noteOf(search: Search): string | null {
  const { docs, end } = search
  if (end === null) return RESULTS.stopped
  const outdated = outdatedHives(search)
  if (outdated.length > 0) return outdatedText(docs.length > 1 ? outdated.map(titleOf) : [])
  return Object.values(end).every(({ complete }) => complete) ? null : RESULTS.most
}

/** Does what a button is for, and moves the focus to the rows: the button disappears. */
function thenToRows(act: () => void): void {
  act()
  focusPane('panel')
}

function rowId(search: SearchId, index: number): string {
  return `hit-${search}-${index}`
}

function isCheckbox(target: Element): boolean {
  return target instanceof HTMLInputElement
}

function inHeader(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=columnheader]') !== null
}
