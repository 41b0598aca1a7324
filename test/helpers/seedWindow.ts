/**
 * The first seed of the random tests. Each commit tries the next window of seeds, so that the suite stays short but
 * always tries new ones; `npm run soak` tries any number of them. A failure names its seed.
 * `SEED_WINDOW=N npx vitest run FILE` repeats the window of another commit.
 */

import { execFileSync } from 'node:child_process'

/** The number of the window: `SEED_WINDOW`, or the number of commits up to HEAD, or 0 outside a repository. */
const WINDOW = Number(process.env.SEED_WINDOW ?? commits())

/**
 * @param size - the number of seeds that a test uses in one run
 * @returns the first of them; the windows of consecutive commits do not overlap
 */
export function firstSeed(size: number): number {
  return WINDOW * size
}

function commits(): number {
  try {
    const count = execFileSync('git', ['rev-list', '--count', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return Number(count)
  } catch {
    return 0
  }
}
