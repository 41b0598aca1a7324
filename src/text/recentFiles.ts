/** The files that were opened last. */

import { markedText } from './visibleText.ts'

export const RECENT = {
  title: 'Recent',
  forget: 'Forget recent files',
  none: 'No recent files',
} as const

const NAMES_SHOWN = 3

/** The files that a tab had open. */
export const REOPEN = {
  title: 'Reopen',
  why: 'This tab had files open when it was reloaded or closed.',
} as const

/** The button that opens them again. */
export function reopenText(names: readonly string[]): string {
  return `Reopen ${listed(names)}`
}

/** Some of them were not opened, because the browser asks for each. */
export function askAgainText(names: readonly string[]): {
  readonly text: string
  readonly detail: string
  readonly again: string
} {
  const are = names.length === 1 ? 'was' : 'were'
  return {
    text: `${listed(names)} ${are} not opened: the browser did not allow it.`,
    detail: 'It asks right after a click. Try again, or choose Open.',
    again: 'Try again',
  }
}

/** Some names, and how many more there are. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map(markedText).join(', ')
  const rest = names.length - NAMES_SHOWN
  return rest > 0 ? `${shown} and ${rest} more` : shown
}

const DAY_MS = 86_400_000

/**
 * When a file was opened, in few words: `today`, `yesterday`, `3 days ago`, and after a month its day.
 *
 * @param openedAt - milliseconds since 1970-01-01
 * @param now - the same, now
 */
export function openedAtText(openedAt: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(openedAt)) / DAY_MS)
  if (days > 30) return new Date(openedAt).toLocaleDateString('en-CA')
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(-Math.max(0, days), 'day')
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0)
}

/**
 * A recent file could not be opened, one that the system gave to the page, or the file of a hive that is open.
 *
 * @param name - the name of the file
 * @param isGone - whether it is gone; otherwise the browser did not allow reading it
 * @param isRecent - whether it was one of the recent files, and is not any more
 */
export function notReopenedText(
  name: string,
  isGone: boolean,
  isRecent: boolean,
): { readonly text: string; readonly detail: string } {
  const file = markedText(name)
  return isGone
    ? {
        text: `${file} is not where it was.`,
        detail: isRecent
          ? 'It was moved, renamed or deleted, so it is no longer among the recent files.'
          : 'It was moved, renamed or deleted. Choose Open to find it.',
      }
    : {
        text: `${file} was not opened.`,
        detail: 'The browser did not allow it. Choose Open to pick the file again.',
      }
}

/** The list was cleared. */
export function forgottenText(): string {
  return 'The recent files were forgotten. The files themselves were not touched.'
}
