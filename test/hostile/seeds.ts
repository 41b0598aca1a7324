/** Sound hives to damage, up to 512 KB: made ones and, when they are there, real ones. */

import { readFileSync, statSync } from 'node:fs'
import { startHives } from '../edit/startHives.ts'
import { brokenHives, plainHives } from '../helpers/corpus.ts'

const MAX_BYTES = 512 * 1024

export function seedHives(): { name: string; bytes: Uint8Array }[] {
  const made = startHives(0).map(({ name, open }) => {
    const { image } = open()
    return { name, bytes: image.bytesCopy(0, image.length) }
  })
  const real = [...plainHives, ...brokenHives]
    .filter(({ path }) => statSync(path).size <= MAX_BYTES)
    .map(({ name, path }) => ({ name, bytes: Uint8Array.from(readFileSync(path)) }))
  return [...made, ...real]
}
