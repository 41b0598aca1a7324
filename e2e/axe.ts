/** The page as axe judges it. */

import type { Page } from '@playwright/test'
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
