import { CSPProvider } from '@base-ui/react/csp-provider'
import { useEffect } from 'react'
import { useDocuments } from '../state/documents.ts'
import { useFind } from '../state/findForm.ts'
import { useSettings } from '../state/settings.ts'
import styles from './App.module.css'
import { Dialogs } from './dialogs/Dialogs.tsx'
import { LazyFindBar, preloadFind } from './find/LazyFind.tsx'
import { Banners } from './frame/Banners.tsx'
import { DropOverlay } from './frame/DropOverlay.tsx'
import { EmptyState } from './frame/EmptyState.tsx'
import { Header } from './frame/Header.tsx'
import { Notices } from './frame/Notices.tsx'
import { PaneMenu } from './frame/PaneMenu.tsx'
import { StatusBar } from './frame/StatusBar.tsx'
import { TabBar } from './frame/TabBar.tsx'
import { Toolbar } from './frame/Toolbar.tsx'
import { WorkingBar } from './frame/WorkingBar.tsx'
import { Workspace } from './frame/Workspace.tsx'

/** The whole window. */
export function App() {
  const active = useDocuments((state) => state.active)
  const finding = useFind((state) => state.open)
  useEffect(preloadFind, [])
  const statusBar = useSettings((settings) => settings.statusBar)
  return (
    // Base UI would put <style> elements into the page, which its policy forbids.
    <CSPProvider disableStyleElements>
      <div className={styles.app}>
        <Header />
        {active !== null && <TabBar />}
        {active !== null && <Toolbar doc={active} />}
        <Banners />
        {active !== null && finding && <LazyFindBar doc={active} />}
        {active === null ? <EmptyState /> : <Workspace doc={active} key={active} />}
        <WorkingBar />
        <Notices />
        {statusBar && <StatusBar />}
      </div>
      <PaneMenu />
      <Dialogs />
      <DropOverlay />
    </CSPProvider>
  )
}
