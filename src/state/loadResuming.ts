/** Loads what resuming kept edits needs, which few visits use. */
export const loadResuming = () => import('./resuming.ts')
