import { describe, expect, it } from 'vitest'
import { type Candidate, Search, type SearchEvent } from '../../src/archive/search.ts'
import { gzipOf, tarOf, zipOf } from '../helpers/archives.ts'
import { bytesOf, hiveFile } from '../helpers/pageEngine.ts'

const HIVE = bytesOf({ name: 'ROOT', subkeys: [{ name: 'Key' }] })
const TEXT = new TextEncoder().encode('nothing to see here, '.repeat(100))
const HEAD = 8192

interface Outcome {
  readonly found: readonly Candidate[]
  readonly skipped: Readonly<Record<string, string>>
  readonly looked: number
}

async function outcomeOf(events: AsyncIterable<SearchEvent>): Promise<Outcome> {
  const found: Candidate[] = []
  const skipped: Record<string, string> = {}
  let looked = 0
  for await (const event of events) {
    if (event.kind === 'candidate') found.push(event.candidate)
    if (event.kind === 'skipped') skipped[event.path] = event.reason
    if (event.kind === 'looked') looked = event.files
  }
  return { found, skipped, looked }
}

function search(signal = new AbortController().signal): Search {
  return new Search({ signal, headBytes: HEAD })
}

const searchIn = (blob: Blob, name = 'all.zip') => outcomeOf(search().archive(name, blob))

const paths = ({ found }: Outcome) => found.map(({ file }) => file.path)

async function contentOf({ file }: Candidate): Promise<Uint8Array> {
  const { signal } = new AbortController()
  return new Uint8Array(await (await file.content({ signal })).arrayBuffer())
}

describe('searching an archive', () => {
  it.each(['zip', 'tar', 'tar.gz'] as const)(
    'finds hives in a %s by what they contain',
    async (kind) => {
      const files = {
        'C/Users/a/NTUSER.DAT': HIVE,
        'C/notes.txt': TEXT,
        'C/no extension at all': HIVE,
        'C/empty': new Uint8Array(),
      }
      const tar = await tarOf(files)
      const blobs = {
        zip: await zipOf(files),
        tar: new Blob([tar]),
        'tar.gz': new Blob([gzipOf(tar)]),
      }
      const outcome = await searchIn(blobs[kind], `all.${kind}`)
      expect(paths(outcome)).toEqual(['C/Users/a/NTUSER.DAT', 'C/no extension at all'])
      expect(outcome.skipped).toEqual({})
      expect(outcome.looked).toBe(4)
      for (const candidate of outcome.found) {
        expect(candidate.head).toEqual(HIVE.subarray(0, HEAD))
        expect(await contentOf(candidate)).toEqual(HIVE)
        expect(candidate.file.size).toBe(HIVE.length)
      }
    },
  )

  it('a compressed hive is found under its own name', async () => {
    const outcome = await searchIn(new Blob([gzipOf(HIVE)]), 'SYSTEM.gz')
    expect(paths(outcome)).toEqual(['SYSTEM'])
    expect(await contentOf(outcome.found[0] as Candidate)).toEqual(HIVE)
  })

  it('archives in archives are searched, but not without end', async () => {
    let inner = await zipOf({ SYSTEM: HIVE })
    for (let level = 0; level < 6; level++) {
      inner = await zipOf({
        [`${level}.zip`]: new Uint8Array(await inner.arrayBuffer()),
        [`H${level}`]: HIVE,
      })
    }
    const outcome = await searchIn(inner)
    expect(paths(outcome)).toEqual(['5.zip/4.zip/3.zip/H2', '5.zip/4.zip/H3', '5.zip/H4', 'H5'])
    expect(outcome.skipped).toEqual({ '5.zip/4.zip/3.zip/2.zip': 'nested' })
  })

  it('encrypted files are named, and the others are found', async () => {
    const secret = await zipOf({ SAM: HIVE }, { password: 'x' })
    expect((await searchIn(secret)).skipped).toEqual({ SAM: 'encrypted' })
  })

  it('names that lead elsewhere, and separators of Windows, are only shown', async () => {
    const outcome = await searchIn(await zipOf({ '../../etc/SYSTEM': HIVE, 'a\\b\\SAM': HIVE }))
    expect(paths(outcome)).toEqual(['../../etc/SYSTEM', 'a/b/SAM'])
    const { signal } = new AbortController()
    const file = await outcome.found[0]?.file.content({ signal })
    expect(file?.name).toBe('SYSTEM')
  })

  it('a file that is longer than the archive declares is refused', async () => {
    const blob = await zipOf({ SYSTEM: HIVE })
    const bytes = new Uint8Array(await blob.arrayBuffer())
    // The size in the directory and in the header of the file.
    const size = [HIVE.length & 0xff, (HIVE.length >> 8) & 0xff, 0, 0]
    for (let at = 0; at + 4 <= bytes.length; at++) {
      if (size.every((byte, index) => bytes[at + index] === byte)) bytes[at + 1] = 0x10
    }
    const outcome = await searchIn(new Blob([bytes]))
    for (const candidate of outcome.found) {
      await expect(contentOf(candidate)).rejects.toMatchObject({ reason: 'damaged' })
    }
  })

  it('an archive that is cut short or is none is reported, and what came before it is found', async () => {
    const tar = await tarOf({ SYSTEM: HIVE, SAM: HIVE })
    const cut = await searchIn(new Blob([tar.subarray(0, 512 + HIVE.length + 512 + 100)]), 'a.tar')
    expect(paths(cut)).toEqual(['SYSTEM'])
    expect(Object.values(cut.skipped)).toEqual(['damaged'])
    const zip = await zipOf({ SYSTEM: HIVE })
    const half = await searchIn(zip.slice(0, zip.size - 30))
    expect(half.skipped).toEqual({ 'all.zip': 'not-an-archive' })
  })

  it('a bomb is passed over without being kept', async () => {
    const zeros = new Uint8Array(64 * 1024 * 1024)
    const outcome = await searchIn(await zipOf({ bomb: zeros, SYSTEM: HIVE }))
    expect(paths(outcome)).toEqual(['SYSTEM'])
  })

  it('can be cancelled', async () => {
    const controller = new AbortController()
    const blob = await zipOf({ a: TEXT, b: TEXT, SYSTEM: HIVE })
    const events = search(controller.signal).archive('all.zip', blob)
    await events.next()
    controller.abort()
    await expect(events.next()).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('searching a folder', () => {
  it('finds hives, and passes over archives in it', async () => {
    async function* files() {
      const { fileOf } = await import('../../src/archive/ArchivedFile.ts')
      yield fileOf('config/SYSTEM', hiveFile('SYSTEM', HIVE), null)
      yield fileOf('config/old.zip', await zipOf({ SAM: HIVE }), null)
    }
    const outcome = await outcomeOf(search().folder(files()))
    expect(paths(outcome)).toEqual(['config/SYSTEM'])
    expect(outcome.skipped).toEqual({ 'config/old.zip': 'nested' })
  })
})
