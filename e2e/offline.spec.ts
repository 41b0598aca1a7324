import { expect, type Page, test } from '@playwright/test'
import { onDisk, orchard } from './hives.ts'
import { PageDriver } from './PageDriver.ts'
import { isReadyOffline } from './SharedPage.ts'
import { openSite } from './servers.ts'

async function engineOf(page: Page) {
  await expect.poll(() => page.workers().length).toBe(1)
  const [engine] = page.workers()
  if (!engine) throw new Error('no engine')
  return engine
}

test('the built page carries the policy itself, for hosts that send no headers', async ({
  request,
}) => {
  const page = await request.get('./')
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(await page.text())
  const header = page.headers()['content-security-policy'] ?? ''
  expect(policy?.[1]?.replaceAll('&#39;', "'")).toBe(header.replace(/; frame-ancestors.*/, ''))
  expect(header).toContain("connect-src 'none'")
  const worker = (await request.get('./sw.js')).headers()['content-security-policy'] ?? ''
  const lines = (await (await request.get('./_headers')).text()).split('\n')
  expect(lines).toContain(`  Content-Security-Policy: ${header}`)
  expect(lines.slice(lines.indexOf('/sw.js'))).toContain(`  Content-Security-Policy: ${worker}`)
})

test('after "Ready offline" nothing is requested, and the page loads with no network', async ({
  page,
  baseURL,
}) => {
  const server = await openSite(baseURL ?? '')
  const isReady = () => isReadyOffline(page)

  await page.goto(server.url)
  await isReady()
  for (const load of ['first load', 'second load', 'third load']) {
    const before = server.requests.length
    // Requests that the browser makes by itself about a second after a load.
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update())
    await engineOf(page)
    expect(server.requests.slice(before), `after the ${load}`).toEqual([])
    await page.reload()
    await isReady()
  }

  await server.close()
  await page.reload()
  await isReady()
  await engineOf(page)
})

test('whatever is done with a hive, nothing is requested', async ({ page, baseURL }, info) => {
  const server = await openSite(baseURL ?? '')
  await page.goto(server.url)
  await isReadyOffline(page)
  const before = server.requests.length
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url())) elsewhere.push(request.url())
  })

  const app = new PageDriver(page)
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Fruit')
  for (const name of ['Text', 'List', 'Count', 'Weight', 'Bytes']) {
    await app.openEditor(name)
    await app.submit('11')
  }
  await app.menu('Edit', 'New', 'Key')
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'New Key #1' })
  await app.press('Delete', 'Control+z', 'Control+y')
  await app.save()
  await app.choose(onDisk(info, 'no.hiv', Buffer.alloc(9000, 'x')))
  await expect.poll(() => app.alerts()).toHaveLength(1)
  await app.menu('File', 'Open Sample Hive')
  await app.opened('Sample.hiv')
  await app.menu('Tools', 'Check Hive')
  await expect(page.getByRole('region', { name: 'Problems' })).toContainText('No problems')
  await expect.poll(() => app.focused()).not.toBe('tree Keys')
  await app.menu('View', 'Theme', 'Dark')
  for (const item of ['Keyboard Shortcuts', 'Privacy…', 'About Propolis']) {
    await app.menu('Help', item)
    await expect(page.getByRole('dialog')).toBeVisible()
    await app.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await app.menu('File', 'Close')

  expect(server.requests.slice(before)).toEqual([])
  expect(elsewhere).toEqual([])
  await server.close()
})
