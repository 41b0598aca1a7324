/** The details of the focused value of each document, for the details pane; loaded on demand. */

import { create } from 'zustand'
import type { DocId, KeyId, ValueDetails, ValueId } from '../worker/protocol.ts'
import { engine } from './engine.ts'

interface Shown {
  readonly key: KeyId
  readonly value: ValueId
  readonly details: ValueDetails | null
  /** Why the value cannot be read. */
  readonly failed: unknown
}

interface Details {
  readonly shown: Readonly<Record<DocId, Shown>>
}

export const useValueDetails = create<Details>(() => ({ shown: {} }))

const asked = new Map<DocId, AbortController>()

/** Loads a value's details. Those of the previous value stay on show until they have arrived. */
export async function loadValueDetails(doc: DocId, key: KeyId, value: ValueId): Promise<void> {
  asked.get(doc)?.abort()
  const controller = new AbortController()
  asked.set(doc, controller)
  const { signal } = controller
  try {
    const details = await engine().valueDetails({ doc, key, value }, { signal })
    if (!signal.aborted) put(doc, { key, value, details, failed: null })
  } catch (failed) {
    if (!signal.aborted) put(doc, { key, value, details: null, failed })
  }
}

/** Forgets the details of a closed document. */
export function dropValueDetails(doc: DocId): void {
  asked.get(doc)?.abort()
  asked.delete(doc)
  useValueDetails.setState(({ shown }) => {
    const { [doc]: _closed, ...others } = shown
    return { shown: others }
  })
}

function put(doc: DocId, what: Shown): void {
  useValueDetails.setState(({ shown }) => ({ shown: { ...shown, [doc]: what } }))
}
