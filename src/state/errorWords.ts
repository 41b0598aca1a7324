/** The words of errors, which are loaded after the first screen, or with the first error. */

import { loadModule } from './loadModule.ts'

type Words = typeof import('../text/errors.ts')

let loaded: Words | null = null

/** Loads the words, so that errors are shown at once. */
export async function loadErrorWords(): Promise<Words> {
  loaded ??= await loadModule(() => import('../text/errors.ts'))
  return loaded
}

/**
 * Uses the words: at once if they are loaded, which they are soon after the first screen.
 *
 * @param use - shows an error in them; with null when they cannot be loaded
 */
export function withErrorWords(use: (words: Words | null) => void): void {
  if (loaded !== null) use(loaded)
  else loadErrorWords().then(use, () => use(null))
}
