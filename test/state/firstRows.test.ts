import { beforeEach, describe, expect, it } from 'vitest'
import { useDialogs } from '../../src/state/dialogs.ts'
import { listenToDocuments, receiveEvent, useDocuments } from '../../src/state/documents.ts'
import { setEngine } from '../../src/state/engine.ts'
import { documentListener } from '../../src/state/follow.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { keyList } from '../../src/state/treeRows.ts'
import { valuesView } from '../../src/state/valueRows.ts'
import { eventually } from '../helpers/eventually.ts'
import { LOGGED } from '../helpers/loggedHive.ts'
import { pageEngine } from '../helpers/pageEngine.ts'
import { rawHive } from '../helpers/rawHive.ts'
import { slowFile } from '../helpers/slowFile.ts'

const BYTES = rawHive({
  minor: 5,
  root: {
    name: 'ROOT',
    values: [{ name: 'Version', type: 1, data: new Uint8Array([0x31, 0, 0, 0]) }],
    subkeys: [{ name: 'Software' }, { name: 'System' }],
  },
})

const docs = () => useDocuments.getState().docs
const active = () => useDocuments.getState().active ?? 0
const names = () => [0, 1, 2].map((index) => keyList(active()).rowAt(index)?.name)

beforeEach(() => {
  const engine = pageEngine()
  setEngine(engine)
  engine.onEvent(receiveEvent)
  listenToDocuments(documentListener)
  useDocuments.setState({ docs: [], active: null, opening: [] })
  clearNotices()
})

describe('a large file that is being opened', () => {
  it('its first keys are shown while it is read, and its values once it is', async () => {
    const { file, go } = slowFile(BYTES)
    const opened = openFiles([{ file, handle: null }])
    await eventually(() => expect(names()).toEqual(['ROOT', 'Software', 'System']))
    expect(docs()[0]?.info.arriving).toBe(true)
    expect(useDocuments.getState().opening).toHaveLength(1)
    expect(valuesView(active()).loading).toBe(true)
    go()
    await opened
    await eventually(() => expect(valuesView(active()).total).toBe(2))
    expect(docs()[0]?.info.arriving).toBe(false)
    expect(useDocuments.getState().opening).toEqual([])
    expect(names()).toEqual(['ROOT', 'Software', 'System'])
    expect(useNotices.getState().notices).toEqual([])
  })

  it('logs that are dropped while it is read are previewed once it is there', async () => {
    const { file, go } = slowFile(LOGGED.dirty)
    const log = new File([LOGGED.log], 'FILE.LOG1')
    const opened = openFiles([{ file, handle: null }])
    await eventually(() => expect(names()[1]).toBe('Kept'))
    const dropped = openFiles([{ file: log, handle: null }])
    go()
    await opened
    await dropped
    expect(docs().map(({ info }) => info.logs)).toEqual([['FILE.LOG1']])
    await eventually(() => expect(useDialogs.getState().dialog).toMatchObject({ type: 'logs' }))
    useDialogs.setState({ dialog: null })
  })

  it('it is closed, and one notice says why, when the rest cannot be read', async () => {
    const { file, go } = slowFile(BYTES, true)
    const opened = openFiles([{ file, handle: null }])
    await eventually(() => expect(names()[2]).toBe('System'))
    go()
    await opened
    expect(docs()).toEqual([])
    await eventually(() => expect(useNotices.getState().notices).toHaveLength(1))
    expect(useNotices.getState().notices[0]).toMatchObject({ kind: 'alert' })
  })

  it('cancelling closes it, and nothing is said', async () => {
    const { file, go } = slowFile(BYTES)
    const opened = openFiles([{ file, handle: null }])
    await eventually(() => expect(names()[2]).toBe('System'))
    useDocuments.getState().opening[0]?.cancel()
    go()
    await opened
    expect(docs()).toEqual([])
    expect(useDocuments.getState().active).toBeNull()
    expect(useNotices.getState().notices).toEqual([])
  })
})
