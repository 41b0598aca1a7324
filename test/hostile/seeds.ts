/** Sound hives to damage, up to 512 KB: generated ones and, if the corpus is present, real ones. */

import { readFileSync, statSync } from 'node:fs'
import { startHives } from '../edit/startHives.ts'
import { brokenHives, plainHives } from '../helpers/corpus.ts'
import { rawHive } from '../helpers/rawHive.ts'

const MAX_BYTES = 512 * 1024

/** Hives of read-only versions, with which no run of edits begins. */
const OLD = [0, 1].map((minor) => {
  const values = [1, 40, 900].map((size) => ({
    name: `v${size}`,
    type: 3,
    data: new Uint8Array(size),
  }))
  const large = { name: 'large', type: 3, data: new Uint8Array(30_000) }
  const subkeys = Array.from({ length: 40 }, (_, n) => ({ name: `key ${n}`, values }))
  const root = { name: 'ROOT', leaves: { size: 9 }, className: 'class', subkeys, values: [large] }
  return { name: `old 1.${minor}`, bytes: rawHive({ minor, root, gaps: [[], [32]] }) }
})

export function seedHives(): { name: string; bytes: Uint8Array }[] {
  const made = startHives(0).map(({ name, open }) => {
    const { image } = open()
    return { name, bytes: image.bytesCopy(0, image.length) }
  })
  const real = [...plainHives, ...brokenHives]
    .filter(({ path }) => statSync(path).size <= MAX_BYTES)
    .map(({ name, path }) => ({ name, bytes: Uint8Array.from(readFileSync(path)) }))
  return [...made, ...OLD, ...real].filter(({ bytes }) => bytes.length <= MAX_BYTES)
}
