/**
 * Starts the engine in a worker.
 *
 * The engine is imported as text and started from a Blob URL. Such a worker inherits the page's
 * content security policy, which a script fetched from a host without headers would not (ui-anchors
 * 7.6).
 */

/**
 * A worker that runs the engine, ready for `connect` of `client.ts`.
 *
 * @param trust - makes a Blob URL of the script that `new Worker` accepts under Trusted Types
 */
export async function startEngine(trust: (script: Blob) => string): Promise<Worker> {
  const { default: text } = await import('virtual:engine')
  const url = trust(new Blob([text], { type: 'text/javascript' }))
  const worker = new Worker(url, { name: 'hive engine' })
  // The URL is not revoked before the script has run, since older browsers fetch a Blob URL late.
  worker.addEventListener('message', () => URL.revokeObjectURL(String(url)), { once: true })
  return worker
}
