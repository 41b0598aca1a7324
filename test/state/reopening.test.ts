import { beforeEach, describe, expect, it, vi } from 'vitest'
import { discardDocument, useDocuments } from '../../src/state/documents.ts'
import { useNotices } from '../../src/state/notices.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { forgetRecentFiles, loadRecentFiles } from '../../src/state/recentFiles.ts'
import { useRecentFiles } from '../../src/state/recentStore.ts'
import { reopenFiles } from '../../src/state/reopening.ts'
import { startState } from '../../src/state/start.ts'
import { eventually } from '../helpers/eventually.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { bytesOf, hiveFile, pageEngine } from '../helpers/pageEngine.ts'
import { startSaving } from '../helpers/savePage.ts'

/** Whether the browser has been asked for the files of an earlier visit, and how often it was. */
let isAllowed: boolean
let asked: number

/** A file of an earlier visit. The browser asks once for all of them. */
function fileBefore(name: string, ask: () => boolean = () => true): FakeHandle {
  return Object.assign(new FakeHandle(name, bytesOf({ name })), {
    queryPermission: async () => (isAllowed ? ('granted' as const) : ('prompt' as const)),
    requestPermission: async () => {
      asked++
      isAllowed = ask()
      return isAllowed ? ('granted' as const) : ('denied' as const)
    },
  })
}

/** The page after a reload of a tab that had files open, the last one opened first. */
function reloaded(...files: readonly FakeHandle[]): void {
  const wereOpen = files.map((file) => ({ name: file.name, handle: file.handle, openedAt: 1 }))
  useRecentFiles.setState({ files: wereOpen, wereOpen })
}

const open = () => useDocuments.getState().docs.map(({ info }) => info.name)
const notice = () => useNotices.getState().notices.at(-1)
const files = () => useRecentFiles.getState().files

beforeEach(() => {
  isAllowed = false
  asked = 0
  sessionStorage.clear()
  startSaving()
  startState(pageEngine())
  useRecentFiles.setState({ files: [], wereOpen: [] })
})

describe('files that were open', () => {
  it('are all opened again after one question, in their order, and can be saved in place', async () => {
    reloaded(fileBefore('SOFTWARE'), fileBefore('SYSTEM'))
    await reopenFiles()
    expect(asked).toBe(1)
    expect(open()).toEqual(['SYSTEM', 'SOFTWARE'])
    expect(useDocuments.getState().docs.map(({ info }) => info.inPlace)).toEqual([true, true])
    expect(useRecentFiles.getState().wereOpen).toEqual([])
  })

  it('are offered again when the browser did not allow them', async () => {
    let isRight = false
    const ask = () => isRight
    reloaded(fileBefore('SOFTWARE', ask), fileBefore('SYSTEM', ask))
    await reopenFiles()
    expect(asked).toBe(1)
    expect(open()).toEqual([])
    expect(notice()?.text).toBe('SYSTEM, SOFTWARE were not opened: the browser did not allow it.')
    isRight = true
    notice()?.action?.run()
    await eventually(() => expect(open()).toEqual(['SYSTEM', 'SOFTWARE']))
  })

  it('are opened although one of them is gone, which is forgotten', async () => {
    const gone = fileBefore('GONE')
    gone.getFile = () => Promise.reject(new DOMException('', 'NotFoundError'))
    reloaded(fileBefore('SYSTEM'), gone)
    await reopenFiles()
    expect(open()).toEqual(['SYSTEM'])
    await eventually(() => expect(files().map(({ name }) => name)).toEqual(['SYSTEM']))
    expect(notice()?.text).toBe('GONE is not where it was.')
  })
})

describe('the files of this tab', () => {
  const opened = async (name: string) => {
    const file = fileBefore(name)
    await openFiles([{ file: hiveFile(name, { name }), handle: file.handle }])
    await eventually(() => expect(files()[0]?.name).toBe(name))
  }

  it('are those that were not closed', async () => {
    await opened('SYSTEM')
    await opened('SAM')
    const tab = files()[0]?.tab
    expect(tab).toMatch(/^\d+-\d+$/)
    expect(files()[1]?.tab).toBe(tab)
    discardDocument(useDocuments.getState().docs[0]?.info.doc ?? 0)
    await eventually(() => expect(files().map((file) => file.tab)).toEqual([tab, null]))
  })

  it('are forgotten with the recent files', async () => {
    await opened('SYSTEM')
    await forgetRecentFiles()
    expect(sessionStorage.length).toBe(0)
    await loadRecentFiles()
    expect(useRecentFiles.getState()).toMatchObject({ files: [], wereOpen: [] })
  })

  it('all stay in the list, however many they are', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(1)
    for (let number = 1; number <= 10; number++) await opened(`HIVE${number}`)
    expect(files()).toHaveLength(10)
    vi.restoreAllMocks()
  })
})
