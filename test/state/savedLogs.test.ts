/** What becomes of transaction logs that were dropped beside a hive which is saved in place. */

import { beforeEach, describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import {
  activeDocument,
  allowEditing,
  discardDocument,
  useDocuments,
} from '../../src/state/documents.ts'
import { applyLogs, runEdit } from '../../src/state/edits.ts'
import { loadPreview } from '../../src/state/logs.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { saveDocument } from '../../src/state/saving.ts'
import { startState } from '../../src/state/start.ts'
import { reportText } from '../../src/text/saveReport.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { LOGGED } from '../helpers/loggedHive.ts'
import { pageEngine } from '../helpers/pageEngine.ts'
import { startSaving } from '../helpers/savePage.ts'

let disk: FakeHandle

beforeEach(() => {
  startSaving()
  startState(pageEngine())
  disk = new FakeHandle('SYSTEM', LOGGED.dirty.slice())
})

/** Drops the hive as it is on the disk, with the log beside it. */
async function dropBoth(): Promise<DocId> {
  await openFiles([
    { file: new File([disk.bytes], 'SYSTEM'), handle: disk.handle },
    { file: new File([LOGGED.log], 'SYSTEM.LOG1'), handle: null },
  ])
  useDialogs.setState({ dialog: null })
  const info = activeDocument()?.info
  if (info === undefined) throw new TypeError('SYSTEM did not open')
  return info.doc
}

function adviceOf(doc: DocId): string {
  const entry = useDocuments.getState().docs.find(({ info }) => info.doc === doc)
  if (!entry?.lastSave) throw new TypeError('SYSTEM was not saved')
  return reportText(entry.lastSave, entry.info, '').next.join('\n')
}

const keysOnDisk = () =>
  [...Hive.open(disk.bytes.slice()).rootKey.subkeys()].map(({ name }) => name)

/** Drops both again: the log beside the saved hive changes nothing any more. */
async function expectLogIgnored(doc: DocId): Promise<void> {
  discardDocument(doc)
  const again = await dropBoth()
  expect(activeDocument()?.info).toMatchObject({ dirty: false, access: 'editable' })
  await loadPreview(again)
  await applyLogs(again)
  expect(activeDocument()?.info.recovery).toBeNull()
  expect(activeDocument()?.state.unsaved).toBe(0)
}

describe('a log beside a hive that is saved in place', () => {
  it('is in the saved hive once it was applied, and is ignored from then on', async () => {
    const doc = await dropBoth()
    await loadPreview(doc)
    await applyLogs(doc)
    expect(await saveDocument(doc)).toBe(true)
    expect(keysOnDisk()).toEqual(['Fresh', 'Kept'])
    const advice = adviceOf(doc)
    expect(advice).toContain('Log files beside the file are out of date')
    expect(advice).toContain('(SYSTEM.LOG1 came with it)')
    expect(advice).toContain('What they held is in the saved hive.')
    await expectLogIgnored(doc)
  })

  it('is ignored from then on although it was not applied, which the report says', async () => {
    const doc = await dropBoth()
    await allowEditing(doc)
    const root = activeDocument()?.info.root ?? 0
    await runEdit(doc, { kind: 'create-key', parent: root, name: 'New' })
    expect(await saveDocument(doc)).toBe(true)
    expect(keysOnDisk()).toEqual(['Kept', 'New', 'Old'])
    expect(adviceOf(doc)).toContain('Windows will not replay them any more')
    await expectLogIgnored(doc)
  })
})
