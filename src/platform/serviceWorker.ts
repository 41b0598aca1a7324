import { trustedServiceWorkerUrl } from './trustedTypes.ts'

/** Callbacks about the page's offline copy. */
export interface ServiceWorkerListeners {
  /**
   * Every file of the page is on this device, and the next load needs no network. From now on
   * neither the page nor the browser on its behalf makes a request.
   */
  readonly onOfflineReady: () => void
  /** A newer version is on this device. After `start` the next load of the page gets it. */
  readonly onUpdate: (start: () => Promise<void>) => void
}

/**
 * Registers the service worker. Call it once, when everything the page loads by itself (the engine
 * too) has been loaded. Does nothing in development and where there are no service workers.
 */
export function registerServiceWorker(listeners: ServiceWorkerListeners): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // With blocked storage, in a private window or on plain http the page works, but never reports
  // that it is ready offline.
  register(listeners).catch(() => undefined)
}

async function register({ onOfflineReady, onUpdate }: ServiceWorkerListeners): Promise<void> {
  const workers = navigator.serviceWorker
  // What another tab started or found is news here too.
  if (workers.controller !== null) {
    workers.addEventListener('controllerchange', () => onUpdate(async () => {}))
  }
  const known = await workers.getRegistration()
  const registration = await workers.register(trustedServiceWorkerUrl(), {
    // The browser requests sw.js again shortly after every load. With `all` its cache may answer,
    // which the request below has just filled.
    updateViaCache: 'all',
  })
  // Newer versions are looked for before the page is reported ready, never after. Offline this
  // fails at once.
  if (known) await registration.update().catch(() => undefined)

  const incoming = registration.installing
  if (incoming) await reached(incoming, 'installed')
  const { waiting } = registration
  const offer = (version: ServiceWorker) => onUpdate(() => startVersion(version))
  if (waiting && registration.active) offer(waiting)
  registration.addEventListener('updatefound', async () => {
    const found = registration.installing
    if (found && registration.active && (await reached(found, 'installed'))) offer(found)
  })

  // A page that was loaded past its copy (Shift and Reload) gets its parts from there again.
  if (workers.controller === null) registration.active?.postMessage({ type: 'CLAIM' })
  const active = registration.active ?? waiting ?? incoming
  if (active && (await reached(active, 'activated'))) onOfflineReady()
}

/** What the service worker did with requests since it was started. */
export interface WorkerCounts {
  /** Sent on to the network. */
  readonly fetched: number
  readonly refused: number
}

/** Asks the service worker what it did; null where there is none. */
export function workerCounts(): Promise<WorkerCounts | null> {
  const worker = 'serviceWorker' in navigator ? navigator.serviceWorker.controller : null
  if (!worker) return Promise.resolve(null)
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }: MessageEvent<WorkerCounts>) => resolve(data)
    worker.postMessage({ type: 'COUNT' }, [port2])
  })
}

async function startVersion(version: ServiceWorker): Promise<void> {
  if (version.state !== 'activated') version.postMessage({ type: 'SKIP_WAITING' })
  await reached(version, 'activated')
}

const ORDER: readonly ServiceWorkerState[] = ['installing', 'installed', 'activating', 'activated']

/** Waits until a version reaches a state; false when the browser discarded it instead. */
function reached(worker: ServiceWorker, state: ServiceWorkerState): Promise<boolean> {
  return new Promise((resolve) => {
    const look = (): void => {
      const gone = worker.state === 'redundant'
      if (!gone && ORDER.indexOf(worker.state) < ORDER.indexOf(state)) return
      worker.removeEventListener('statechange', look)
      resolve(!gone)
    }
    worker.addEventListener('statechange', look)
    look()
  })
}
