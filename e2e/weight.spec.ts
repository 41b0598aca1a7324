import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'

/** Bytes, compressed. The engine, which is loaded beside it, is not part of it. */
const MOST_SCRIPT = 150 * 1024

test('the script of the first screen is small; everything else is loaded when it is needed', async ({
  request,
}) => {
  const page = await (await request.get('./')).text()
  const files = [...page.matchAll(/(?:src|rel="modulepreload"[^>]* href)="([^"]+\.js)"/g)]
  let bytes = 0
  for (const [, file = ''] of files)
    bytes += gzipSync(await (await request.get(file)).body()).length
  expect(files.length).toBeGreaterThan(0)
  // Every script that these import is among them.
  for (const [, file = ''] of files) {
    const script = await (await request.get(file)).text()
    for (const [, imported = ''] of script.matchAll(/from"\.\/([^"]+)"/g)) {
      expect(files.map(([, name]) => name)).toContain(`./assets/${imported}`)
    }
  }
  expect(bytes).toBeLessThan(MOST_SCRIPT)
})
