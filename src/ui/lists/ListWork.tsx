import type { ReactNode } from 'react'
import { focusPane } from '../../state/focus.ts'
import { FRAME } from '../../text/page.ts'
import { progressText } from '../../text/panes.ts'
import { Button } from '../common/Button.tsx'
import { ListProgress, ListSummary, ListWords, listButton } from './ListPanel.tsx'

interface ListButtonProps {
  readonly act: () => void
  readonly children: ReactNode
}

/** A button in the head of a panel that disappears when it is pressed: the focus goes to the list. */
export function ListButton({ act, children }: ListButtonProps) {
  const press = () => {
    act()
    focusPane('panel')
  }
  return (
    <Button className={listButton} onClick={press}>
      {children}
    </Button>
  )
}

interface ListWorkProps {
  /** Fraction done. */
  readonly done: number
  /** What the progress bar is called. */
  readonly label: string
  /** What has been found so far. */
  readonly found?: string
  readonly stop: () => void
  readonly stopLabel?: string
}

/** How far the work is that fills a list, and a button that stops it. */
export function ListWork({ done, label, found = '', stop, stopLabel }: ListWorkProps) {
  return (
    <>
      <ListProgress done={done} label={label} />
      <span>{progressText(done)}</span>
      {found !== '' && <ListWords>{found}</ListWords>}
      <ListButton act={stop}>{stopLabel ?? FRAME.cancel}</ListButton>
    </>
  )
}

interface WorkSummaryProps {
  readonly running: boolean
  /** Fraction done; null while it has not been running for long. */
  readonly done: number | null
  readonly found?: string
  /** Whether nothing is listed: the work was stopped. */
  readonly isMissing: boolean
  /** Whether the hive was edited since. */
  readonly isOutdated: boolean
  readonly words: {
    /** What the progress bar is called. */
    readonly reading: string
    readonly outdated: string
    readonly stopped: string
    readonly again: string
  }
  readonly start: () => void
  readonly stop: () => void
  /** What is said of the list when it is current. */
  readonly children: ReactNode
}

/** The head of a list that work fills: how far that is, and a button to stop it; why it should be done again; or what is listed. */
export function WorkSummary(props: WorkSummaryProps) {
  const { running, done, found, isMissing, isOutdated, words, start, stop, children } = props
  if (running && done !== null) {
    return (
      <ListSummary>
        <ListWork done={done} label={words.reading} found={found ?? ''} stop={stop} />
      </ListSummary>
    )
  }
  if (!running && (isMissing || isOutdated)) {
    return (
      <ListSummary>
        <ListWords>{isMissing ? words.stopped : words.outdated}</ListWords>
        <ListButton act={start}>{words.again}</ListButton>
      </ListSummary>
    )
  }
  return (
    <ListSummary role="status">
      <ListWords>{children}</ListWords>
    </ListSummary>
  )
}
