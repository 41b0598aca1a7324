/**
 * Actions on a hive in the page, whatever is wrong with it. Each ends by itself, with or without
 * success.
 */

import { basename } from 'node:path'
import { expect, type Locator } from '@playwright/test'
import type { PageDriver } from './PageDriver.ts'
import { settle } from './settle.ts'

/** Opens a hive. Returns whether it opened; the page says why when it did not. */
export async function openOrHearWhy(app: PageDriver, path: string): Promise<boolean> {
  await app.choose(path)
  const tab = app.page.getByRole('tab', { name: basename(path), exact: true })
  await expect(tab.or(app.page.getByRole('alert')).first()).toBeVisible()
  if ((await app.tabs()).length === 0) return false
  await app.opened(basename(path))
  await settle(app)
  return true
}

/** Expands the whole tree, and goes through it and the values by keys and by the wheel. */
export async function scroll(app: PageDriver): Promise<void> {
  await app.focus('Keys')
  await app.press('*', 'End', 'PageUp', 'Home')
  await wheelOver(app, app.tree)
  await settle(app)
  await app.focus('Values')
  await app.press('End', 'PageUp', 'Home')
  await wheelOver(app, app.grid)
}

async function wheelOver(app: PageDriver, pane: Locator): Promise<void> {
  await pane.hover({ position: { x: 60, y: 60 }, force: true })
  await app.page.mouse.wheel(0, 5000)
  await app.page.mouse.wheel(0, -5000)
}

/** Waits for the check, goes through the list of problems, and to the key of the last one. */
export async function listProblems(app: PageDriver): Promise<void> {
  const problems = app.page.getByRole('region', { name: 'Problems' })
  if ((await problems.count()) === 0) await app.menu('View', 'Problems Panel')
  await expect(problems).toBeVisible()
  await expect(problems.getByRole('progressbar')).toHaveCount(0)
  const row = problems.locator('[tabindex="0"]').first()
  await row.focus()
  await app.press('End', 'ArrowRight', 'End', 'PageUp', 'Home', 'End', 'Enter')
}

/** Opens the editor of a value, or gets the reason why it cannot be opened. */
export async function showValue(app: PageDriver): Promise<void> {
  if ((await app.grid.getByRole('rowheader').count()) === 0) return
  await app.focus('Values')
  await app.press('Home', 'ArrowDown', 'Enter')
  const dialog = app.page.getByRole('dialog')
  await expect(dialog.or(app.page.getByRole('alert')).first()).toBeVisible()
  if ((await dialog.count()) > 0) await leaveDialog(app)
}

/** Creates a key below the root and undoes it. Returns whether one was created. */
export async function makeKeyAndUndo(app: PageDriver): Promise<boolean> {
  await dismissAll(app)
  await app.focus('Keys')
  await app.press('Home', 'F7')
  const field = app.page.getByRole('textbox', { name: 'Name of the new key' })
  const dialog = app.page.getByRole('dialog')
  const alert = app.page.getByRole('alert')
  await expect(field.or(dialog).or(alert).first()).toBeVisible()
  if ((await dialog.count()) > 0) await leaveDialog(app)
  if ((await field.count()) === 0) return false
  await app.press('Enter')
  // It is created, or refused with a message.
  await expect
    .poll(async () => (await app.title()).startsWith('●') || (await alert.count()) > 0)
    .toBe(true)
  const isMade = (await app.title()).startsWith('●')
  if (!isMade) {
    await app.press('Escape')
    return false
  }
  await app.press('Control+z')
  await expect.poll(() => app.title()).not.toMatch(/^●/)
  return true
}

export async function close(app: PageDriver, path: string): Promise<void> {
  const name = basename(path)
  await app.page.getByRole('button', { name: `Close ${name}`, exact: true }).click()
  await expect.poll(() => app.tabs()).toEqual([])
}

/** Dismisses all alerts and returns their texts. */
export async function dismissAll(app: PageDriver): Promise<readonly string[]> {
  const said = await app.alerts()
  const dismiss = app.page.getByRole('alert').getByRole('button', { name: 'Dismiss' })
  await expect(async () => {
    if ((await dismiss.count()) === 0) return
    await dismiss.first().click({ timeout: 1000 })
    expect(await dismiss.count()).toBe(0)
  }).toPass()
  return said
}

async function leaveDialog(app: PageDriver): Promise<void> {
  await app.press('Escape')
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
}
