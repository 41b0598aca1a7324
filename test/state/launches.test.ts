import { afterEach, beforeEach, expect, it } from 'vitest'
import { listenToLaunches } from '../../src/platform/launch.ts'
import { useDocuments } from '../../src/state/documents.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { openLaunched } from '../../src/state/reopening.ts'
import { startState } from '../../src/state/start.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { bytesOf, pageEngine } from '../helpers/pageEngine.ts'

type Launch = (launch: { readonly files?: readonly unknown[] }) => void

let launch: Launch | null = null

beforeEach(() => {
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  clearNotices()
  Reflect.set(window, 'launchQueue', { setConsumer: (consumer: Launch) => (launch = consumer) })
  startState(pageEngine())
  listenToLaunches((files) => void openLaunched(files))
})

afterEach(() => void Reflect.deleteProperty(window, 'launchQueue'))

const hives = () => useDocuments.getState().docs.map(({ info, handle }) => [info.name, handle])

it('each file of a launch is opened in its own tab, with its handle; a later launch adds to them', async () => {
  const [one, two, three] = ['one.hiv', 'two.dat', 'three.hiv'].map(
    (name) => new FakeHandle(name, bytesOf({ name: 'ROOT' })),
  )
  launch?.({ files: [one, two] })
  await expect.poll(hives).toEqual([
    ['one.hiv', one],
    ['two.dat', two],
  ])
  launch?.({ files: [three] })
  await expect.poll(() => hives().at(2)).toEqual(['three.hiv', three])
})

it('a launch without files opens nothing, and a file that is gone is said by name', async () => {
  launch?.({})
  launch?.({ files: [] })
  const gone = new FakeHandle('gone.hiv', new Uint8Array())
  gone.getFile = () => Promise.reject(new DOMException('no such file', 'NotFoundError'))
  launch?.({ files: [gone, { kind: 'directory', name: 'folder' }] })
  await expect.poll(() => useNotices.getState().notices).toHaveLength(1)
  expect(useNotices.getState().notices[0]?.text).toContain('gone.hiv')
  // It need not have been among them.
  expect(useNotices.getState().notices[0]?.detail).not.toContain('recent')
  expect(useNotices.getState().notices[0]?.detail).toContain('Choose Open')
  expect(hives()).toEqual([])
})
