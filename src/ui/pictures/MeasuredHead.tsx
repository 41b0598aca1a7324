import type { ReactNode } from 'react'
import type { Measured } from '../../state/Measuring.ts'
import { FRAME } from '../../text/page.ts'
import { progressText } from '../../text/panes.ts'
import { Button } from '../common/Button.tsx'
import { ListProgress, ListSummary, ListWords, listButton } from '../lists/ListPanel.tsx'

interface Props {
  readonly measured: Measured<unknown>
  readonly isOutdated: boolean
  readonly words: {
    readonly reading: string
    readonly outdated: string
    readonly stopped: string
    readonly again: string
  }
  readonly start: () => void
  readonly stop: () => void
  /** Moves the focus to the picture before the button that had it is gone. */
  readonly leave: () => void
  /** What is said of the picture when it is current. */
  readonly children: ReactNode
}

/** The head of a picture: how far the measuring is, with a way to stop it; or that it is out of date. */
export function MeasuredHead(props: Props) {
  const { measured, isOutdated, words, start, stop, leave, children } = props
  const { running, slow, done, result } = measured
  const button = (label: string, act: () => void) => (
    <Button
      className={listButton}
      onClick={() => {
        act()
        leave()
      }}
    >
      {label}
    </Button>
  )
  if (running && slow) {
    return (
      <ListSummary>
        <ListProgress done={done} label={words.reading} />
        <span>{progressText(done)}</span>
        {button(FRAME.cancel, stop)}
      </ListSummary>
    )
  }
  if (!running && (result === null || isOutdated)) {
    return (
      <ListSummary>
        <ListWords>{result === null ? words.stopped : words.outdated}</ListWords>
        {button(words.again, start)}
      </ListSummary>
    )
  }
  return (
    <ListSummary role="status">
      <ListWords>{children}</ListWords>
    </ListSummary>
  )
}
