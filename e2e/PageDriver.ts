/** The driver of stories for a page in Playwright. Everything is found by role and name. */

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import type { Download, Driver, FileGiven, KeySeen, TabSeen, ValueSeen } from './Driver.ts'

export class PageDriver implements Driver {
  readonly page: Page
  readonly tree: Locator
  readonly grid: Locator

  constructor(page: Page) {
    this.page = page
    this.tree = page.getByRole('tree', { name: 'Keys' })
    this.grid = page.getByRole('grid', { name: 'Values' })
  }

  async load(): Promise<void> {
    await this.page.goto('./')
    // As long as the machine takes: a story cannot begin before.
    await this.page.getByRole('menubar').waitFor()
  }

  async choose(...paths: readonly string[]): Promise<void> {
    await this.page.getByLabel('Open hive files').setInputFiles(paths)
  }

  async open(...paths: readonly string[]): Promise<void> {
    await this.choose(...paths)
    for (const path of paths) await this.opened(basename(path))
  }

  async opened(name: string): Promise<void> {
    await expect(this.page.getByRole('tab', { name, exact: true })).toBeVisible()
    await expect(this.tree.getByRole('treeitem', { selected: true })).toBeVisible()
  }

  async drop(...paths: readonly string[]): Promise<void> {
    await this.#dropAt(this.page.locator('body'), paths)
  }

  /** Drops files on a key of the tree. */
  async dropOnKey(name: string, ...paths: readonly string[]): Promise<void> {
    await this.#dropAt(this.tree.getByRole('treeitem', { name, exact: true }), paths)
  }

  async #dropAt(target: Locator, paths: readonly string[]): Promise<void> {
    const box = await target.boundingBox()
    if (box === null) throw new Error('nothing to drop on')
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    const session = await this.page.context().newCDPSession(this.page)
    const data = { items: [], files: [...paths], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, ...at, data })
    }
    await session.detach()
  }

  async dropFiles(...files: readonly FileGiven[]): Promise<void> {
    const plain = files.map(({ name, bytes }) => ({
      name,
      base64: Buffer.from(bytes).toString('base64'),
    }))
    const transfer = await this.page.evaluateHandle((given) => {
      const data = new DataTransfer()
      for (const { name, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
        data.items.add(new File([bytes], name))
      }
      return data
    }, plain)
    for (const type of ['dragenter', 'dragover', 'drop']) {
      await this.page.getByRole('main').dispatchEvent(type, { dataTransfer: transfer })
    }
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text)
  }

  /**
   * Chooses a menu item by its titles, from the menu bar down. A popup that is still closing can take the
   * focus back and so close the new menu; it is opened again then.
   */
  async menu(...titles: readonly string[]): Promise<void> {
    const [bar = '', ...items] = titles
    const opener = this.page.getByRole('menubar').getByRole('menuitem', { name: bar, exact: true })
    await expect(async () => {
      if ((await opener.getAttribute('aria-expanded')) !== 'true') await opener.click()
      for (const name of items) {
        const menus = this.page.getByRole('menu')
        const item = menus.getByRole('menuitem', { name, exact: true })
        const either = item.or(menus.getByRole('menuitemcheckbox', { name, exact: true }))
        await either.click({ timeout: 10_000 })
      }
    }).toPass()
  }

  async focus(pane: 'Keys' | 'Values'): Promise<void> {
    await (pane === 'Keys' ? this.tree : this.grid).focus()
  }

  async goTo(path: string): Promise<void> {
    const field = this.page.getByRole('combobox', { name: 'Address' })
    await field.fill(path)
    await field.press('Enter')
    await expect.poll(async () => isEndOf(await this.address(), path)).toBe(true)
    await expect(this.grid).toHaveAttribute('aria-busy', 'false')
  }

  /**
   * Resumes the first edits that the page offers. If the hive was not copied whole, the page asks for its file.
   *
   * @param file - the hive as it was opened
   */
  async resume({ name, bytes }: FileGiven): Promise<void> {
    const { page } = this
    await page.getByRole('region', { name: 'Kept edits' }).getByRole('button').first().click()
    const answer = page.getByRole('button', { name: /^(Resume|Choose the File…): / })
    if (/^Choose/.test((await answer.textContent()) ?? '')) {
      // The browser's own picker cannot be answered from here.
      await page.evaluate(() => Reflect.deleteProperty(window, 'showOpenFilePicker'))
      const file = { name, mimeType: '', buffer: Buffer.from(bytes) }
      page.once('filechooser', (chooser) => void chooser.setFiles(file))
    }
    await answer.click()
  }

  async selectValue(name: string): Promise<void> {
    await this.#valueRow(name).click()
  }

  async openEditor(name: string): Promise<void> {
    await this.#valueRow(name).dblclick()
    // The editor may have to read its data first; text typed before that is lost.
    await expect(this.page.getByRole('dialog').locator(':focus')).toBeVisible()
  }

  async submit(data: string): Promise<void> {
    const dialog = this.page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Value data' }).fill(data)
    await dialog.getByRole('button', { name: 'OK' }).click()
    await expect(dialog).toHaveCount(0)
  }

  async save(): Promise<Download> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.keyboard.press('Control+s'),
    ])
    return { name: download.suggestedFilename(), path: await download.path() }
  }

  title(): Promise<string> {
    return this.page.title()
  }

  tabs(): Promise<readonly TabSeen[]> {
    const tabs = this.page.getByRole('tablist', { name: 'Open hives' }).getByRole('tab')
    return tabs.evaluateAll((all) =>
      all.map((tab) => ({
        name: tab.ariaLabel ?? tab.textContent ?? '',
        selected: tab.ariaSelected === 'true',
      })),
    )
  }

  address(): Promise<string> {
    return this.page.getByRole('combobox', { name: 'Address' }).inputValue()
  }

  keys(): Promise<readonly KeySeen[]> {
    return this.tree.getByRole('treeitem').evaluateAll((items) =>
      items.map((item) => ({
        name: item.ariaLabel ?? '',
        level: Number(item.ariaLevel),
        at: Number(item.ariaPosInSet),
        of: Number(item.ariaSetSize),
        expanded: item.ariaExpanded === null ? null : item.ariaExpanded === 'true',
        selected: item.ariaSelected === 'true',
      })),
    )
  }

  values(): Promise<readonly ValueSeen[]> {
    return this.grid.getByRole('row').evaluateAll((rows) =>
      rows
        .filter((row) => row.querySelector('[role=rowheader]') !== null)
        .map((row) => {
          const text = (cell: Element | null | undefined) => cell?.textContent ?? ''
          const [type, data, size] = row.querySelectorAll('[role=gridcell]')
          return {
            name: text(row.querySelector('[role=rowheader]')),
            type: text(type),
            data: text(data),
            size: text(size),
          }
        }),
    )
  }

  async selectedKey(): Promise<KeySeen | null> {
    return (await this.keys()).find((key) => key.selected) ?? null
  }

  selectedValues(): Promise<readonly string[]> {
    return this.grid
      .getByRole('row', { selected: true })
      .getByRole('rowheader')
      .evaluateAll((cells) => cells.map((cell) => cell.lastElementChild?.textContent ?? ''))
  }

  alerts(): Promise<readonly string[]> {
    return this.page.getByRole('alert').allInnerTexts()
  }

  news(): Promise<readonly string[]> {
    return this.page.getByRole('region', { name: 'Notices' }).getByRole('status').allInnerTexts()
  }

  focused(): Promise<string> {
    return this.page.evaluate(() => {
      const element = document.activeElement
      if (!element || element === document.body) return 'body'
      const role = element.getAttribute('role') ?? element.tagName.toLowerCase()
      const named = /^(menuitem|button|tab)$/.test(role)
      const name = element.getAttribute('aria-label') ?? (named ? element.textContent : '')
      return `${role} ${name}`.trim()
    })
  }

  #valueRow(name: string): Locator {
    return this.grid.getByRole('rowheader', { name, exact: true })
  }
}

/** Whether a full path ends with a path from the root down, or with a spelling of the full path. */
function isEndOf(address: string, path: string): boolean {
  const [full, end] = [address.toUpperCase(), path.toUpperCase().replace(/^HKLM\\/, '')]
  return path === '' ? full.split('\\').length === 2 : full.endsWith(`\\${end}`)
}

/** Files on disk as files given to the page. */
export function given(...paths: readonly string[]): readonly FileGiven[] {
  return paths.map((path) => ({ name: basename(path), bytes: readFileSync(path) }))
}
