/**
 * The licences of everything that ships: Propolis itself, and each package that is bundled into the page or its service
 * worker. Used by the build.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The fields of a lock file entry and of a package.json that are used here. */
interface LockEntry {
  readonly dependencies?: Readonly<Record<string, string>>
}
interface Manifest {
  readonly version: string
  readonly license?: unknown
}

export interface ShippedLicence {
  readonly name: string
  readonly version: string
  /** The SPDX identifier. */
  readonly licence: string
  /** The text of the licence, and its notice if there is one. */
  readonly text: string
}

const LICENCE_FILE = /^(licen[cs]e|copying)([.-].*)?$/i
const NOTICE_FILE = /^notice(\..*)?$/i

/**
 * The packages that ship, sorted by name.
 *
 * @param root - the project's folder, with its packages installed
 * @throws Error when a package has no licence text
 */
export function shippedLicences(root: string): ShippedLicence[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, LockEntry>>
  }
  const names = new Set<string>()
  const waiting = Object.keys(packages['']?.dependencies ?? {})
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (names.has(name)) continue
    names.add(name)
    const entry = packages[`node_modules/${name}`]
    if (entry === undefined) throw new Error(`${name} is not in package-lock.json`)
    waiting.push(...Object.keys(entry.dependencies ?? {}))
  }
  return [...names].sort().map((name) => licenceOf(root, name))
}

function licenceOf(root: string, name: string): ShippedLicence {
  const folder = join(root, 'node_modules', name)
  const { version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Manifest
  const files = readdirSync(folder)
  const wanted = [
    ...files.filter((file) => LICENCE_FILE.test(file)).slice(0, 1),
    ...files.filter((file) => NOTICE_FILE.test(file)),
  ]
  if (typeof license !== 'string' || !files.some((file) => LICENCE_FILE.test(file))) {
    throw new Error(`${name} ${version} ships, but has no licence text`)
  }
  const text = wanted.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
  return { name, version, licence: license, text }
}

/** The licences as one text: Propolis' own, then those of the packages. */
export function licencesText(root: string): string {
  const own = readFileSync(join(root, 'LICENSE'), 'utf8').trim()
  const others = shippedLicences(root).map(
    ({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text}`,
  )
  return `${[`Propolis\n\n${own}`, ...others].join(`\n\n${'-'.repeat(72)}\n\n`)}\n`
}
