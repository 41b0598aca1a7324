/**
 * Restoring a hive file over a key, as `RegRestoreKey` does: the values and subkeys of the key go away, and those of
 * the root of the other hive take their place. The key keeps its name, class and permissions.
 */

import type { CommandResult } from '../edit/command.ts'
import { HiveError } from '../errors.ts'
import type { EditScope } from '../offreg/editScope.ts'
import { graftKeySteps } from '../offreg/graft.ts'
import { Hive } from '../offreg/Hive.ts'
import { deleteKeySteps } from '../offreg/remove.ts'
import { deleteValuesSteps, putValueSteps } from '../offreg/values.ts'
import { keyName } from '../regf/keyNode.ts'
import { eachValue, findKeyValue, valueName, valueType } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { subkeyCells } from '../regf/subkeyList.ts'
import { dataCopy } from '../regf/valueData.ts'
import { walkSteps } from '../regf/walk.ts'
import { part, type Work } from '../work.ts'
import type { Replacement } from './DocumentTexts.ts'
import { resultOf } from './edits.ts'
import { withErrorPathLater } from './errorPaths.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { EditResult, KeyContent, ReplacePreview, RequestOf } from './protocol.ts'
import { readHive } from './readFile.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

/** The progress once the file is read, and once it is checked. */
const READ = 0.3
const CHECKED = 0.8
/** The progress of the edit once the key is empty. */
const EMPTIED = 0.3

/** Reads and checks a hive file, and counts what would go and what would come. Changes nothing. */
export function previewReplace(
  session: Session,
  { doc, key, file }: RequestOf<'previewReplace'>,
  { signal, progress }: CallContext,
): Promise<ReplacePreview> {
  const document = session.document(doc)
  document.hive.requireEditable()
  return session.withRoom(file.size, () =>
    document.exclusive(signal, async () => {
      const cell = document.keyCell(key)
      const image = await readHive(file, { signal, progress: (done) => progress(done * READ) })
      const hive = await runInSlices(Hive.openSteps(image), { signal })
      const onProgress = progress
      const check = await runInSlices(part(hive.surveySteps(), READ, CHECKED), {
        signal,
        onProgress,
      })
      if (check.findings.some(({ severity }) => severity === 'error')) {
        throw new HiveError('damaged', 'the hive to restore has errors')
      }
      const comes = await runInSlices(part(countSteps(hive, hive.root), CHECKED, 0.9), {
        ...{ signal, onProgress },
      })
      const goes = await runInSlices(part(countSteps(document.hive, cell), 0.9, 1), {
        ...{ signal, onProgress },
      })
      document.texts.replacement = { key: cell, hive, keys: comes.keys + 1 }
      return { comes, goes, dirty: hive.base.dirty }
    }),
  )
}

/** Counts what is below a key, and its values. */
function* countSteps({ cells }: Hive, top: CellOffset): Work<KeyContent> {
  const counts = { keys: -1, values: 0 }
  yield* walkSteps(cells, top, {
    key() {
      counts.keys++
      return undefined
    },
    value() {
      counts.values++
      return undefined
    },
  })
  return counts
}

/** Puts the hive that was read last in the place of its key, as one step. Must be called within `exclusive`. */
export async function applyReplace(
  doc: HiveDocument,
  { key }: RequestOf<'applyReplace'>,
  context: CallContext,
): Promise<EditResult> {
  const { replacement } = doc.texts
  const cell = doc.keyCell(key)
  if (replacement === null || replacement.key !== cell) {
    throw new HiveError('stale', 'no hive was read for this key')
  }
  const step = await withErrorPathLater(doc, key, () =>
    doc.run((scope) => replaceSteps(scope, replacement), context),
  )
  doc.texts.replacement = null
  return resultOf(doc, step)
}

function* replaceSteps(scope: EditScope, { key, hive, keys }: Replacement): Work<CommandResult> {
  const { cells } = scope
  const subkeys = [...subkeyCells(cells, cells.payloadAt(key))] as CellOffset[]
  for (const [at, subkey] of subkeys.entries()) {
    const [from, to] = [at, at + 1].map((done) => (done / subkeys.length) * EMPTIED)
    yield* part(deleteKeySteps(scope, subkey), from ?? 0, to ?? 0)
  }
  const indexes = valuesOf(cells, key).map((_, index) => index)
  if (indexes.length > 0) yield* part(deleteValuesSteps(scope, key, indexes), EMPTIED, EMPTIED)
  const source = hive.cells
  let count = 0
  for (const cell of valuesOf(source, hive.root)) {
    const at = findKeyValue(source, cell)
    const value = {
      ...{ name: valueName(source, cell, at), type: valueType(source, at) },
      data: dataCopy(source, at),
    }
    yield* part(putValueSteps(scope, key, value), EMPTIED, EMPTIED)
    count++
  }
  let done = 0
  for (const from of [...subkeyCells(source, source.payloadAt(hive.root))] as CellOffset[]) {
    const name = keyName(source, from, source.payloadAt(from))
    const graft = graftKeySteps(
      scope,
      key,
      { cells: source, key: from, keys },
      { name, security: 'keep', times: 'keep', existing: 'replace' },
    )
    // How many keys are below this one is not known, so it has no progress of its own.
    const reached = EMPTIED + (done / keys) * (1 - EMPTIED)
    const grafted = yield* part(graft, reached, reached)
    done = Math.min(keys, done + grafted.keys)
    count += grafted.keys + grafted.values
  }
  const name = keyName(cells, key, cells.payloadAt(key))
  const place = { key, value: null }
  return { label: { kind: 'restore-hive', name, count }, after: place, before: place }
}

function valuesOf(cells: Hive['cells'], key: CellOffset): CellOffset[] {
  const found: CellOffset[] = []
  eachValue(cells, cells.payloadAt(key), (cell) => {
    if (findKeyValue(cells, cell) !== 0) found.push(cell)
    return false
  })
  return found
}
