/** Opens one hive in the stores of the page, for tests of panes and their state. */

import { expect } from 'vitest'
import { valuesBehind } from '../../src/state/actionQueue.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { listenToDocuments, openSample, useDocuments } from '../../src/state/documents.ts'
import { setEngine } from '../../src/state/engine.ts'
import { documentListener } from '../../src/state/follow.ts'
import { clearNotices } from '../../src/state/notices.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { eventually } from './eventually.ts'
import { type PageEngine, pageEngine, type TestHive } from './pageEngine.ts'

/** Opens a hive in a new engine, and waits for the values of the root. Events of the engine are ignored. */
export async function openPage(hive: TestHive): Promise<{ engine: PageEngine; doc: DocId }> {
  const engine = pageEngine(hive)
  setEngine(engine)
  listenToDocuments(documentListener)
  useDocuments.setState({ docs: [], active: null })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  await openSample()
  const doc = useDocuments.getState().active
  if (doc === null) throw new TypeError('the hive did not open')
  await eventually(() => expect(valuesBehind(doc)).toBe(false))
  return { engine, doc }
}
