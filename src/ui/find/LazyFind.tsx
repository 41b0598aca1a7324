import { closeFind } from '../../state/findForm.ts'
import { showError } from '../../state/notices.ts'
import { leaveTab } from '../../state/panel.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Lazy, LazyPart } from '../common/lazyPart.tsx'
import type { ResultsProps } from './SearchResults.tsx'

interface BarProps {
  readonly doc: DocId
}

const bar = new LazyPart<BarProps>(async () => (await import('./FindBar.tsx')).FindBar)
const results = new LazyPart<ResultsProps>(
  async () => (await import('./SearchResults.tsx')).SearchResults,
)

/** Find. */
export function LazyFindBar(props: BarProps) {
  const fail = (error: unknown) => {
    closeFind()
    showError(error)
  }
  return <Lazy part={bar} props={props} fail={fail} />
}

/** The results of a search. */
export function LazyResults(props: ResultsProps) {
  const fail = (error: unknown) => {
    leaveTab(props.doc)
    showError(error)
  }
  return <Lazy part={results} props={props} fail={fail} />
}
