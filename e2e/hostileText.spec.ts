/** Names and data that would be markup or change the direction of text elsewhere are plain text in every view. */

import { zipOf } from '../test/helpers/archives.ts'
import { hostileNames, MARKUP, onDisk } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

const FILE = '\u202e<b>SYSTEM'

/** Panels and dialogs by the menu that opens each, with the name that it has. */
const VIEWS: readonly (readonly [role: 'tabpanel' | 'dialog', name: string, menu: string[]])[] = [
  ['tabpanel', 'Timeline', ['View', 'Timeline']],
  ['tabpanel', 'Size of Keys', ['View', 'Size of Keys']],
  ['tabpanel', 'Technical', ['View', 'Technical View']],
  ['tabpanel', 'Deleted', ['Tools', 'Deleted Items…']],
  ['tabpanel', 'Writable', ['Tools', 'Keys Ordinary Users Can Write…']],
  ['dialog', 'Permissions', ['Edit', 'Permissions…']],
  ['dialog', 'Export', ['File', 'Export…']],
]

test('markup and marks of direction in names and data are text in every view', async ({
  app,
}, info) => {
  const { page } = app
  const [old, now] = hostileNames()
  await app.choose(onDisk(info, FILE, old), onDisk(info, `2${FILE}`, now))
  await expect(page.getByRole('tab', { name: '⟨RLO⟩<b>SYSTEM' })).toHaveCount(2)
  await expectText(app, 'keys and values')
  await app.menu('Tools', 'Compare…')
  await expect.poll(() => app.focused()).toBe('button Compare')
  await expectText(app, 'the question what to compare')
  await app.press('Enter')
  await expect.poll(() => app.focused()).toBe('treegrid Differences')
  await app.press('ArrowDown', 'ArrowDown')
  await expectText(app, 'differences')
  for (const [role, name, menu] of VIEWS) {
    await app.menu(...menu)
    const view = page.getByRole(role, { name })
    await expect(view).toBeVisible()
    await expect(view.locator('[aria-busy=true]')).toHaveCount(0)
    await expectText(app, name)
    if (role === 'dialog') await app.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await app.press('Control+f')
  await page.getByRole('textbox', { name: 'Find what' }).fill('evil')
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
    const made = 'img, iframe, object, embed, base, style, [href]:not(link), [onerror], b'
    const elements = [...document.body.querySelectorAll(made)].map(({ outerHTML }) => outerHTML)
    // Accessible names are read out, not drawn, and are the names themselves.
    const tips = [...document.querySelectorAll('[title]')].map((one) => one.getAttribute('title'))
    const body = document.body.cloneNode(true) as HTMLElement
    // Data keeps its characters, each by itself and with a mark over it.
    for (const marked of body.querySelectorAll('bdi[data-mark]')) marked.remove()
    const texts = [document.title, body.textContent, ...tips]
    return [...elements, ...texts.filter((text) => text?.includes('\u202e'))]
  })
  expect(found, where).toEqual([])
}
