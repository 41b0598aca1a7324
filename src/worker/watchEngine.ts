/**
 * Notices that the engine's worker is gone. Browsers do not tell a page that, but the lock that the worker holds as long
 * as it lives (`hive.worker.ts`) is free then.
 */

/** Milliseconds between two looks at whether the worker has its lock. */
const LOCK_MS = 50
/** A worker that has no lock after so many looks is gone. */
const LOOKS = 600

/**
 * Ends the calls of a worker once it is gone.
 *
 * @param name - its name, which is that of its lock too
 */
export async function watchEngine(worker: Worker, name: string): Promise<void> {
  const { locks } = navigator
  if (locks === undefined) return
  let isHeld = false
  for (let look = 0; look < LOOKS && !isHeld; look++) {
    const { held = [] } = await locks.query()
    isHeld = held.some((lock) => lock.name === name)
    if (!isHeld) await new Promise((resolve) => setTimeout(resolve, LOCK_MS))
  }
  await locks.request(name, () => worker.dispatchEvent(new Event('close')))
}
