import { loadModule } from './loadModule.ts'

/** Loads what resuming kept edits needs, which few visits use. */
export const loadResuming = () => loadModule(() => import('./resuming.ts'))
