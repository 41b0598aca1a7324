/** The hives of the shared corpus, if it is present. They are read in place and never copied. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { gunzipSync } from 'node:zlib'

const FOLDER = resolve('../shared/corpus')
const HIVES = join(FOLDER, 'hives')
const EXPECTED = join(FOLDER, 'expected')
const SUFFIX = '.txt.gz'

export interface CorpusHive {
  /** Name below the corpus folder, such as `regipy/SYSTEM`. */
  readonly name: string
  readonly path: string
}

/** Whether the corpus is present; prints a message if it is not. */
export const hasCorpus = existsSync(HIVES)
if (!hasCorpus) process.stdout.write(`skipped: ${FOLDER} is not there, so no real hives\n`)

/** Hives with a dump by an independent reader. */
export const plainHives: readonly CorpusHive[] = namesBelow(EXPECTED)
  .filter((name) => name.endsWith(SUFFIX) && !name.endsWith(`.recovered${SUFFIX}`))
  .map((name) => hiveOf(name.slice(0, -SUFFIX.length)))

/** Hives without one: damaged in some way, so that they have to be refused or reported. */
export const brokenHives: readonly CorpusHive[] = namesBelow(HIVES)
  .filter((name) => !/\.log\d?$/i.test(name) && !existsSync(join(EXPECTED, `${name}${SUFFIX}`)))
  .map(hiveOf)

/** Transaction logs, which are not hives. */
export const logFiles: readonly CorpusHive[] = namesBelow(HIVES)
  .filter((name) => /\.log\d?$/i.test(name))
  .map(hiveOf)

/** Dirty hives with their logs, and the dump after the logs are applied. */
export const dirtyHives: readonly (CorpusHive & { logs: string[]; recovered: string })[] =
  namesBelow(EXPECTED)
    .filter((name) => name.endsWith(`.recovered${SUFFIX}`))
    .map((name) => {
      const hive = hiveOf(name.slice(0, -`.recovered${SUFFIX}`.length))
      const logs = logFiles
        .filter((log) => log.name.toLowerCase().startsWith(`${hive.name.toLowerCase()}.log`))
        .map(({ path }) => path)
      return { ...hive, logs, recovered: readDump(name) }
    })

/** The dump of a plain hive. */
export function expectedDump({ name }: CorpusHive): string {
  return readDump(`${name}${SUFFIX}`)
}

function readDump(name: string): string {
  return gunzipSync(readFileSync(join(EXPECTED, name))).toString('ascii')
}

function hiveOf(name: string): CorpusHive {
  return { name, path: join(HIVES, name) }
}

function namesBelow(folder: string): string[] {
  if (!hasCorpus) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => path.slice(folder.length + 1).replaceAll(sep, '/'))
    .sort()
}
