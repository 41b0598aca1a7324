/** Import and export. What they need is loaded when the page is idle, or when it is first used. */

import type { Command } from './Command.ts'
import { canEditOrConvert, edit, readOnlyReason } from './target.ts'
import { through } from './through.ts'

const files = () => import('../state/importFiles.ts')

/** Loads what the commands need ahead of their first use. */
export function loadExchange(): Promise<unknown> {
  return files()
}

export const exchangeCommands: readonly Command[] = [
  {
    id: 'file.import',
    context: 'global',
    keys: ['Mod+I'],
    when: canEditOrConvert,
    blocked: readOnlyReason,
    run: () => edit((doc) => through(files, ({ importWithPicker }) => importWithPicker(doc))),
  },
]
