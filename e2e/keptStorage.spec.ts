/** Storage that is nearly full, and storage that the browser forbids: it is said, and editing and saving go on. */

import { test as base, expect } from '@playwright/test'
import { Hive } from '../src/offreg/Hive.ts'
import { orchard } from './hives.ts'
import { KilledBrowser } from './KilledBrowser.ts'

const FILE = { name: 'SOFTWARE', bytes: new Uint8Array(orchard()) }
const DOC = 1
const BINARY = 3

const test = base.extend<{ browserOf: KilledBrowser }>({
  browserOf: async ({ baseURL }, use, info) => {
    const browser = new KilledBrowser(info.outputPath('browser'), baseURL ?? '')
    await use(browser)
    await browser.close()
  },
})

function create(browser: KilledBrowser, name: string, bytes = 1): Promise<unknown> {
  const change = { kind: 'set-value', path: [name], name: 'v', type: BINARY }
  const data = new Uint8Array(bytes).map((_, at) => 1 + (at % 251))
  const edit = { kind: 'apply-changes', origin: 'a.reg', changes: [{ ...change, data }] }
  return browser.call('edit', { doc: DOC, edit })
}

/** The names of the keys that were created. */
async function created(browser: KilledBrowser): Promise<readonly string[]> {
  const { rootKey } = Hive.open(Uint8Array.from(await browser.file(DOC)))
  const before = new Set([...Hive.open(FILE.bytes.slice()).rootKey.subkeys()].map(nameOf))
  return [...rootKey.subkeys()].map(nameOf).filter((name) => !before.has(name))
}

const nameOf = ({ name }: { readonly name: string }) => name

test('full storage is said once, editing and saving go on, and what was kept is resumed', async ({
  browserOf: browser,
}) => {
  const { page } = await browser.start()
  await browser.app.dropFiles(FILE)
  await browser.app.opened(FILE.name)
  const session = await page.context().newCDPSession(page)
  const { origin } = new URL(page.url())
  const { usage } = await session.send('Storage.getUsageAndQuota', { origin })
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + (3 << 20) })
  await create(browser, 'Kept')
  await create(browser, 'Too large', 5 << 20)
  const said = page.getByText('The storage of this device is full.')
  await expect(said).toHaveCount(1)
  await create(browser, 'Later')
  expect(await created(browser)).toEqual(['Kept', 'Later', 'Too large'])
  await expect(said).toHaveCount(1)
  await browser.kill('tab')
  const again = await browser.start()
  await browser.app.resume(FILE)
  await expect(again.page.getByRole('tab', { name: FILE.name })).toBeVisible()
  expect(await created(browser)).toEqual(['Kept'])
})

test('forbidden storage is said once, editing and saving go on, and nothing is left on the disk', async ({
  browserOf: browser,
}) => {
  const { page } = await browser.start()
  await page.workers()[0]?.evaluate(() => {
    const getDirectory = () => Promise.reject(new DOMException('denied', 'SecurityError'))
    Object.defineProperty(navigator.storage, 'getDirectory', { value: getDirectory })
  })
  await browser.app.dropFiles(FILE)
  await browser.app.opened(FILE.name)
  await create(browser, 'One')
  const said = page.getByText('The browser does not let this page keep edits.')
  await expect(said).toHaveCount(1)
  await create(browser, 'Two')
  expect(await created(browser)).toEqual(['One', 'Two'])
  await expect(said).toHaveCount(1)
  const left = await page.evaluate(async () => {
    const names: string[] = []
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name)
    return names
  })
  expect(left).toEqual([])
})

test('what the browser removes while it is edited is said, and editing and saving go on', async ({
  browserOf: browser,
}) => {
  const { page } = await browser.start()
  await browser.app.dropFiles(FILE)
  await browser.app.opened(FILE.name)
  await create(browser, 'Kept')
  const session = await page.context().newCDPSession(page)
  const { origin } = new URL(page.url())
  // What clearing the data of a site in the settings of the browser does.
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' })
  await create(browser, 'Gone')
  await expect(page.getByText('The browser removed what this page kept.')).toBeVisible()
  await create(browser, 'Later')
  expect(await created(browser)).toEqual(['Gone', 'Kept', 'Later'])
})
