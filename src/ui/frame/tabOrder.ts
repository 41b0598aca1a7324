import type { KeyboardEvent } from 'react'

const STOPS = 'a[href], button, input, select, textarea, [tabindex]'

/** Marks a splitter between panes, which comes after the panes in the order of Tab. */
export const SPLITTER_MARK = { 'data-splitter': '' } as const

/**
 * Handles Tab among the panes: from the keys to the values and on, and only after all panes to the
 * splitters, although these lie between them.
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
    // The browser moves the focus on from the last pane.
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
