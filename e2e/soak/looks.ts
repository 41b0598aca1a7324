/** Random uses of the page that change nothing in the hive. */

import { expect } from '@playwright/test'
import type { Random } from '../../test/helpers/rng.ts'
import type { HiveModel } from '../../test/soak/HiveModel.ts'
import { garden } from '../hives.ts'
import type { PageDriver } from '../PageDriver.ts'
import { settle, settlePage } from '../settle.ts'
import { spell } from './edits.ts'

export interface Look {
  readonly label: string
  make(app: PageDriver): Promise<void>
}

const OTHER = 'garden.hiv'
const PANELS = [
  'History Panel',
  'Changes Panel',
  'Timeline',
  'Size of Keys',
  'File Map',
  'Technical View',
  'Problems Panel',
  'Details Pane',
]
const SEARCHED = ['plum', 'a', 'value 1', '日本', 'not there']

type Choose = (model: HiveModel, random: Random) => Look

const CHOICES: readonly Choose[] = [
  goTo,
  goTo,
  expand,
  find,
  filter,
  panel,
  panel,
  permissions,
  properties,
  compare,
  palette,
  check,
]

export function chooseLook(model: HiveModel, random: Random): Look {
  return random.pick(CHOICES)(model, random)
}

/** Opens the second hive, which gets its own tab, or brings it to the front. */
export async function showOther(app: PageDriver): Promise<void> {
  const tab = app.page.getByRole('tab', { name: OTHER, exact: true })
  if ((await tab.count()) > 0) await tab.click()
  else await app.dropFiles({ name: OTHER, bytes: garden() })
  await expect(tab).toHaveAttribute('aria-selected', 'true')
  await app.opened(OTHER)
  await settle(app)
}

export async function closeOther(app: PageDriver): Promise<void> {
  const close = app.page.getByRole('button', { name: `Close ${OTHER}`, exact: true })
  if ((await close.count()) === 0) return
  await close.click()
  await expect(app.page.getByRole('tab', { name: OTHER, exact: true })).toHaveCount(0)
}

function goTo(model: HiveModel, random: Random): Look {
  const path = spell(random.pick(model.paths))
  return { label: `go to ${path}`, make: (app) => app.goTo(path) }
}

function expand(_: HiveModel, random: Random): Look {
  const keys = random.pick([
    ['Home', '*', 'End', 'PageUp'],
    ['Home', 'ArrowLeft', 'ArrowRight', 'End'],
    ['End', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft'],
  ])
  return {
    label: `keys ${keys.join(' ')}`,
    make: async (app) => {
      await app.focus('Keys')
      await app.press(...keys)
      await settle(app)
    },
  }
}

function find(_: HiveModel, random: Random): Look {
  const text = random.pick(SEARCHED)
  const isAll = random.below(2) === 0
  return {
    label: `find ${isAll ? 'all ' : ''}${text}`,
    make: async (app) => {
      await app.focus('Keys')
      await app.press('Control+f')
      const pane = app.page.getByRole('region', { name: 'Find', exact: true })
      await pane.getByRole('textbox', { name: 'Find what' }).fill(text)
      if (isAll) {
        await app.menu('Edit', 'Find All')
        await expect(app.page.getByRole('grid', { name: 'Search results' })).toBeVisible()
      } else {
        await app.press('Enter')
        await expect(pane.getByRole('status')).not.toHaveText('')
      }
      await pane.getByRole('textbox', { name: 'Find what' }).press('Escape')
      await expect(pane).toHaveCount(0)
    },
  }
}

function filter(_: HiveModel, random: Random): Look {
  const text = random.pick(SEARCHED)
  return {
    label: `filter keys by ${text}`,
    make: async (app) => {
      await app.focus('Keys')
      await app.menu('View', 'Filter Keys or Values')
      const field = app.page.getByRole('searchbox', { name: 'Filter keys' })
      await field.fill(text)
      await settle(app)
      await field.press('Escape')
      await settlePage(app)
      if ((await field.count()) > 0) await field.press('Escape')
      await expect(app.tree.getByRole('treeitem').first()).toBeVisible()
    },
  }
}

function panel(_: HiveModel, random: Random): Look {
  const title = random.pick(PANELS)
  return {
    label: `show or hide ${title}`,
    make: async (app) => {
      await chooseItem(app, 'View', title)
      // Some panels take the room of the values, which other actions need.
      const isEnlarged = (await app.grid.count()) === 0
      if (isEnlarged) await chooseItem(app, 'View', 'Enlarge Panel')
      await expect(app.grid).toBeVisible()
    },
  }
}

function permissions(model: HiveModel, random: Random): Look {
  const path = spell(random.pick(model.paths))
  return {
    label: `permissions of ${path}, OK`,
    make: async (app) => {
      await app.goTo(path)
      await app.press('F8')
      const dialog = app.page.getByRole('dialog', { name: 'Permissions' })
      await expect(dialog.getByRole('textbox', { name: 'SDDL' })).toBeVisible()
      await dialog.getByRole('button', { name: 'OK' }).click()
      await expect(dialog).toHaveCount(0)
    },
  }
}

function properties(model: HiveModel, random: Random): Look {
  const path = spell(random.pick(model.paths))
  return {
    label: `properties of ${path}`,
    make: async (app) => {
      await app.goTo(path)
      await app.press('Alt+Enter')
      const dialog = app.page.getByRole('dialog', { name: 'Key Properties' })
      await expect(dialog).toBeVisible()
      await app.press('Escape')
      await expect(dialog).toHaveCount(0)
    },
  }
}

function compare(): Look {
  return {
    label: 'compare with another hive',
    make: async (app) => {
      const front = app.page.getByRole('tab', { selected: true }).first()
      const name = ((await front.getAttribute('aria-label')) ?? '').replace(/, unsaved$/, '')
      await showOther(app)
      await app.menu('Tools', 'Compare…')
      const dialog = app.page.getByRole('dialog', { name: 'Compare' })
      await dialog.getByRole('button', { name: 'Compare', exact: true }).click()
      const list = app.page.getByRole('treegrid', { name: 'Differences' })
      await expect(list.getByRole('row').nth(1)).toBeVisible()
      await app.page.getByRole('button', { name: 'Close Differences', exact: true }).click()
      await closeOther(app)
      await expect(app.page.getByRole('tab', { name }).first()).toBeVisible()
    },
  }
}

function palette(): Look {
  return {
    label: 'open the palette',
    make: async (app) => {
      await app.press('Control+k')
      const dialog = app.page.getByRole('dialog')
      await expect(dialog.locator(':focus')).toBeVisible()
      await app.type('hist')
      await app.press('Escape')
      await expect(async () => {
        if ((await dialog.count()) > 0) await app.press('Escape')
        expect(await dialog.count()).toBe(0)
      }).toPass()
    },
  }
}

function check(): Look {
  return {
    label: 'check the hive',
    make: async (app) => {
      await chooseItem(app, 'Tools', 'Check Hive')
    },
  }
}

/** Chooses a menu item, and waits until the menu is closed: it gives the focus back then, which ends typing elsewhere. */
async function chooseItem(app: PageDriver, ...titles: readonly string[]): Promise<void> {
  await app.menu(...titles)
  await expect(app.page.getByRole('menu')).toHaveCount(0)
  await settlePage(app)
}
