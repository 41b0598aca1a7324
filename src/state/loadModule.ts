/** Loading the parts of the page that the first screen does not need. */

/** A part of the page could not be loaded: the server cannot be reached, or has a newer version of the page. */
export class MissingPart extends Error {
  override readonly name = 'MissingPart'
}

/** Milliseconds before each further attempt. Browsers drop a request now and then, even of a file in their cache. */
const WAITS_MS = [0, 250, 1000]

/**
 * Loads a module of the page. Every part that is loaded later is loaded by this.
 *
 * @param load - imports it
 * @throws MissingPart when it could not be loaded after several attempts; its cause is the first error
 */
export async function loadModule<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    for (const wait of WAITS_MS) {
      await new Promise((resolve) => setTimeout(resolve, wait))
      try {
        return await load()
      } catch {
        // The first error is the one that is told.
      }
    }
    throw new MissingPart(String(cause), { cause })
  }
}
