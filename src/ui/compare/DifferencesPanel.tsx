import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { Panel } from 'react-resizable-panels'
import { runCommand } from '../../commands/dispatch.ts'
import { characterOf } from '../../commands/keys.ts'
import { commandOf } from '../../commands/registry.ts'
import { openContextMenu } from '../../state/dialogs.ts'
import { KEYBOARD, useEnvironment } from '../../state/environment.ts'
import { arriveAt } from '../../state/focus.ts'
import type { PagedList } from '../../state/PagedList.ts'
import { usePanel } from '../../state/panel.ts'
import { offerActions } from '../../state/panelActions.ts'
import { nameOn, type TwoHives } from '../../state/twoHives.ts'
import { goToSide, sideOf } from '../../state/twoHivesActions.ts'
import {
  compareAgain,
  differenceList,
  stopComparison,
  useComparisonWith,
} from '../../state/twoHivesRuns.ts'
import type { CommandId } from '../../text/commands.ts'
import {
  outdatedSidesText,
  sideTitle,
  TWO_HIVES,
  takenCountText,
  totalText,
} from '../../text/twoHives.ts'
import type { DocId, TwoHivesRow } from '../../worker/protocol.ts'
import { useIsActiveSide } from '../common/side.ts'
import { PaneGroup } from '../frame/PaneGroup.tsx'
import type { PanelProps } from '../frame/PanelProps.ts'
import { Splitter } from '../frame/Splitter.tsx'
import { GridList, rowId } from '../lists/GridList.tsx'
import { ListHeader } from '../lists/ListHeader.tsx'
import { ListEmpty, ListPanel, ListSummary } from '../lists/ListPanel.tsx'
import { ListButton, ListWork } from '../lists/ListWork.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import styles from './compare.module.css'
import { DifferenceDetails } from './DifferenceDetails.tsx'
import { DifferenceItem, isTwisty } from './DifferenceItem.tsx'
import { DifferencesTools } from './DifferencesTools.tsx'
import { actionsOf } from './differenceActions.ts'
import { answerCellKey, cellId, NO_CELL } from './treegridKeys.ts'

/** The differences between two hives, as a tree. */
export function DifferencesPanel({ doc, tabs }: PanelProps) {
  const comparison = useComparisonWith(doc)
  if (comparison === undefined) return null
  return <Differences key={comparison.id} doc={doc} comparison={comparison} tabs={tabs} />
}

interface Props extends PanelProps {
  readonly comparison: TwoHives
}

function Differences({ doc, comparison, tabs }: Props) {
  const { id, running, state } = comparison
  const rows = useRef<RowListHandle>(null)
  const isActive = useIsActiveSide()
  const frame = useRef<HTMLDivElement>(null)
  const isLarge = useRoom(frame)
  const list = differenceList(id)
  useEffect(() => arriveAt('panel'), [])
  useEffect(
    () => (isActive ? offerActions(actionsOf(comparison)) : undefined),
    [comparison, isActive],
  )
  const left = sideTitle('left', nameOn(comparison.left))
  const right = sideTitle('right', nameOn(comparison.right))
  const grid = list && (
    <DifferenceGrid
      {...{ doc, comparison, list, rows }}
      columns={[TWO_HIVES.name, TWO_HIVES.change, TWO_HIVES.type, left, right]}
    />
  )
  const isEmpty = !running && state !== null && state.rows === 0
  return (
    <ListPanel
      label={TWO_HIVES.label}
      tabs={tabs}
      head={<Summary comparison={comparison} />}
      className={styles.panel}
      headClass={styles.head}
      rows={rows}
    >
      <div className={styles.body}>
        <DifferencesTools comparison={comparison} />
        <div ref={frame} className={styles.list}>
          {isLarge ? (
            <PaneGroup name="differences" orientation="vertical">
              <Panel id="list" className={styles.pane} minSize="6rem">
                {grid}
              </Panel>
              <Splitter label={TWO_HIVES.resize} />
              <Panel id="difference" className={styles.pane} minSize="5rem" defaultSize="38%">
                <DifferenceDetails comparison={comparison} left={left} right={right} />
              </Panel>
            </PaneGroup>
          ) : (
            grid
          )}
          {isEmpty && <Nothing comparison={comparison} />}
        </div>
      </div>
    </ListPanel>
  )
}

/** Pixels of the list from which on there is room for the details under it. */
const TALL = 220

/** Whether there is room for the details: where the panel takes the place of the values, if that is high enough. */
function useRoom(frame: RefObject<HTMLDivElement | null>): boolean {
  const isNarrow = useEnvironment(({ width }) => width === 'narrow')
  const isEnlarged = usePanel(({ enlarged }) => enlarged)
  const [isTall, setTall] = useState(true)
  useLayoutEffect(() => {
    const { current } = frame
    if (current === null) return
    const observer = new ResizeObserver(() => setTall(current.clientHeight >= TALL))
    observer.observe(current)
    return () => observer.disconnect()
  }, [frame])
  return (isEnlarged || isNarrow) && isTall
}

interface GridProps {
  readonly doc: DocId
  readonly comparison: TwoHives
  readonly list: PagedList<TwoHivesRow>
  readonly rows: { readonly current: RowListHandle | null }
  readonly columns: readonly string[]
}

function DifferenceGrid({ doc, comparison, list, rows, columns }: GridProps) {
  const { id, running, view } = comparison
  const [cell, setCell] = useState(NO_CELL)
  const name = `difference-${id}-${doc}`
  const focused = list.rowAt(view.focusIndex)
  const run = (command: CommandId) => void list.inTurn(() => runCommand(commandOf(command)))
  const answerKey = (event: KeyboardEvent<HTMLElement>): boolean => {
    const { key, altKey, shiftKey } = event
    const mod = KEYBOARD.mac ? event.metaKey : event.ctrlKey
    if (altKey) return false
    if (mod && shiftKey && key === 'ArrowLeft') run('edit.takeToLeft')
    else if (mod && shiftKey && key === 'ArrowRight') run('edit.takeToRight')
    else if (mod && !shiftKey && characterOf(event) === 'C') run('edit.copyDifferences')
    else if (key === 'Enter' && !mod) {
      const here = sideOf(id, doc)
      const side = shiftKey === (here === 'left') ? 'right' : 'left'
      run(side === 'left' ? 'go.toLeft' : 'go.toRight')
    } else if (key === '/' && !mod) run('view.filterDifferences')
    else if (key === '*' && !mod) run('view.expandDifferences')
    else if (key === 'Escape' && running) stopComparison(id)
    else return answerCellKey(event, { id, list, cell, setCell })
    return true
  }
  return (
    <GridList
      role="treegrid"
      label={TWO_HIVES.label}
      name={name}
      list={list}
      view={view}
      handle={rows}
      multiple
      columns={columns.length}
      className={styles.grid}
      outdated={(comparison.state?.outdated.length ?? 0) > 0}
      aria-busy={running}
      aria-activedescendant={
        focused &&
        (cell === NO_CELL ? rowId(name, view.focusIndex) : cellId(name, view.focusIndex, cell))
      }
      header={<ListHeader columns={columns} rows={rows} />}
      renderRow={(row, frame) => (
        <DifferenceItem
          {...frame}
          row={row}
          name={name}
          cell={frame.focused ? cell : NO_CELL}
          comparison={id}
        />
      )}
      answerKey={answerKey}
      isControl={isTwisty}
      openMenu={(_, at) => openContextMenu('differences', at)}
      onRowDoubleClick={(event, index) => {
        const row = list.rowAt(index)
        const isOther = event.target instanceof Element && isTwisty(event.target)
        if (row && !isOther) void goToSide(id, row, sideOf(id, doc))
      }}
    />
  )
}

/** How far the comparison is, or what it has found; a button to stop it, or to do it again. */
function Summary({ comparison }: { readonly comparison: TwoHives }) {
  const { id, running, slow, done, state } = comparison
  const total = state === null ? '' : totalText(state.listed, state.total)
  if (running) {
    return (
      <ListSummary>
        {slow && (
          <ListWork
            done={done}
            label={TWO_HIVES.comparing}
            found={total}
            stop={() => stopComparison(id)}
            stopLabel={TWO_HIVES.stop}
          />
        )}
      </ListSummary>
    )
  }
  const note = noteOf(comparison)
  return (
    <ListSummary>
      <span role="status" className={styles.words} title={note ?? total}>
        {note ?? total}
        {note === null && (state?.taken ?? 0) > 0 && ` · ${takenCountText(state?.taken ?? 0)}`}
      </span>
      {note !== null && (
        <ListButton act={() => void compareAgain(id)}>{TWO_HIVES.again}</ListButton>
      )}
    </ListSummary>
  )
}

/** Why the list is not that of the hives as they are; null if it is. */
function noteOf(comparison: TwoHives): string | null {
  const { state } = comparison
  if (state === null || state.result === null) return TWO_HIVES.stopped
  if (state.outdated.length > 0) {
    return outdatedSidesText(state.outdated.map((side) => nameOn(comparison[side])))
  }
  return state.result.complete ? null : TWO_HIVES.incomplete
}

function Nothing({ comparison: { state } }: { readonly comparison: TwoHives }) {
  const isFiltered = (state?.total ?? 0) > 0
  const isTaken = (state?.taken ?? 0) > 0
  return (
    <ListEmpty>
      <strong>
        {isFiltered ? TWO_HIVES.noneListed : isTaken ? TWO_HIVES.allTaken : TWO_HIVES.none}
      </strong>
      {!isFiltered && !isTaken && <span>{TWO_HIVES.noneOf}</span>}
    </ListEmpty>
  )
}
