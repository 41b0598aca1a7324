/** The permissions that were copied last, to be given to other keys of any open hive. */

import { create } from 'zustand'

/** A self-relative descriptor; null before anything was copied. */
export const useCopiedPermissions = create<{ readonly descriptor: Uint8Array | null }>(() => ({
  descriptor: null,
}))

/** Whether permissions were copied. */
export function hasCopiedPermissions(): boolean {
  return useCopiedPermissions.getState().descriptor !== null
}
