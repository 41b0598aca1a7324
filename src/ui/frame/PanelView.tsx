import { showError } from '../../state/notices.ts'
import { closeTab, type FixedTab, isOpened, leaveTab, type OpenedTab } from '../../state/panel.ts'
import { Lazy, LazyPart } from '../common/lazyPart.tsx'
import type { PanelProps } from './PanelProps.ts'

/** The lists and views that are loaded separately. */
type LoadedTab = Exclude<FixedTab, 'problems'> | OpenedTab

const PARTS: { readonly [tab in LoadedTab]: LazyPart<PanelProps> } = {
  changes: new LazyPart(async () => (await import('../changes/ChangesPanel.tsx')).ChangesPanel),
  differences: new LazyPart(
    async () => (await import('../compare/DifferencesPanel.tsx')).DifferencesPanel,
  ),
  history: new LazyPart(async () => (await import('../history/HistoryPanel.tsx')).HistoryPanel),
  timeline: new LazyPart(async () => (await import('../pictures/TimelinePanel.tsx')).TimelinePanel),
  sizes: new LazyPart(async () => (await import('../pictures/SizesPanel.tsx')).SizesPanel),
  fileMap: new LazyPart(async () => (await import('../pictures/FileMapPanel.tsx')).FileMapPanel),
  salvage: new LazyPart(async () => (await import('../salvage/SalvagePanel.tsx')).SalvagePanel),
  deleted: new LazyPart(async () => (await import('../deleted/DeletedPanel.tsx')).DeletedPanel),
  writable: new LazyPart(async () => (await import('../rights/WritablePanel.tsx')).WritablePanel),
  technical: new LazyPart(
    async () => (await import('../technical/TechnicalPanel.tsx')).TechnicalPanel,
  ),
}

interface PanelViewProps extends PanelProps {
  readonly tab: LoadedTab
}

/** A list or view of the bottom panel, once it is loaded. */
export function PanelView({ tab, ...props }: PanelViewProps) {
  const fail = (error: unknown) => {
    if (isOpened(tab)) closeTab(props.doc, tab)
    else leaveTab(props.doc)
    showError(error)
  }
  return <Lazy part={PARTS[tab]} props={props} fail={fail} />
}
