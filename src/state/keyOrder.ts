/** The order of the subkeys of each key, which is the same in all hives. */

import type { KeyOrder } from '../worker/protocol.ts'
import { useDocuments } from './documents.ts'
import { engine } from './engine.ts'
import { useSettings } from './settings.ts'
import { inTurn, refreshRows } from './tree.ts'

/** Sorts the subkeys of each key of every open hive. The selection stays on its key. */
export function setKeyOrder(keyOrder: KeyOrder): void {
  useSettings.setState({ keyOrder })
  const { docs, places } = useDocuments.getState()
  for (const { info } of [...docs, ...places]) {
    const { doc } = info
    void inTurn(doc, async () => {
      await engine().sortKeys({ doc, order: keyOrder })
    })
    void refreshRows(doc)
  }
}
