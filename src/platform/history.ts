/**
 * The browser's Back and Forward: its buttons, a mouse's, a gesture. They go through the places of the
 * page instead of leaving it with all that is open. The page stands between two entries of the tab's
 * history and returns there after each step, so that it keeps the list of places itself.
 */

/** Goes one place back or forward; false when there is none. */
export type Travel = (step: -1 | 1) => boolean

const KEY = 'propolis'

/** Call it once. Where there is no place to go back to, Back leaves the page as it always does. */
export function listenToTravel(travel: Travel): void {
  // A page that was loaded anew stands there already.
  if (entryOf(history.state) === null) {
    history.replaceState({ [KEY]: -1 }, '')
    history.pushState({ [KEY]: 0 }, '')
    history.pushState({ [KEY]: 1 }, '')
    history.back()
  }
  window.addEventListener('popstate', ({ state }) => {
    const step = entryOf(state)
    if (step !== -1 && step !== 1) return
    const stays = travel(step) || step === 1
    history.go(stays ? -step : step)
  })
}

function entryOf(state: unknown): unknown {
  return typeof state === 'object' && state !== null ? Reflect.get(state, KEY) : null
}
