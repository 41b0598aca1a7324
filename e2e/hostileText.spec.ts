/** Names and data that would be markup or change the direction of text elsewhere are plain text in every view. */

import { zipOf } from '../test/helpers/archives.ts'
import { hostileNames, MARKUP, onDisk } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

const FILE = '\u202e<b>SYSTEM'

/** Lists, dialogs and pictures, each with a text that says that it is there. */
const VIEWS: readonly (readonly [menu: readonly string[], there: RegExp])[] = [
  [['View', 'Timeline'], /each$/],
  [['View', 'Size of Keys'], /of the file/],
  [['View', 'Technical View'], /Checksum/],
  [['Tools', 'Deleted Items…'], /^\d+ deleted items?$/],
  [['Tools', 'Keys Ordinary Users Can Write…'], /^\d+ keys?/],
  [['Edit', 'Permissions…'], /Permissions for/],
  [['File', 'Export…'], /Export/],
]

test('markup and marks of direction in names and data are text in every view', async ({
  app,
}, info) => {
  const { page } = app
  const [old, now] = hostileNames()
  await app.open(onDisk(info, FILE, old), onDisk(info, `2${FILE}`, now))
  await expectText(app, 'keys and values')
  await app.menu('Tools', 'Compare…')
  await expectText(app, 'the question what to compare')
  await app.press('Enter')
  await expect.poll(() => app.focused()).toBe('treegrid Differences')
  await app.press('ArrowDown', 'ArrowDown')
  await expectText(app, 'differences')
  for (const [menu, there] of VIEWS) {
    await app.menu(...menu)
    await expect(page.getByText(there).first()).toBeVisible()
    await expectText(app, menu.join(' > '))
    if ((await page.getByRole('dialog').count()) > 0) await app.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await app.press('Control+f')
  await page.getByRole('textbox', { name: 'Find what' }).fill('onerror')
  await page.getByRole('button', { name: 'Find All' }).click()
  await expect(
    page.getByRole('grid', { name: 'Search results' }).getByRole('row').nth(1),
  ).toBeVisible()
  await expectText(app, 'search results')

  const text = `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\${MARKUP}]\r\n"${MARKUP}"="${MARKUP}"\r\n`
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    app.menu('File', 'Import…'),
  ])
  await chooser.setFiles({
    name: `${MARKUP.replace('/', '')}.reg`,
    mimeType: '',
    buffer: Buffer.from(text),
  })
  await expect(page.getByRole('dialog', { name: 'Import Registry File' })).toBeVisible()
  await expectText(app, 'what a text would change')
  await app.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  const zip = await zipOf({ [`\u202e${MARKUP}/SYSTEM`]: Uint8Array.from(old) })
  await app.choose(onDisk(info, 'all.zip', new Uint8Array(await zip.arrayBuffer())))
  await expect(page.getByRole('table', { name: 'Hives found' })).toBeVisible()
  await expectText(app, 'hives found in an archive')
})

/** Nothing on the page is markup, a link or a mark of direction that came from a hive. */
async function expectText({ page }: PageDriver, where: string): Promise<void> {
  const found = await page.evaluate(() => {
    const made = 'img, iframe, object, embed, form, base, style, [href]:not(link), [onerror], b'
    const elements = [...document.body.querySelectorAll(made)].map(({ outerHTML }) => outerHTML)
    const named = [...document.querySelectorAll('[title], [aria-label], [aria-description]')]
    const texts = [
      document.title,
      document.body.textContent,
      ...named.flatMap((one) => [one.getAttribute('title'), one.ariaLabel, one.ariaDescription]),
    ]
    return [...elements, ...texts.filter((text) => text?.includes('\u202e'))]
  })
  expect(found, where).toEqual([])
}
