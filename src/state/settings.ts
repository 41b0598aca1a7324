/**
 * Settings stored between visits: theme, panes, times and favorites. Of a hive's contents only the paths
 * of favorites are stored.
 */

import { create } from 'zustand'
import type { TimeZone } from '../bytes/filetime.ts'
import { readStored, writeStored, writeStoredText } from '../platform/storage.ts'
import type { HiveKind, KeyOrder } from '../worker/protocol.ts'
import { resetColumns } from './columns.ts'

export type Theme = 'system' | 'light' | 'dark'

/** A key by its path below the root, in any hive of one kind. */
export interface Favorite {
  readonly name: string
  readonly kind: HiveKind
  readonly path: string
  /** What the user wrote about it; may be empty. */
  readonly note: string
}

/** Sizes of the panels of one group, in percent by panel id. */
export type PanelLayout = Readonly<Record<string, number>>

/** The base of numbers in their editors. */
export type NumberBase = 10 | 16

/** How many bytes a row of the hex editor has; null for as many as fit. */
export type BytesPerRow = 8 | 16 | 32 | null

export interface Settings {
  readonly theme: Theme
  /** The zone that times are shown in. */
  readonly times: TimeZone
  readonly details: boolean
  /** Whether the key tree has a column with the last write of each key. */
  readonly keyTimes: boolean
  /** Whether the address of the page has the path of the selected key. */
  readonly pathInAddress: boolean
  /** Whether edits are kept on this device until they are saved. */
  readonly keepsEdits: boolean
  /** The order of the subkeys of each key, in every hive. */
  readonly keyOrder: KeyOrder
  readonly statusBar: boolean
  readonly panel: boolean
  /** The base that the number editors open with: hexadecimal as in regedit, or the one that was used last. */
  readonly keepsBase: boolean
  readonly lastBase: NumberBase
  readonly bytesPerRow: BytesPerRow
  readonly layouts: Readonly<Record<string, PanelLayout>>
  /** Rises with each reset: panes read their layout only when they are mounted. */
  readonly layoutResets: number
  readonly favorites: readonly Favorite[]
  /** Chosen paths of the roots of hives in texts, by those that are usual for their kind. */
  readonly prefixes: Readonly<Record<string, string>>
}

const STORAGE_KEY = 'propolis.settings'
/** The storage key that public/theme.js reads before the first paint. */
const THEME_KEY = 'propolis.theme'

const DEFAULTS: Settings = {
  theme: 'system',
  times: 'utc',
  keyTimes: false,
  pathInAddress: true,
  keepsEdits: true,
  keyOrder: 'stored',
  details: true,
  statusBar: true,
  panel: false,
  keepsBase: false,
  lastBase: 16,
  bytesPerRow: null,
  layouts: {},
  layoutResets: 0,
  favorites: [],
  prefixes: {},
}

export const BYTES_PER_ROW: readonly BytesPerRow[] = [null, 8, 16, 32]
const KEY_ORDERS: readonly KeyOrder[] = ['stored', 'natural', 'newest', 'oldest']

export const useSettings = create<Settings>(() => loadSettings())

useSettings.subscribe((settings) => {
  writeStored(STORAGE_KEY, settings)
  writeStoredText(THEME_KEY, settings.theme)
})

/**
 * Reads the stored settings field by field; a field that is not valid falls back to its default.
 */
export function loadSettings(): Settings {
  const stored = readStored(STORAGE_KEY)
  if (!isRecord(stored)) return DEFAULTS
  return {
    theme: stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : DEFAULTS.theme,
    times: stored.times === 'local' ? 'local' : DEFAULTS.times,
    keyTimes: booleanOr(stored.keyTimes, DEFAULTS.keyTimes),
    pathInAddress: booleanOr(stored.pathInAddress, DEFAULTS.pathInAddress),
    keepsEdits: booleanOr(stored.keepsEdits, DEFAULTS.keepsEdits),
    keyOrder: KEY_ORDERS.find((order) => order === stored.keyOrder) ?? DEFAULTS.keyOrder,
    details: booleanOr(stored.details, DEFAULTS.details),
    statusBar: booleanOr(stored.statusBar, DEFAULTS.statusBar),
    panel: booleanOr(stored.panel, DEFAULTS.panel),
    keepsBase: booleanOr(stored.keepsBase, DEFAULTS.keepsBase),
    lastBase: stored.lastBase === 10 ? 10 : DEFAULTS.lastBase,
    bytesPerRow: BYTES_PER_ROW.find((count) => count === stored.bytesPerRow) ?? null,
    layouts: layoutsOf(stored.layouts),
    layoutResets: 0,
    favorites: readFavorites(stored.favorites),
    prefixes: prefixesOf(stored.prefixes),
  }
}

export function setTheme(theme: Theme): void {
  useSettings.setState({ theme })
}

export function setTimes(times: TimeZone): void {
  useSettings.setState({ times })
}

/** Shows or hides one part of the window. */
export function setShown(
  part: 'details' | 'statusBar' | 'panel' | 'keyTimes' | 'pathInAddress' | 'keepsEdits',
  shown: boolean,
): void {
  useSettings.setState({ [part]: shown })
}

/** Notes the base that was used last, and whether the number editors open with it. */
export function setBase(change: { keepsBase?: boolean; lastBase?: NumberBase }): void {
  useSettings.setState(change)
}

/** Chooses how many bytes a row of the hex editor has. */
export function setBytesPerRow(bytesPerRow: BytesPerRow): void {
  useSettings.setState({ bytesPerRow })
}

export function setLayout(group: string, layout: PanelLayout): void {
  useSettings.setState(({ layouts }) => ({ layouts: { ...layouts, [group]: layout } }))
}

/** Chooses the path that stands for the root of a hive in texts. `usual`: the one that it replaces. */
export function setPrefix(usual: string, prefix: string): void {
  useSettings.setState(({ prefixes: { [usual]: _before, ...others } }) => ({
    prefixes: prefix === usual ? others : { ...others, [usual]: prefix },
  }))
}

/** Resets panes and columns to their defaults. */
export function resetLayout(): void {
  const { details, statusBar, panel, layouts } = DEFAULTS
  useSettings.setState((before) => ({
    details,
    statusBar,
    panel,
    layouts,
    layoutResets: before.layoutResets + 1,
  }))
  resetColumns()
}

/** Makes every setting what it is at first. Favorites stay. */
export function forgetSettings(): void {
  useSettings.setState(({ favorites }) => ({ ...DEFAULTS, favorites }))
  resetColumns()
}

/** Adds a favorite, or renames the one for the same key. */
export function addFavorite(favorite: Favorite): void {
  useSettings.setState(({ favorites }) => ({
    favorites: [...favorites.filter((other) => !samePlace(other, favorite)), favorite],
  }))
}

export function removeFavorite(favorite: Favorite): void {
  useSettings.setState(({ favorites }) => ({
    favorites: favorites.filter((other) => !samePlace(other, favorite)),
  }))
}

/** Changes the name or the note of a favorite, which keeps its place. */
export function changeFavorite(changed: Favorite): void {
  useSettings.setState(({ favorites }) => ({
    favorites: favorites.map((one) => (samePlace(one, changed) ? changed : one)),
  }))
}

/** Moves a favorite by one place up (-1) or down (1) in the menu. */
export function moveFavorite(favorite: Favorite, step: -1 | 1): void {
  useSettings.setState(({ favorites }) => {
    const at = favorites.findIndex((one) => samePlace(one, favorite))
    const to = at + step
    if (at < 0 || to < 0 || to >= favorites.length) return {}
    return { favorites: favorites.toSpliced(at, 1).toSpliced(to, 0, favorite) }
  })
}

/** Adds favorites after the others, without those of keys that have one. Returns how many were added. */
export function addFavorites(more: readonly Favorite[]): number {
  const { favorites } = useSettings.getState()
  const fresh = more.filter(
    (one, at) => ![...favorites, ...more.slice(0, at)].some((other) => samePlace(one, other)),
  )
  useSettings.setState({ favorites: [...favorites, ...fresh] })
  return fresh.length
}

/** Reads favorites as they are stored and exported; what is not valid is left out. */
export function readFavorites(stored: unknown): readonly Favorite[] {
  if (!Array.isArray(stored)) return []
  return stored.flatMap((one: unknown) => {
    if (!isFavorite(one)) return []
    const { name, kind, path } = one
    const note: unknown = Reflect.get(one, 'note')
    return { name, kind, path, note: typeof note === 'string' ? note : '' }
  })
}

function samePlace(a: Favorite, b: Favorite): boolean {
  return a.kind === b.kind && a.path === b.path
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function booleanOr(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise
}

function isFavorite(value: unknown): value is Omit<Favorite, 'note'> {
  if (!isRecord(value)) return false
  return [value.name, value.kind, value.path].every((field) => typeof field === 'string')
}

function prefixesOf(value: unknown): Settings['prefixes'] {
  if (!isRecord(value)) return {}
  const texts = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(texts)
}

function layoutsOf(value: unknown): Settings['layouts'] {
  if (!isRecord(value)) return {}
  const layouts = Object.entries(value).filter(
    (entry): entry is [string, PanelLayout] =>
      isRecord(entry[1]) && Object.values(entry[1]).every((size) => typeof size === 'number'),
  )
  return Object.fromEntries(layouts)
}
