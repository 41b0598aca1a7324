/**
 * Starts the engine in its own worker.
 *
 * The engine is imported as text and started from a Blob URL: a worker made so inherits the page's
 * content security policy, which a script fetched from a host without headers would not
 * (ui-anchors 7.6).
 */

/**
 * A worker that runs the engine, ready for `connect` of `client.ts`.
 *
 * @param trust - makes the Blob URL of the script, as `new Worker` accepts it under Trusted Types
 */
export async function startEngine(trust: (script: Blob) => string): Promise<Worker> {
  const { default: text } = await import('virtual:engine')
  const url = trust(new Blob([text], { type: 'text/javascript' }))
  const worker = new Worker(url, { name: 'hive engine' })
  // Not before the script has run: older browsers fetch a Blob URL late.
  worker.addEventListener('message', () => URL.revokeObjectURL(String(url)), { once: true })
  return worker
}
