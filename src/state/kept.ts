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
import { forgetFile, forgetRecentFiles } from './recentFiles.ts'
import { forgetSettings, useSettings } from './settings.ts'

export type KeptKind = 'settings' | 'favorites' | 'recent-files' | 'page' | 'edits'

/** Something that is kept. */
export interface KeptThing {
  /** Distinguishes it from the others. */
  readonly id: string
  readonly kind: KeptKind
  /** What it is, in words. */
  readonly name: string
  /** Bytes of storage; null where that cannot be told. */
  readonly bytes: number | null
  /** Since when it is kept, in milliseconds since 1970, UTC; null where that is not known. */
  readonly since: number | null
  /** When it is removed unless it is used before, in the same unit; null if it stays. */
  readonly until: number | null
  readonly forget: () => Promise<void>
}

type Source = () => Promise<readonly KeptThing[]>

const sources = new Set<Source>([keptSettings, keptFavorites, keptFiles, keptPageFiles])

/** Adds a source of things that are kept. */
export function addKept(source: Source): void {
  sources.add(source)
}

/** Lists what is kept. */
export async function keptThings(): Promise<readonly KeptThing[]> {
  return (await Promise.all([...sources].map((list) => list()))).flat()
}

/** Removes everything that can be removed. */
export async function forgetAll(): Promise<void> {
  for (const { forget } of await keptThings()) await forget()
  await forgetRecentFiles()
  await removeDatabases()
  // Forgetting a part of the settings stores the rest.
  for (const key of storedEntries().keys()) removeStored(key)
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
