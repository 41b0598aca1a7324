/**
 * The hives that were found in archives and folders: searching them, choosing among them, and opening the chosen ones
 * with their logs.
 */

import { create } from 'zustand'
import { type ArchivedFile, fileOf, folderOf, nameOf } from '../archive/ArchivedFile.ts'
import { type Candidate, Search, type SearchEvent, type SkipReason } from '../archive/search.ts'
import { type Folder, pickFolder } from '../platform/folder.ts'
import type { FoundHead, FoundKind } from '../worker/protocol.ts'
import { openDialogInTurn, useDialogs } from './dialogs.ts'
import { engine } from './engine.ts'
import { showError } from './notices.ts'

/** The first bytes of a file, from which its kind can usually be told. */
const HEAD_BYTES = 256 * 1024
/** The first bytes by which logs are paired with hives. */
const PAIRED_BYTES = 8192
/** Milliseconds after which what was found is shown. */
const SHOWN_MS = 200
/** The most files that are named of those that were not read. */
const MOST_NAMED = 5

/** A hive that was found. */
export interface FoundHive extends FoundKind {
  readonly id: number
  readonly file: ArchivedFile
  /** The ids of its logs; known once the search has ended. */
  readonly logs: readonly number[]
}

/** Files that were not read, for one reason. */
export interface Skipped {
  readonly count: number
  readonly paths: readonly string[]
}

interface Found {
  /** Names of the archives and folders. */
  readonly sources: readonly string[]
  readonly hives: readonly FoundHive[]
  readonly logs: ReadonlyMap<number, ArchivedFile>
  /** The ids of the hives that are to be opened. */
  readonly chosen: ReadonlySet<number>
  /** The number of files that were looked at. */
  readonly looked: number
  readonly skipped: ReadonlyMap<SkipReason, Skipped>
  readonly isSearching: boolean
}

const NOTHING: Found = {
  sources: [],
  hives: [],
  logs: new Map(),
  chosen: new Set(),
  looked: 0,
  skipped: new Map(),
  isSearching: false,
}

export const useFound = create<Found>(() => NOTHING)

type Source =
  | { readonly kind: 'archive'; readonly file: File }
  | { readonly kind: 'folder'; readonly folder: Folder }

let nextId = 1
let waiting: Source[] = []
let controller = new AbortController()
/** What logs are paired by. */
let heads = new Map<number, FoundHead>()

/** Asks for a folder, and searches it. */
export async function openFolder(): Promise<void> {
  try {
    const folder = await pickFolder()
    if (folder !== null) searchFor({ kind: 'folder', folder })
  } catch (error) {
    showError(error)
  }
}

/** Searches a folder for hives, in a dialog. */
export function searchFolder(folder: Folder): void {
  searchFor({ kind: 'folder', folder })
}

/** Searches an archive for hives, in a dialog. */
export function searchArchive(file: File): void {
  searchFor({ kind: 'archive', file })
}

function searchFor(source: Source): void {
  const name = source.kind === 'archive' ? source.file.name : source.folder.name
  const isShown = useDialogs.getState().dialog?.type === 'found-hives'
  waiting.push(source)
  if (isShown) {
    useFound.setState(({ sources }) => ({ sources: [...sources, name] }))
  } else {
    controller.abort()
    controller = new AbortController()
    heads = new Map()
    useFound.setState({ ...NOTHING, sources: [name] })
    void openDialogInTurn({ type: 'found-hives' })
  }
  if (!useFound.getState().isSearching) void searchWaiting(controller.signal)
}

async function searchWaiting(signal: AbortSignal): Promise<void> {
  useFound.setState({ isSearching: true })
  const search = new Search({ signal, headBytes: HEAD_BYTES })
  try {
    for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
      await follow(eventsOf(search, source), signal)
    }
  } catch (error) {
    if (!signal.aborted) showError(error)
  } finally {
    if (!signal.aborted) {
      await pair()
      useFound.setState({ isSearching: false })
    }
  }
}

function eventsOf(search: Search, source: Source): AsyncGenerator<SearchEvent> {
  if (source.kind === 'archive') return search.archive(source.file.name, source.file)
  return search.folder(filesOf(source.folder))
}

async function* filesOf(folder: Folder): AsyncGenerator<ArchivedFile> {
  for await (const { path, handle, file } of folder.files()) {
    try {
      yield { ...fileOf(path, await file(), handle), content: file }
    } catch {
      yield { ...fileOf(path, new Blob(), handle), unreadable: 'damaged' }
    }
  }
}

/** Shows what a search finds, a few times a second. */
async function follow(events: AsyncGenerator<SearchEvent>, signal: AbortSignal): Promise<void> {
  let found: Candidate[] = []
  let looked = 0
  let shown = performance.now()
  const show = async () => {
    const batch = found
    found = []
    shown = performance.now()
    useFound.setState({ looked })
    if (batch.length > 0) await addFound(batch, signal)
  }
  const before = useFound.getState().looked
  for await (const event of events) {
    if (event.kind === 'candidate') found.push(event.candidate)
    else if (event.kind === 'looked') looked = Math.max(before, event.files)
    else skip(event.path, event.reason)
    if (performance.now() - shown > SHOWN_MS) await show()
  }
  await show()
}

async function addFound(found: readonly Candidate[], signal: AbortSignal): Promise<void> {
  const files = found.map(({ file, head }) => ({
    name: nameOf(file.path),
    folder: folderOf(file.path),
    head,
  }))
  const kinds = await engine().describeFound({ files })
  if (signal.aborted) return
  const hives: FoundHive[] = []
  const logs = new Map(useFound.getState().logs)
  for (const [at, kind] of kinds.entries()) {
    const [candidate, head] = [found[at], files[at]]
    if (candidate === undefined || head === undefined) continue
    const id = nextId++
    heads.set(id, { ...head, head: head.head.slice(0, PAIRED_BYTES) })
    if (kind.isLog) logs.set(id, candidate.file)
    else hives.push({ ...kind, id, file: candidate.file, logs: [] })
  }
  useFound.setState((now) => ({
    hives: [...now.hives, ...hives],
    logs,
    chosen: new Set([...now.chosen, ...hives.map(({ id }) => id)]),
  }))
}

function skip(path: string, reason: SkipReason): void {
  useFound.setState((now) => {
    const { count, paths } = now.skipped.get(reason) ?? { count: 0, paths: [] }
    const named = paths.length < MOST_NAMED ? [...paths, path] : paths
    return { skipped: new Map(now.skipped).set(reason, { count: count + 1, paths: named }) }
  })
}

/** Finds the logs of each hive. */
async function pair(): Promise<void> {
  const ids = [...heads.keys()]
  if (useFound.getState().logs.size === 0) return
  try {
    const pairs = await engine().pairFound({ files: [...heads.values()] })
    const logsOf = new Map(
      pairs.map(({ file, logs }) => [ids[file], logs.flatMap((log) => ids[log] ?? [])]),
    )
    useFound.setState(({ hives }) => ({
      hives: hives.map((hive) => ({ ...hive, logs: logsOf.get(hive.id) ?? [] })),
    }))
  } catch (error) {
    showError(error)
  }
}

/** Chooses a hive to be opened, or not. */
export function chooseFound(ids: readonly number[], isChosen: boolean): void {
  useFound.setState((now) => {
    const chosen = new Set(now.chosen)
    for (const id of ids) isChosen ? chosen.add(id) : chosen.delete(id)
    return { chosen }
  })
}

/** Ends the search; what was found stays. */
export async function stopSearch(): Promise<void> {
  waiting = []
  controller.abort()
  controller = new AbortController()
  await pair()
  useFound.setState({ isSearching: false })
}

/** Gives up what was found. */
export function forgetFound(): void {
  waiting = []
  controller.abort()
  heads = new Map()
  useFound.setState(NOTHING)
}

/** A hive to open, and its logs. */
export interface ChosenHive {
  readonly file: ArchivedFile
  readonly logs: readonly ArchivedFile[]
}

/** The chosen hives with their logs. What was found is given up. */
export function takeChosen(): readonly ChosenHive[] {
  const { hives, logs, chosen } = useFound.getState()
  const taken = hives
    .filter(({ id }) => chosen.has(id))
    .map((hive) => ({
      file: hive.file,
      logs: hive.logs.flatMap((log) => logs.get(log) ?? []),
    }))
  forgetFound()
  return taken
}

export { folderOf, nameOf }
