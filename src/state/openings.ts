/** Files that are being opened: their progress, and cancelling them. */

import { type Opening, useDocuments } from './documents.ts'

let next = 1

/** A file that is being opened, as long as `end` was not called. */
export interface StartedOpening {
  readonly signal: AbortSignal
  readonly onProgress: (done: number) => void
  /** Shows it. */
  show(): void
  end(): void
}

/** Begins to open a file. */
export function startOpening(name: string): StartedOpening {
  const id = next++
  const controller = new AbortController()
  const opening: Opening = { id, name, done: 0, cancel: () => controller.abort() }
  return {
    signal: controller.signal,
    onProgress: (done) =>
      useDocuments.setState((state) => ({
        opening: state.opening.map((one) => (one.id === id ? { ...one, done } : one)),
      })),
    show: () => useDocuments.setState((state) => ({ opening: [...state.opening, opening] })),
    end: () =>
      useDocuments.setState((state) => ({
        opening: state.opening.filter((one) => one.id !== id),
      })),
  }
}
