/** Import and export. What they need is loaded when the page is idle, or when it is first used. */

import { loadModule } from '../state/loadModule.ts'
import type { Command } from './Command.ts'
import { canEditOrConvert, documentIs, edit, readOnlyReason, withDocument } from './target.ts'
import { through } from './through.ts'

const files = () => loadModule(() => import('../state/importFiles.ts'))

const texts = () => loadModule(() => import('../state/textFiles.ts'))
const exporting = () => loadModule(() => import('../state/exporting.ts'))

/** Loads what the commands need ahead of their first use. */
export function loadExchange(): Promise<unknown> {
  return Promise.all([files(), exporting(), texts()])
}

const begin = (type: 'export' | 'print') =>
  withDocument((doc) => through(exporting, ({ beginExport }) => beginExport(doc, type)))
const isOpen = () => documentIs(() => true)

export const exchangeCommands: readonly Command[] = [
  {
    id: 'file.import',
    context: 'global',
    keys: ['Mod+I'],
    when: canEditOrConvert,
    blocked: readOnlyReason,
    run: () => edit((doc) => through(files, ({ importWithPicker }) => importWithPicker(doc))),
  },
  {
    id: 'file.export',
    context: 'global',
    keys: ['Mod+E'],
    when: isOpen,
    run: () => begin('export'),
  },
  {
    id: 'file.print',
    context: 'global',
    keys: ['Mod+P'],
    yields: true,
    when: isOpen,
    run: () => begin('print'),
  },
  {
    id: 'tools.textSource',
    context: 'global',
    when: () => documentIs(({ info }) => info.fromText),
    run: () => withDocument((doc) => through(texts, ({ showTextSource }) => showTextSource(doc))),
  },
]
