import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { listenToKeys } from './commands/dispatch.ts'
import { listenToTravel } from './platform/history.ts'
import { listenToLaunches } from './platform/launch.ts'
import { trustedEngineUrl } from './platform/trustedTypes.ts'
import { closeWaysOut } from './platform/waysOut.ts'
import { useDocuments } from './state/documents.ts'
import { setOfflineReady, setUpdate } from './state/environment.ts'
import { loadModule } from './state/loadModule.ts'
import { travel } from './state/navigation.ts'
import { showError } from './state/notices.ts'
import { offerKeptEdits, startState } from './state/start.ts'
import { App } from './ui/App.tsx'
import { loadAllParts } from './ui/common/lazyPart.tsx'
import './ui/theme.css'
import { createClient } from './worker/client.ts'
import { startEngine } from './worker/startEngine.ts'

async function start(root: HTMLElement): Promise<void> {
  closeWaysOut()
  const engine = async () => createClient(await loadModule(() => startEngine(trustedEngineUrl)))
  startState(await engine(), engine)
  listenToLaunches((files) => {
    loadModule(() => import('./state/reopening.ts'))
      .then(({ openLaunched }) => openLaunched(files))
      .catch(showError)
  })
  listenToKeys()
  const stop = useDocuments.subscribe(() => {
    stop()
    setTimeout(listenToTravel, 0, travel)
  })
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
  void offerKeptEdits()
  const { registerServiceWorker } = await loadModule(() => import('./platform/serviceWorker.ts'))
  registerServiceWorker({
    // From then on nothing is requested, not even from the copy.
    onOfflineReady: () => void loadAllParts().then(setOfflineReady),
    onUpdate: setUpdate,
  })
}

const root = document.getElementById('root')
if (root) void start(root)
