/** Small random hives, random edits of them by the page's calls, and what is in a document afterwards. */

import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import type { Random } from '../helpers/rng.ts'
import { hiveBytes, type OpenHive } from './openHive.ts'

export const PREFIX = 'HKEY_LOCAL_MACHINE\\TEST'

/** Every key and value with all that is known of it but times. */
export async function contentOf(hive: OpenHive): Promise<string[]> {
  const content: string[] = []
  const visit = (key: Key) => {
    const path = key.path.join('\\')
    content.push([path, key.className, key.security(7).join()].join(' '))
    for (const { name, type, data } of key.values())
      content.push(`${path} "${name}" ${type} ${data}`)
    for (const subkey of key.subkeys()) visit(subkey)
  }
  visit(Hive.open(await bytesOf(hive)).rootKey)
  return content.sort()
}

/** The bytes that a save would write. */
export async function bytesOf({ session, doc }: OpenHive): Promise<Uint8Array<ArrayBuffer>> {
  const { blob } = await session.save({ doc, to: 'download', overwrite: false })
  return new Uint8Array(await (blob as Blob).arrayBuffer())
}

export async function importInto({ session, doc }: OpenHive, file: File): Promise<void> {
  const options = { prefix: PREFIX, lenient: false, addNul: false, rules: null, codePage: null }
  await session.previewImport({ doc, text: { name: file.name, file, ...options } })
  await session.applyImport({ doc })
}

async function moveAtRandom(hive: OpenHive, random: Random): Promise<void> {
  const { session, doc } = hive
  const [from, into] = [random.pick(await hive.rows()), random.pick(await hive.rows())]
  const place = { key: from.id, values: null }
  await session.paste({
    ...{ doc, key: into.id, from: { kind: 'place', doc, ...place }, how: 'move', cut: place },
    clash: random.pick(['both', 'replace', 'fill', 'skip']),
    ...{ clashes: [], security: 'keep', times: 'keep' },
  })
}

const NAMES = ['a', 'Bee', 'a longer name', 'd', 'Yet another name of a key that is long']

export function randomBytes(random: Random): Uint8Array<ArrayBuffer> {
  return hiveBytes((root) => {
    for (let n = 0; n < 12; n++) {
      let key = root
      for (let depth = 1 + random.below(3); depth > 0; depth--) {
        const name = random.pick(NAMES)
        key = key.subkey(name) ?? key.create(name)
      }
      key.set(`v${random.below(3)}`, 3, random.bytes(1 + random.below(9)))
    }
  })
}

export async function editAtRandom(hive: OpenHive, random: Random): Promise<void> {
  const { session, doc } = hive
  for (let edit = 1 + random.below(10); edit > 0; edit--) {
    await session.expandAll({ doc, key: hive.info.root, limit: 1000 })
    const { id: key, level } = random.pick(await hive.rows())
    const what = random.below(8)
    const name = `${random.pick(NAMES)}${random.pick(['', '', '0', '1'])}`
    const data = random.bytes(random.below(30))
    const values = await hive.values(key)
    const value = values.find((one) => !one.absent)
    try {
      if (what < 2 && level > 1) await hive.edit({ kind: 'rename-key', key, name })
      else if (what < 4) await moveAtRandom(hive, random)
      else if (what === 4) await hive.edit({ kind: 'create-key', parent: key, name })
      else if (what === 5 && level > 1) await hive.edit({ kind: 'delete-key', key })
      else if (what === 6 && value)
        await hive.edit({ kind: 'delete-values', key, values: [value.id] })
      else await hive.edit({ kind: 'create-value', key, name, type: 3, data })
    } catch (error) {
      if (!(error instanceof HiveError)) throw error
    }
  }
}
