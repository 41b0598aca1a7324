/**
 * Gives the memory of a hive back when it is closed, not at the next garbage collection, which may be minutes away: the
 * engine's heap is small, and its collector does not count what is outside.
 */

/** The part of Trusted Types that a worker needs, which TypeScript's library lacks. */
interface TrustedTypesFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL: (url: string) => unknown }
}

let ended: Worker | null = null

/**
 * Gives the memory of a buffer back. Views of it are empty from then on.
 *
 * A buffer that was ever handed to the browser (to a stream that read the file, to be hashed, to be written) is held by
 * an object of the browser too, so that `transfer` does not free it. What is sent to a worker that has ended is freed at
 * once, whoever held it.
 *
 * @param buffer - a buffer that nothing uses any more
 */
export function giveBack(buffer: ArrayBuffer): void {
  if (buffer.byteLength === 0) return
  if (typeof Worker === 'function') endedWorker().postMessage(null, [buffer])
  // Elsewhere the buffer is empty too, but its memory is freed by the garbage collector.
  if (buffer.byteLength > 0) structuredClone(buffer, { transfer: [buffer] })
}

function endedWorker(): Worker {
  if (ended === null) {
    const url = URL.createObjectURL(new Blob([], { type: 'text/javascript' }))
    ended = new Worker(trusted(url))
    ended.terminate()
    URL.revokeObjectURL(url)
  }
  return ended
}

/** The URL as `new Worker` accepts it. */
function trusted(url: string): string {
  const factory = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes
  const rules = { createScriptURL: (script: string) => (script === url ? script : '') }
  return (factory?.createPolicy('propolis', rules).createScriptURL(url) as string) ?? url
}
