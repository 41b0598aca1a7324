import { CSPProvider } from '@base-ui/react/csp-provider'
import { useEffect } from 'react'
import { useDocuments } from '../state/documents.ts'
import { showError } from '../state/notices.ts'
import { useSettings } from '../state/settings.ts'
import styles from './App.module.css'
import { Lazy, loadParts } from './common/lazyPart.tsx'
import { Dialogs } from './dialogs/Dialogs.tsx'
import { Banners } from './frame/Banners.tsx'
import { DropOverlay } from './frame/DropOverlay.tsx'
import { EmptyState } from './frame/EmptyState.tsx'
import { Header } from './frame/Header.tsx'
import { Notices } from './frame/Notices.tsx'
import { StatusBar } from './frame/StatusBar.tsx'
import { WorkingBar } from './frame/WorkingBar.tsx'
import { barsPart, LANGUAGE_TABLES, panesPart, preloadHive } from './parts.ts'

/** The whole window. */
export function App() {
  const active = useDocuments((state) => state.active)
  const isOpening = useDocuments((state) => state.opening.length > 0)
  const statusBar = useSettings((settings) => settings.statusBar)
  useEffect(() => {
    // While the engine reads the hive.
    if (isOpening) preloadHive()
  }, [isOpening])
  useEffect(() => {
    // Ahead of their first use, once the first screen is drawn. A part that fails to load says so when it is needed.
    const ahead = [...LANGUAGE_TABLES, () => loadParts().catch(() => {})]
    const timers = ahead.map((act) => setTimeout(act))
    return () => timers.forEach(clearTimeout)
  }, [])
  return (
    // Base UI would put <style> elements into the page, which its policy forbids.
    <CSPProvider disableStyleElements>
      <div className={styles.app}>
        <Header />
        {active !== null && <Lazy part={barsPart} props={{ doc: active }} fail={showError} />}
        <Banners />
        {active === null ? (
          <EmptyState />
        ) : (
          <Lazy part={panesPart} props={{ doc: active }} fail={showError} />
        )}
        <WorkingBar />
        <Notices />
        {statusBar && <StatusBar />}
      </div>
      <Dialogs />
      <DropOverlay />
    </CSPProvider>
  )
}
