import { showError } from '../../state/notices.ts'
import { leaveTab } from '../../state/panel.ts'
import { Lazy, LazyPart } from '../common/lazyPart.tsx'
import type { HistoryProps } from './HistoryPanel.tsx'

const panel = new LazyPart<HistoryProps>(
  async () => (await import('./HistoryPanel.tsx')).HistoryPanel,
)

/** The history of a hive. */
export function LazyHistory(props: HistoryProps) {
  const fail = (error: unknown) => {
    leaveTab(props.doc)
    showError(error)
  }
  return <Lazy part={panel} props={props} fail={fail} />
}
