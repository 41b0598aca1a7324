import { test } from '@playwright/test'
import { firstSeed } from '../test/helpers/seedWindow.ts'
import type { Killed } from './KilledBrowser.ts'
import { killInSaves } from './killedSave.ts'
import { killAndResume } from './killRun.ts'

/** The number of kills of each kind, and of edits in a run; `npm run soak:page -- --kills 20` makes more. */
const KILLS = Number(process.env.PAGE_KILLS ?? 1)
const EDITS = Number(process.env.PAGE_KILL_EDITS ?? 15)
const KINDS: readonly Killed[] = ['tab', 'worker', 'browser']

for (const what of KINDS) {
  for (let run = 0; run < KILLS; run++) {
    test(`every edit that was done outlives the ${what}, and can be undone (${run + 1})`, async ({
      baseURL,
    }) => {
      const seed = firstSeed(KILLS) + run
      const done = await killAndResume({ url: baseURL ?? '', what, seed, edits: EDITS })
      // The soak is recorded.
      if (process.env.PAGE_KILLS !== undefined) process.stdout.write(`${done}\n`)
    })
  }
}

test('a browser that is killed while it saves in place leaves the file whole, and resumes to the same file', async ({
  baseURL,
}) => {
  const all = ['createWritable', 'write', 'close', 'closed', 'read back'] as const
  await killInSaves(baseURL ?? '', process.env.PAGE_KILLS === undefined ? ['write', 'closed'] : all)
})
