import { useFind } from '../../state/findForm.ts'
import type { DocId } from '../../worker/protocol.ts'
import { DragLabel } from '../drag/DragLabel.tsx'
import { LazyFindBar } from '../find/LazyFind.tsx'
import { PaneMenu } from './PaneMenu.tsx'
import { FirstTabs } from './TabBar.tsx'
import { Toolbar } from './Toolbar.tsx'
import { Workspace } from './Workspace.tsx'

interface HiveProps {
  readonly doc: DocId
}

/** What is above an open hive: the tabs and the toolbar. */
export function HiveBars({ doc }: HiveProps) {
  return (
    <>
      <FirstTabs />
      <Toolbar doc={doc} />
    </>
  )
}

/** An open hive: Find, the panes and their context menus. */
export function HivePanes({ doc }: HiveProps) {
  const finding = useFind((state) => state.open)
  return (
    <>
      {finding && <LazyFindBar doc={doc} />}
      <Workspace doc={doc} />
      <PaneMenu />
      <DragLabel />
    </>
  )
}
