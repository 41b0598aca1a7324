/** The page as axe judges it. */

import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'

declare global {
  interface Window {
    readonly axe: typeof axe
  }
}

/**
 * What axe finds on the page as it is now and calls serious or critical.
 *
 * @param rules - only these rules; by default, all that axe does not call experimental
 */
export async function seriousFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Axe is a large script, and stays in the page until it is loaded again.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const { violations } = await page.evaluate(
    (only) =>
      window.axe.run(document, {
        // What passes is not described.
        resultTypes: ['violations'],
        ...(only ? { runOnly: { type: 'rule', values: only } } : {}),
      }),
    rules && [...rules],
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    )
}

/** Themes other than the light one. They change only colours. */
const OTHER_THEMES = {
  'the dark theme': { colorScheme: 'dark', forcedColors: 'none' },
  'forced colours': { colorScheme: 'light', forcedColors: 'active' },
} as const

/** Expects no serious fault in the light theme, and the contrast that is needed in the others. Animations have to be off. */
export async function expectSound(of: { readonly page: Page }, where: string): Promise<void> {
  await expectSoundInLight(of, where)
  for (const [name, theme] of Object.entries(OTHER_THEMES)) {
    await of.page.emulateMedia(theme)
    const found = await seriousFaults(of.page, ['color-contrast'])
    expect(found, `${where}, in ${name}`).toEqual([])
  }
  await of.page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
}

/** Expects no serious fault in the theme that the page has. */
export async function expectSoundInLight({ page }: { page: Page }, where: string): Promise<void> {
  expect(await seriousFaults(page), where).toEqual([])
}
