import { vi } from 'vitest'

/** How long a test waits for what it expects, in milliseconds: a machine may have other things to do. */
export const PATIENCE_MS = 15_000

/** Waits until a check passes. */
export function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: 5 })
}
