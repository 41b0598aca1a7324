import type { KeyboardEvent } from 'react'

const STOPS = 'a[href], button, input, select, textarea, [tabindex]'

/** Marks the splitters between panes: the panes come before them in the order of Tab. */
export const SPLITTER_MARK = { 'data-splitter': '' } as const

/**
 * Tab among the panes: from the keys to the values and on, and to the splitters only after all of them,
 * though they stand between them.
 */
export function answerTab(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Tab' || event.defaultPrevented) return
  if (!(event.target instanceof HTMLElement)) return
  if (event.ctrlKey || event.altKey || event.metaKey) return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(STOPS)].filter(isStop)
  const panes = all.filter((element) => !isSplitter(element))
  const stops = [...panes, ...all.filter(isSplitter)]
  const at = stops.indexOf(event.target)
  if (at < 0) return
  const next = stops[at + (event.shiftKey ? -1 : 1)]
  if (next) {
    event.preventDefault()
    next.focus()
  } else if (!event.shiftKey) {
    // The browser continues after the element that is last on the page.
    panes.at(-1)?.focus({ preventScroll: true })
  }
}

function isSplitter(element: HTMLElement): boolean {
  return element.dataset.splitter !== undefined
}

function isStop(element: HTMLElement): boolean {
  if (element.tabIndex < 0 || element.matches(':disabled') || element.closest('[inert]'))
    return false
  return element.getClientRects().length > 0
}
