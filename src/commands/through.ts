/** Actions of modules that are loaded when they are first used. */

import { showError } from '../state/notices.ts'

/** Runs an action of a module that is loaded for it. */
export function through<Module>(
  load: () => Promise<Module>,
  act: (module: Module) => unknown,
): void {
  load().then(act).catch(showError)
}
