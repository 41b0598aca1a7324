/** The page as an installed program: in any folder of a server, with updates, and with files that the system opens. */

import { expect, type Page, test } from '@playwright/test'
import { expectSound } from './axe.ts'
import { keysStored, writeStored } from './browserFiles.ts'
import { onDisk, orchard } from './hives.ts'
import { PageDriver } from './PageDriver.ts'
import { isReadyOffline } from './SharedPage.ts'
import { openSite } from './servers.ts'

test('the page can be installed from a folder of a server, and works there with the network cut', async ({
  page,
  baseURL,
}, info) => {
  const site = await openSite(baseURL ?? '', { folder: '/tools/hives/' })
  await page.goto(site.url)
  await isReadyOffline(page)
  const session = await page.context().newCDPSession(page)
  const { errors, data } = await session.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const { file_handlers: handlers } = JSON.parse(data ?? '')
  expect(Object.values(handlers[0].accept).flat()).toEqual(expect.arrayContaining(['.hiv', '.reg']))
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  // The pages of the tests are private ones, which the browser installs nothing from.
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito'])
  // Copies of the page in other folders are other programs.
  expect(await session.send('Page.getAppId')).toMatchObject({ appId: site.url })
  const scope = () => navigator.serviceWorker.ready.then((registration) => registration.scope)
  expect(await page.evaluate(scope)).toBe(site.url)

  const before = site.requests.length
  site.unplugged = true
  await page.reload()
  await isReadyOffline(page)
  const app = new PageDriver(page)
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.press('Control+f')
  await expect(page.getByRole('textbox', { name: 'Find what' })).toBeFocused()
  await app.menu('View', 'Timeline')
  await expect(page.getByRole('tabpanel', { name: 'Timeline' })).toBeVisible()
  await app.menu('Help', 'Licences…')
  await expect(page.getByRole('dialog')).toContainText('MIT')
  // Only the next version was looked for, while the page was loading.
  expect(site.requests.slice(before).filter((path) => path !== '/tools/hives/sw.js')).toEqual([])
  expect(site.requests.filter((path) => !path.startsWith('/tools/hives/'))).toEqual([])
  await site.close()
})

test('a newer version is offered in every tab, waits for what is unsaved, and closes nothing unasked', async ({
  page,
  baseURL,
}, info) => {
  const site = await openSite(baseURL ?? '', { caching: false })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(site.url)
  await isReadyOffline(page)
  const app = new PageDriver(page)
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.menu('Edit', 'New', 'Key')
  await app.press('Enter')
  await expect.poll(() => app.title()).toContain('●')

  site.version = 2
  const other = await page.context().newPage()
  await other.emulateMedia({ reducedMotion: 'reduce' })
  await other.goto(site.url)
  // The whole page is copied again before.
  await other.getByText('A new version is ready.').waitFor()
  await expectSound({ page: other }, 'the offer')
  await page.getByRole('button', { name: 'Apply after saving' }).click()
  // The other tab has nothing open. This one goes on with its version, whose files are gone now.
  await other.getByRole('button', { name: 'Apply' }).click()
  await expect(other.getByText('A new version is ready.')).toHaveCount(0)
  await isReadyOffline(other)
  expect(await other.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  expect(await app.tabs()).toHaveLength(1)
  await app.menu('View', 'Timeline')
  await expect(page.getByRole('tabpanel', { name: 'Timeline' })).toBeVisible()

  await app.save()
  const question = page.getByRole('dialog', { name: 'Start the new version?' })
  await expect(question).toBeVisible()
  await expectSound(app, 'the question')
  await question.getByRole('button', { name: 'Not now' }).click()
  await page.getByRole('button', { name: 'Apply' }).click()
  await question.getByRole('button', { name: 'Close and start' }).click()
  await expect(page.getByRole('button', { name: 'Open…' })).toBeVisible()
  await isReadyOffline(page)
  await expect(page.getByText('A new version is ready.')).toHaveCount(0)
  await site.close()
})

test('a page that was loaded past its copy, with Shift and Reload, uses it again', async ({
  page,
  baseURL,
}) => {
  const site = await openSite(baseURL ?? '')
  await page.goto(site.url)
  await isReadyOffline(page)
  const session = await page.context().newCDPSession(page)
  const before = site.requests.length
  await session.send('Page.reload', { ignoreCache: true })
  await expect.poll(() => site.requests.slice(before)).toContain('/')
  await isReadyOffline(page)
  const isControlled = () => navigator.serviceWorker.controller !== null
  await expect.poll(() => page.evaluate(isControlled)).toBe(true)
  const since = site.requests.length
  const app = new PageDriver(page)
  await app.menu('File', 'Open Sample Hive')
  await app.opened('Sample.hiv')
  expect(site.requests.slice(since)).toEqual([])
  await site.close()
})

test('the installed page is started with two files, each in its own tab', async ({
  playwright,
  launchOptions,
  baseURL,
}, info) => {
  // A private window installs nothing, so this has its own profile, and leaves nothing in that of the user.
  const home = info.outputPath('home')
  const env = { ...process.env, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home }
  const context = await playwright.chromium.launchPersistentContext(info.outputPath('profile'), {
    ...launchOptions,
    env,
  })
  const page = await context.newPage()
  await page.goto(baseURL ?? '')
  await isReadyOffline(page)
  const inPage = await context.newCDPSession(page)
  const { installabilityErrors } = await inPage.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
  const app = { manifestId: baseURL ?? '' }
  const files = ['one.hiv', 'two.dat'].map((name) => onDisk(info, name, orchard()))
  const session = await context.browser()?.newBrowserCDPSession()
  await session?.send('PWA.install', { ...app, installUrlOrBundleUrl: app.manifestId })
  await session?.send('PWA.launchFilesInApp', { ...app, files })
  const tabs = async () => {
    const names = context.pages().map((one) => new PageDriver(one).tabs())
    return (await Promise.all(names)).flat().map(({ name }) => name)
  }
  await expect.poll(tabs).toEqual(['one.hiv', 'two.dat'])
  await session?.send('PWA.uninstall', app)
  await context.close()
})

test('a file that the system opened with the page is saved in place', async ({ page }) => {
  await page.addInitScript(() => {
    // A browser gives launches to installed pages only.
    Object.defineProperty(window, 'launchQueue', {
      value: { setConsumer: (consumer: unknown) => Reflect.set(window, 'launch', consumer) },
    })
  })
  await page.goto('./')
  for (const name of ['one.hiv', 'two.dat']) await writeStored(page, name, orchard())
  await launch(page, ['one.hiv', 'two.dat'])
  const app = new PageDriver(page)
  await expect
    .poll(async () => (await app.tabs()).map(({ name }) => name))
    .toEqual(['one.hiv', 'two.dat'])
  await app.opened('two.dat')
  await app.menu('Edit', 'New', 'Key')
  await app.press('Enter')
  await expect.poll(() => app.title()).toContain('●')
  await app.press('Control+s')
  await expect.poll(() => app.title()).not.toContain('●')
  expect(await keysStored(page, 'two.dat')).toContain('New Key #1')
  expect(await keysStored(page, 'one.hiv')).not.toContain('New Key #1')
})

/** Hands files in the page's storage over as a launch does. */
function launch(page: Page, names: readonly string[]): Promise<void> {
  return page.evaluate(async (given) => {
    const root = await navigator.storage.getDirectory()
    const files = await Promise.all(given.map((name) => root.getFileHandle(name)))
    const receive = Reflect.get(window, 'launch') as (launched: object) => void
    receive({ files })
  }, names)
}

test.describe('without the copy', () => {
  test.use({ serviceWorkers: 'block' })

  test('a part whose request is dropped is asked for again, and nothing is said', async ({
    page,
  }, info) => {
    const dropped = new Set<string>()
    await page.route('**/assets/*.js', (route, request) => {
      const url = request.url()
      const isFirst = /\/index-[^/]*$/.test(url) || dropped.has(url)
      dropped.add(url)
      return isFirst ? route.continue() : route.abort('aborted')
    })
    await page.goto('./')
    const app = new PageDriver(page)
    await app.open(onDisk(info, 'orchard.hiv', orchard()))
    await app.press('Control+f')
    await expect(page.getByRole('textbox', { name: 'Find what' })).toBeFocused()
    await app.menu('View', 'Timeline')
    await expect(page.getByRole('tabpanel', { name: 'Timeline' })).toBeVisible()
    expect(dropped.size).toBeGreaterThan(10)
    expect(await app.alerts()).toEqual([])
  })
})
