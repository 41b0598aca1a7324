import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { runCommand } from '../../commands/dispatch.ts'
import { characterOf } from '../../commands/keys.ts'
import { commandOf } from '../../commands/registry.ts'
import { openContextMenu } from '../../state/dialogs.ts'
import { titleOf, useDocuments } from '../../state/documents.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { goToResult, refreshResults } from '../../state/find.ts'
import { hitList, sortHits } from '../../state/hitLists.ts'
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
import { cx } from '../common/cx.ts'
import { catchFocus } from '../frame/rowFocus.ts'
import { GridList } from '../lists/GridList.tsx'
import { isCheckbox } from '../lists/GridRow.tsx'
import { type ListColumn, ListHeader } from '../lists/ListHeader.tsx'
import { ListEmpty, ListPanel, ListSummary, ListWords } from '../lists/ListPanel.tsx'
import { ListButton, ListWork } from '../lists/ListWork.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { HitItem } from './HitItem.tsx'
import { ReplaceItem } from './ReplaceItem.tsx'
import { ChooseAll, ReplaceTools } from './ReplaceTools.tsx'
import { ResultsTools } from './ResultsTools.tsx'
import styles from './results.module.css'

const COLUMNS = (['key', 'name', 'where', 'type', 'data'] as const).map(columnOf)
const WITH_HIVES = [columnOf('hive'), ...COLUMNS]
const OF_REPLACEMENTS: readonly ListColumn<HitColumn>[] = [
  ...(['key', 'name', 'where'] as const).map(columnOf),
  { title: REPLACE.was, sort: null },
  { title: REPLACE.becomes, sort: null },
]

function columnOf(sort: HitColumn): ListColumn<HitColumn> {
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
    <ListPanel
      label={RESULTS.panel}
      tabs={tabs}
      className={styles.results}
      headClass={cx(styles.head, total > 0 && styles.withTools)}
      head={
        <>
          <Summary search={search} />
          {total > 0 &&
            (isReplacing ? <ReplaceTools search={search} /> : <ResultsTools search={search} />)}
        </>
      }
      rows={rows}
      after={
        <div role="status" className="sr-only">
          <Spoken search={search} />
        </div>
      }
    >
      <GridList
        list={list}
        view={view}
        handle={rows}
        multiple
        name={`hit-${id}`}
        label={isReplacing ? REPLACE.label : RESULTS.label}
        columns={columns.length + (isReplacing ? 1 : 0)}
        className={cx(
          styles.grid,
          docs.length > 1 && styles.hives,
          isReplacing && styles.replacements,
        )}
        aria-busy={running}
        header={
          <ListHeader
            columns={columns}
            order={search.order}
            sortBy={(column) => sortHits(id, column)}
            before={isReplacing ? <ChooseAll search={search} /> : undefined}
            rows={rows}
          />
        }
        renderRow={(hit, frame) =>
          isReplacing ? (
            <ReplaceItem {...frame} search={id} hit={hit} chosen={isChosen(search, hit.id)} />
          ) : (
            <HitItem {...frame} hit={hit} hive={docs.length > 1 ? titleOf(hit.doc) : null} />
          )
        }
        answerKey={answerKey}
        openMenu={(about, at) => {
          if (about === 'row') openContextMenu(isReplacing ? 'replacements' : 'results', at)
        }}
        isControl={isCheckbox}
        onRowDoubleClick={(_, index) => {
          const hit = list.rowAt(index)
          if (hit) void goToResult(hit)
        }}
      />
      {total > 0 && view.total === 0 && filter !== '' && (
        <ListEmpty>
          <strong>{RESULTS.noneLeft}</strong>
        </ListEmpty>
      )}
      {total === 0 && (
        <ListEmpty>
          {running ? (
            RESULTS.searching
          ) : (
            <>
              <strong>{isReplacing ? REPLACE.none : RESULTS.noneTitle}</strong>
              <span>
                {searchedText(query, search.scope?.name ?? null, docs.length, search.hunt?.about)}
              </span>
            </>
          )}
        </ListEmpty>
      )}
    </ListPanel>
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
  const words = searchedText(query, scope?.name ?? null, docs.length, search.hunt?.about)
  if (running) {
    return (
      <ListSummary className={styles.summary}>
        <ListWords>{words}</ListWords>
        {slow && (
          <ListWork
            done={done}
            label={RESULTS.searching}
            stop={() => stopSearch(id)}
            stopLabel={RESULTS.stop}
          />
        )}
      </ListSummary>
    )
  }
  const note = noteOf(search)
  return (
    <ListSummary className={styles.summary}>
      <ListWords title={words}>
        {words}
        {note === null && ` · ${tookText(took)}`}
      </ListWords>
      {note !== null && (
        <span className={styles.notice} title={note}>
          {note}
        </span>
      )}
      {note !== null && note !== RESULTS.most && (
        <ListButton act={() => refreshResults(id)}>
          {search.replacement === null ? RESULTS.again : REPLACE.again}
        </ListButton>
      )}
    </ListSummary>
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
