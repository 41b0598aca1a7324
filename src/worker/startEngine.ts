/**
 * Starts the engine in a worker.
 *
 * The engine is imported as text and started from a Blob URL. Such a worker inherits the page's
 * content security policy, which a script fetched from a host without headers would not (ui-anchors
 * 7.6).
 */

/** The URL of the script, which stays valid for an engine that takes the place of one that has stopped. */
let script: string | null = null

/**
 * A worker that runs the engine, ready for `connect` of `client.ts`.
 *
 * @param trust - makes a Blob URL of the script that `new Worker` accepts under Trusted Types
 */
export async function startEngine(trust: (script: Blob) => string): Promise<Worker> {
  const [{ default: text }, { watchEngine }] = await Promise.all([
    import('virtual:engine'),
    import('./watchEngine.ts'),
  ])
  script ??= trust(new Blob([text], { type: 'text/javascript' }))
  const name = `hive engine ${crypto.randomUUID()}`
  const worker = new Worker(script, { name })
  watchEngine(worker, name)
  return worker
}
