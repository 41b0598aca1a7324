/** Two runs of the browser tests on one machine do not interfere. */

import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from '@playwright/test'

const SERVER = /127\.0\.0\.1:(\d+)\//

test('the page is served on a free port, beside another server', async ({ baseURL }) => {
  const port = SERVER.exec(baseURL ?? '')?.[1]
  expect(port).toBeDefined()
  const args = ['node_modules/vite/bin/vite.js', 'preview', '--port', '0']
  const second = spawn(process.execPath, args)
  try {
    const printed = await new Promise<string>((resolve, reject) => {
      let text = ''
      second.stdout.on('data', (chunk: Buffer) => {
        text += stripVTControlCharacters(chunk.toString())
        if (SERVER.test(text)) resolve(text)
      })
      second.on('exit', () => reject(new Error(`the second server ended: ${text}`)))
    })
    const other = SERVER.exec(printed)?.[1]
    expect(other).not.toBe(port)
    expect((await fetch(`http://127.0.0.1:${other}/`)).ok).toBe(true)
    expect((await fetch(baseURL ?? '')).ok).toBe(true)
  } finally {
    second.kill()
  }
})
