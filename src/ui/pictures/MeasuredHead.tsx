import type { ReactNode } from 'react'
import type { Measured } from '../../state/Measuring.ts'
import type { DocId } from '../../worker/protocol.ts'
import { WorkSummary } from '../lists/ListWork.tsx'

interface Props {
  readonly doc: DocId
  readonly views: {
    viewOf(doc: DocId): Measured<unknown>
    isOutdated(doc: DocId): boolean
    start(doc: DocId): Promise<void>
    stop(doc: DocId): void
  }
  readonly words: {
    readonly reading: string
    readonly outdated: string
    readonly stopped: string
    readonly again: string
  }
  /** What is said of the picture when it is current. */
  readonly children: ReactNode
}

/** The head of a picture: how far the measuring is, with a way to stop it; or that it is out of date. */
export function MeasuredHead({ doc, views, words, children }: Props) {
  const { running, slow, done, result } = views.viewOf(doc)
  return (
    <WorkSummary
      running={running}
      done={slow ? done : null}
      isMissing={result === null}
      isOutdated={views.isOutdated(doc)}
      words={words}
      start={() => void views.start(doc)}
      stop={() => views.stop(doc)}
    >
      {children}
    </WorkSummary>
  )
}
