import { showError } from '../../state/notices.ts'
import { leaveTab } from '../../state/panel.ts'
import { Lazy, LazyPart } from '../common/lazyPart.tsx'
import type { ChangesProps } from './ChangesPanel.tsx'

const panel = new LazyPart<ChangesProps>(
  async () => (await import('./ChangesPanel.tsx')).ChangesPanel,
)

/** The changes of a hive. */
export function LazyChanges(props: ChangesProps) {
  const fail = (error: unknown) => {
    leaveTab(props.doc)
    showError(error)
  }
  return <Lazy part={panel} props={props} fail={fail} />
}
