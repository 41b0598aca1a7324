/**
 * Everything that the page keeps on this device: a list with sizes, and ways to forget it. What keeps something more
 * adds a source.
 */

import {
  keptPage,
  removeDatabases,
  removePage,
  removeStored,
  storedEntries,
} from '../platform/kept.ts'
import { readRecentFiles } from '../platform/recentFiles.ts'
import { KEPT } from '../text/kept.ts'
import { unreadyOffline } from './environment.ts'
import type { KeptThing } from './KeptThing.ts'
import { loadResuming } from './loadResuming.ts'
import { forgetFile, forgetRecentFiles } from './recentFiles.ts'
import { forgetSettings, useSettings } from './settings.ts'

export type { KeptThing }

type Source = () => Promise<readonly KeptThing[]>

const sources = new Set<Source>([
  ...[keptEdits, keptSettings, keptFavorites, keptFiles, keptPageFiles],
])

/** Adds a source of things that are kept. */
export function addKept(source: Source): void {
  sources.add(source)
}

/** Lists what is kept. */
export async function keptThings(): Promise<readonly KeptThing[]> {
  return (await Promise.all([...sources].map((list) => list()))).flat()
}

/**
 * Removes everything that can be removed. What cannot be removed does not keep the rest.
 *
 * @throws the first error, once the rest is removed
 */
export async function forgetAll(): Promise<void> {
  const failures: unknown[] = []
  const noteFailure = (error: unknown) => void failures.push(error)
  for (const list of sources) {
    const things = (await list().catch(noteFailure)) ?? []
    for (const { forget } of things) await forget().catch(noteFailure)
  }
  await forgetRecentFiles().catch(noteFailure)
  await removeDatabases().catch(noteFailure)
  // Forgetting a part of the settings stores the rest.
  for (const key of storedEntries().keys()) removeStored(key)
  if (failures.length > 0) throw failures[0]
}

/** Edits of hives, until they are saved. */
async function keptEdits(): Promise<readonly KeptThing[]> {
  return (await loadResuming()).keptEditThings()
}

const UNKNOWN = { bytes: null, since: null, until: null } as const

async function keptSettings(): Promise<readonly KeptThing[]> {
  const entries = [...storedEntries().values()]
  const bytes = entries.reduce((sum, one) => sum + one, 0)
  if (bytes === 0) return []
  const forget = async () => {
    forgetSettings()
    if (useSettings.getState().favorites.length > 0) return
    for (const key of storedEntries().keys()) removeStored(key)
  }
  return [{ ...UNKNOWN, id: 'settings', kind: 'settings', name: KEPT.settings, bytes, forget }]
}

async function keptFavorites(): Promise<readonly KeptThing[]> {
  const { favorites } = useSettings.getState()
  if (favorites.length === 0) return []
  // They are part of the settings, whose bytes include theirs.
  const forget = async () => useSettings.setState({ favorites: [] })
  const name = KEPT.favorites(favorites.length)
  return [{ ...UNKNOWN, id: 'favorites', kind: 'favorites', name, forget }]
}

async function keptFiles(): Promise<readonly KeptThing[]> {
  const files = await readRecentFiles()
  return files.map(({ name, handle, openedAt }, at) => ({
    ...UNKNOWN,
    ...{ id: `recent-file ${at}`, kind: 'recent-files', name, since: openedAt },
    forget: () => forgetFile(handle),
  }))
}

async function keptPageFiles(): Promise<readonly KeptThing[]> {
  const { files, bytes } = await keptPage()
  if (files === 0) return []
  const forget = async () => {
    await removePage()
    unreadyOffline()
  }
  return [{ ...UNKNOWN, id: 'page', kind: 'page', name: KEPT.page, bytes, forget }]
}
