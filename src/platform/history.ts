/**
 * The browser's Back and Forward (its buttons, a mouse's, a gesture). They move among the visited
 * keys instead of leaving the page with every hive that is open. The page sits between two entries
 * of the tab's history and returns there after each step, and keeps the list of visited keys
 * itself.
 */

/** Goes one place back or forward; false when there is none. */
export type Travel = (step: -1 | 1) => boolean

const KEY = 'propolis'

/**
 * Listens to Back and Forward; to be called once. Where there is no key to go back to, Back leaves
 * the page as usual.
 */
export function listenToTravel(travel: Travel): void {
  // A page that was reloaded is there already.
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
