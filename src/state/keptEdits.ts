/** The edits that are kept on this device and no tab has open, as far as they were looked for. */

import { create } from 'zustand'
import type { KeptEdits } from '../worker/protocol.ts'

export const useKeptEdits = create<{ readonly kept: readonly KeptEdits[] }>(() => ({ kept: [] }))
