/**
 * Parses the spellings of a key's path that people type and paste into names below the root of a
 * hive (ui-anchors 4.8). It does not look up whether such keys exist.
 */

import { isSpelledPath, readSpelledPath, spellPath } from '../bytes/spelling.ts'
import { equalNames, upcase } from '../bytes/upcase.ts'
import type { HiveKind, PathKind } from './protocol.ts'

/** The hive that paths are read relative to. */
export interface HivePlace {
  readonly kind: HiveKind
  readonly prefix: string
  readonly rootName: string
}

/** One way to read a text. */
export interface PathReading {
  /** Names below the root. */
  readonly names: readonly string[]
  readonly kind: PathKind
}

const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ['HKLM', 'HKEY_LOCAL_MACHINE'],
  ['HKU', 'HKEY_USERS'],
  ['HKCU', 'HKEY_CURRENT_USER'],
  ['HKCR', 'HKEY_CLASSES_ROOT'],
  ['HKCC', 'HKEY_CURRENT_CONFIG'],
])
const ROOTS: ReadonlySet<string> = new Set(LONG_NAMES.values())
const MACHINE = 'HKEY_LOCAL_MACHINE'
const USERS = 'HKEY_USERS'
const USER = 'HKEY_CURRENT_USER'
const CLASSES = 'HKEY_CLASSES_ROOT'
/** The root of private hives: `\REGISTRY\A\{…}`. */
const PRIVATE = 'A'

/**
 * Names below HKEY_LOCAL_MACHINE of hives that Windows loads itself, under which a hive of another
 * kind cannot be loaded.
 */
const MACHINE_HIVES = [
  ...['SYSTEM', 'SOFTWARE', 'SAM', 'SECURITY', 'HARDWARE', 'BCD00000000', 'COMPONENTS', 'DRIVERS'],
]
const CLASSES_SUFFIX = /_Classes$/i
const CREATED_ROOT = /^CMI-CreateHive\{.*\}$/i

/** `reg add "HKLM\\SOFTWARE\\Key" /v Name`: the key, and the value if one is named. */
const REG_COMMAND = /^reg(?:\.exe)?\s+[a-z]+\s+("[^"]*"|\S+)(?:\s+(.*))?$/is
const REG_VALUE = /(?:^|\s)\/v\s+("[^"]*"|\S+)/i

/**
 * The ways to read a text, the preferred ones first. The text is read as it stands before any
 * decoration is stripped, since names may begin or end with blanks, quotes and brackets.
 */
export function readPath(text: string, hive: HivePlace): readonly PathReading[] {
  const readings = textsOf(text).flatMap((one) => readText(one, hive))
  const stripped = stripDecoration(text)
  const spelled = readSpelledPath(stripped)
  const names = spelled?.filter((name) => name !== '') ?? []
  if (spelled !== null) readings.push(...readNames(names, hive))
  if (!stripped.includes('/')) return readings
  return [...readings, ...readNames(splitNames(stripped.replaceAll('/', '\\')), hive)]
}

/** The readings to use when none of the keys exists, which name the missing key as the user did. */
export function readMissing(text: string, hive: HivePlace): readonly PathReading[] {
  const stripped = stripDecoration(text)
  const spelled = readSpelledPath(stripped)
  const plain = readNames(splitNames(stripped), hive)
  return spelled === null ? plain : [...readNames(spelled, hive), ...plain]
}

/** A text as it stands, and with one kind of decoration after another stripped. */
function textsOf(text: string): string[] {
  const command = readCommand(text.trim())
  const bare = command.trim()
  const unquoted = withoutQuotes(bare)
  const inner = unquoted.trim()
  const header = withoutBrackets(inner)
  return [
    ...new Set([text, text.trim(), command, unquoted, inner, header, withoutProvider(header)]),
  ]
}

function readText(text: string, hive: HivePlace): PathReading[] {
  if (!isSpelledPath(text)) return readNames(splitNames(text), hive)
  return readNames(readSpelledPath(text) ?? [], hive)
}

/**
 * Reads names as a path below this hive's root, then below a root of any name, then below a place
 * where any hive may be loaded.
 */
function readNames(names: readonly string[], hive: HivePlace): PathReading[] {
  const readings: PathReading[] = []
  const [first = ''] = names
  const root = splitRoot(names)
  const absolute = root === null ? null : below(root, hive)
  if (absolute?.kind === 'absolute') readings.push(absolute)
  readings.push({ names, kind: 'relative' })
  if (first !== '' && isRootName(first, hive)) {
    readings.push({ names: names.slice(1), kind: 'relative' })
  }
  if (absolute !== null && absolute.kind !== 'absolute') readings.push(absolute)
  return readings
}

/** The path in a command line of reg; any other text unchanged. */
function readCommand(text: string): string {
  const [, key, options = ''] = REG_COMMAND.exec(text) ?? []
  if (key === undefined || splitRoot(splitNames(unquoted(key))) === null) return text
  const value = REG_VALUE.exec(options)?.[1]
  return value === undefined ? unquoted(key) : `${unquoted(key)}\\${unquoted(value)}`
}

function unquoted(word: string): string {
  return word.replace(/^"(.*)"$/s, '$1')
}

/**
 * Strips outer blanks and quotes, the brackets of a .reg header, and the prefix of PowerShell's
 * provider.
 */
function stripDecoration(text: string): string {
  const bare = readCommand(text.trim()).trim()
  return withoutProvider(withoutBrackets(withoutQuotes(bare).trim()))
}

function withoutQuotes(text: string): string {
  return text.replace(/^["'](.*?)["']?$/s, '$1')
}

function withoutBrackets(text: string): string {
  return text.replace(/^\[-?(.*?)\]?$/s, '$1')
}

function withoutProvider(text: string): string {
  return text.replace(/^(?:Microsoft\.PowerShell\.Core\\)?Registry::/i, '')
}

function splitNames(text: string): string[] {
  return text.split('\\').filter((name) => name !== '')
}

function isRootName(name: string, { rootName }: HivePlace): boolean {
  return equalNames(name, rootName) || equalNames(name, 'ROOT') || CREATED_ROOT.test(name)
}

interface Absolute {
  /** The long name of a root, or `PRIVATE`. */
  readonly root: string
  readonly rest: readonly string[]
}

/** A path that begins with a root's name, or with one word before it (`Computer`, in any language). */
function splitRoot(names: readonly string[]): Absolute | null {
  const [first = '', second = ''] = names
  if (equalNames(first, 'REGISTRY')) {
    const rest = names.slice(2)
    if (equalNames(second, 'MACHINE')) return { root: MACHINE, rest }
    if (equalNames(second, 'USER')) return { root: USERS, rest }
    return equalNames(second, PRIVATE) ? { root: PRIVATE, rest } : null
  }
  const root = longName(first)
  if (root !== null) return { root, rest: names.slice(1) }
  const inner = longName(second)
  return inner === null ? null : { root: inner, rest: names.slice(2) }
}

/** `HKLM`, `HKLM:` and `HKEY_LOCAL_MACHINE` in any case; null for anything else. */
function longName(name: string): string | null {
  const upper = upcase(name).replace(/:$/, '')
  return LONG_NAMES.get(upper) ?? (ROOTS.has(upper) ? upper : null)
}

/** Reads an absolute path as names below the root of this hive. */
function below({ root, rest }: Absolute, hive: HivePlace): PathReading {
  const path = [root, ...rest]
  for (const { mount, kind } of mountsOf(hive, rest)) {
    const shared = Math.min(mount.length, path.length)
    if (!mount.slice(0, shared).every((name, index) => equalNames(name, path[index] ?? '')))
      continue
    if (shared < mount.length) return { names: [], kind: 'above' }
    const inside = root === CLASSES && hive.kind === 'SOFTWARE' ? ['Classes'] : []
    return { names: [...inside, ...path.slice(shared)], kind }
  }
  const sharesRoot = hive.prefix.startsWith(`${root}\\`)
  return { names: sharesRoot ? rest : [root], kind: 'elsewhere' }
}

interface Mount {
  readonly mount: readonly string[]
  readonly kind: 'absolute' | 'loaded'
}

/** Paths where this hive may be mounted, given the names that follow the root key's name. */
function mountsOf({ kind, prefix }: HivePlace, rest: readonly string[]): Mount[] {
  const [first = ''] = rest
  const own = [prefix.split('\\')]
  if (kind === 'SOFTWARE') own.push([CLASSES])
  if (kind === 'NTUSER') {
    own.push([USER])
    if (!CLASSES_SUFFIX.test(first)) own.push([USERS, first])
  }
  if (kind === 'UsrClass') {
    own.push([CLASSES])
    own.push(CLASSES_SUFFIX.test(first) ? [USERS, first] : [USERS, first, 'Software', 'Classes'])
  }
  const loaded = [[PRIVATE, first]]
  if (!MACHINE_HIVES.some((other) => equalNames(first.trim(), other))) loaded.push([MACHINE, first])
  if (kind === 'unknown' || kind === 'Amcache') loaded.push([USERS, first])
  return [
    ...own.map((mount) => ({ mount, kind: 'absolute' as const })),
    ...loaded.map((mount) => ({ mount, kind: 'loaded' as const })),
  ]
}

/** The path of a hive's root that completes the typed text, in the same spelling; or null. */
export function continuesPrefix(text: string, prefix: string): string | null {
  const [root = '', ...rest] = prefix.split('\\')
  const short = [...LONG_NAMES].find(([, long]) => long === root)?.[0] ?? root
  const typed = upcase(text)
  const spelled = [spellPath([root, ...rest]), spellPath([short, ...rest])]
  return spelled.find((path) => path.length > text.length && upcase(path).startsWith(typed)) ?? null
}
