import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { LIMIT } from '../../src/regf/layout.ts'
import { EVERYWHERE, type SearchQuery } from '../../src/search/query.ts'
import { encodeDword, encodeMultiString, encodeString } from '../../src/values/encode.ts'
import type { HitRow } from '../../src/worker/protocol.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const [SZ, EXPAND_SZ, BINARY, DWORD, MULTI_SZ] = [1, 2, 3, 4, 7]

class Replacing {
  readonly hive: OpenHive

  private constructor(hive: OpenHive) {
    this.hive = hive
  }

  static open(build: (root: Key) => void): Promise<Replacing> {
    return Replacing.openBytes(hiveBytes(build))
  }

  static async openBytes(bytes: Uint8Array<ArrayBuffer>): Promise<Replacing> {
    return new Replacing(await OpenHive.open(bytes))
  }

  async find(text: string, replacement: string, rest: Partial<SearchQuery> = {}) {
    const query = { ...EVERYWHERE, text, ...rest }
    const { session, doc } = this.hive
    return session.search({ doc, search: 1, key: null, query, replacement })
  }

  async rows(): Promise<readonly HitRow[]> {
    const { session, doc } = this.hive
    return (await session.hits({ docs: [doc], search: 1, from: 0, count: 100 })).rows
  }

  /** `place: was > becomes`, and the problem. */
  async lines(): Promise<string[]> {
    return (await this.rows()).map(({ place, replacement }) => {
      const { was, becomes, problem } = replacement ?? {}
      return `${place}: ${was} > ${becomes}${problem === null ? '' : ` (${problem})`}`
    })
  }

  async apply(chosen: 'all' | 'none' = 'all', ...except: number[]) {
    const { session, doc } = this.hive
    const { revision } = await session.hits({ docs: [doc], search: 1, from: 0, count: 1 })
    return session.replaceHits({
      ...{ doc, search: 1, chosen, except: Uint32Array.from(except), revision },
    })
  }

  async saved(): Promise<Hive> {
    const { blob } = await this.hive.session.save({
      ...{ doc: this.hive.doc, to: 'download', overwrite: false },
    })
    return Hive.open(new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0)))
  }
}

const text = (hive: Hive, path: string, name: string) => {
  const data = hive.key(path)?.value(name)?.data ?? new Uint8Array()
  return new TextDecoder('utf-16le').decode(data)
}

describe('a search for replacing', () => {
  it('finds names and texts, says what each becomes, and leaves out all else', async () => {
    const replacing = await Replacing.open((root) => {
      const app = root.create('Old app')
      app.set('old name', SZ, encodeString('an old and OLD thing'))
      app.set('list', MULTI_SZ, encodeMultiString(['old', 'new', 'older']))
      app.set('bytes', BINARY, encodeString('old'))
      app.set('number', DWORD, encodeDword(0))
      app.set('after', SZ, Uint8Array.from([...encodeString('nothing'), ...encodeString('old')]))
      app.set('same', EXPAND_SZ, encodeString('%new%'))
    })
    expect(await replacing.find('old', 'new')).toMatchObject({ total: 4, blocked: 0 })
    expect(await replacing.lines()).toEqual([
      'key: Old app > new app',
      'name: old name > new name',
      'data: an old and OLD thing > an new and new thing',
      'data: old\0new\0older > new\0new\0newer',
    ])
    const [, , data] = await replacing.rows()
    expect(data?.replacement?.count).toBe(2)
  })

  it('shows of a long text what is near the change', async () => {
    const replacing = await Replacing.open((root) => {
      root.set('long', SZ, encodeString(`${'a'.repeat(500)}needle${'b'.repeat(500)}`))
    })
    await replacing.find('needle', 'pin')
    const [row] = await replacing.rows()
    expect(row?.replacement).toMatchObject({ cutStart: true, cutWas: true, cutBecomes: true })
    expect(row?.replacement?.becomes).toMatch(/^a{24}pinb+$/)
  })

  it('says where it cannot be done', async () => {
    const replacing = await Replacing.open((root) => {
      root.create('a x')
      root.create('a y').set('', SZ, encodeString('x'))
      const key = root.create('k')
      key.set('x', SZ, encodeString(''))
      key.set('y', SZ, encodeString(''))
      key.set('list', MULTI_SZ, encodeMultiString(['x', 'z']))
    })
    await replacing.find('x', 'y')
    expect(await replacing.lines()).toEqual([
      'key: a x > a y (key-exists)',
      'data: x > y',
      'name: x > y (value-exists)',
      'data: x\0z > y\0z',
    ])
    const summary = await replacing.find('x', '')
    expect(await replacing.lines()).toEqual([
      'key: a x > a ',
      'data: x > ',
      'name: x >  (name-empty)',
      'data: x\0z > \0z (empty-string)',
    ])
    expect(summary.blocked).toBe(2)
    await replacing.find('a ', 'a\\')
    expect(await replacing.lines()).toEqual([
      'key: a x > a\\x (name-has-backslash)',
      'key: a y > a\\y (name-has-backslash)',
    ])
  })

  it('says that data would be too large with what stays behind the text', async () => {
    const hive = Hive.create({ minor: 3 })
    const { PLAIN_DATA } = LIMIT
    const filled = (size: number) => encodeString('x'.padEnd(size / 2 - 1, '-'))
    hive.transact(() => {
      hive.rootKey.set('large', SZ, filled(PLAIN_DATA))
      hive.rootKey.set('less', SZ, filled(PLAIN_DATA - 2))
    })
    const replacing = await Replacing.openBytes(hive.finishedCopy())
    await replacing.find('x', 'xy')
    const problems = (await replacing.rows()).map(({ replacement }) => replacement?.problem)
    expect(problems).toEqual(['data-too-large', null])
    expect((await replacing.apply()).label.count).toBe(1)
  })

  it('two names that would become the same cannot both be replaced; a change of case can', async () => {
    const replacing = await Replacing.open((root) => {
      for (const name of ['n1', 'n2', 'N3']) root.create(name)
    })
    await replacing.find('n[12]', 'one', { kind: 'regex' })
    expect(await replacing.lines()).toEqual(['key: n1 > one', 'key: n2 > one (key-exists)'])
    await replacing.find('n3', 'n3')
    expect(await replacing.lines()).toEqual(['key: N3 > n3'])
  })

  it('refuses a replacement that names no group', async () => {
    const replacing = await Replacing.open(() => {})
    await expect(replacing.find('a', '$1', { kind: 'regex' })).rejects.toMatchObject({
      code: 'bad-pattern',
      detail: { actual: 'replacement' },
    })
  })
})

describe('replacing', () => {
  const build = (root: Key) => {
    const outer = root.create('old')
    outer.set('old 1', SZ, encodeString('old'))
    outer.set('tail', SZ, Uint8Array.from([...encodeString('old'), 1, 2, 3]))
    outer.create('old inner').set('old 2', MULTI_SZ, encodeMultiString(['an old', 'old']))
  }

  it('changes names and texts as one step, keeps what is not shown, and can be undone', async () => {
    const replacing = await Replacing.open(build)
    await replacing.find('old', 'something much longer')
    const result = await replacing.apply()
    expect(result.label).toEqual({ kind: 'replace', name: 'old', count: 7 })
    const hive = await replacing.saved()
    const path = 'something much longer'
    expect(text(hive, path, 'something much longer 1')).toBe('something much longer\0')
    expect([...(hive.key(path)?.value('tail')?.data ?? [])].slice(-5)).toEqual([0, 0, 1, 2, 3])
    const inner = `${path}\\something much longer inner`
    expect(text(hive, inner, 'something much longer 2')).toBe(
      'an something much longer\0something much longer\0\0',
    )
    expect(await replacing.hive.findings()).toEqual([])
    await replacing.hive.undo()
    const undone = await replacing.saved()
    expect(text(undone, 'old', 'old 1')).toBe('old\0')
    expect(text(undone, 'old\\old inner', 'old 2')).toBe('an old\0old\0\0')
    expect(undone.rootKey.subkey(path)).toBeNull()
  })

  it('changes only what was chosen', async () => {
    const replacing = await Replacing.open(build)
    await replacing.find('old', 'new')
    expect((await replacing.apply('none', 2)).label.count).toBe(1)
    expect(text(await replacing.saved(), 'old', 'old 1')).toBe('new\0')
    await replacing.find('old', 'new')
    expect((await replacing.apply('all', 0, 1, 2)).label.count).toBe(3)
  })

  it('leaves out what has a problem', async () => {
    const replacing = await Replacing.open((root) => {
      root.create('old')
      root.create('new').set('v', SZ, encodeString('old'))
    })
    await replacing.find('old', 'new')
    expect((await replacing.apply()).label.count).toBe(1)
    expect(text(await replacing.saved(), 'new', 'v')).toBe('new\0')
  })

  it('is refused after an edit, since other texts may be there, and in a locked hive', async () => {
    const replacing = await Replacing.open(build)
    await replacing.find('old', 'new')
    const { session, doc } = replacing.hive
    const before = {
      doc,
      search: 1,
      chosen: 'all',
      except: new Uint32Array(),
      revision: 0,
    } as const
    const parent = replacing.hive.info.root
    await replacing.hive.edit({ kind: 'create-key', parent, name: 'x' })
    await expect(session.replaceHits(before)).rejects.toMatchObject({ code: 'stale' })
    await replacing.find('old', 'new')
    await session.setLocked({ doc, locked: true })
    await expect(replacing.apply()).rejects.toMatchObject({ code: 'locked' })
  })

  it('changes all or nothing', async () => {
    const replacing = await Replacing.open((root) => {
      const key = root.create('old')
      key.set('v', SZ, encodeString('old'))
    })
    await replacing.find('old', 'new')
    const abort = new AbortController()
    const { session, doc } = replacing.hive
    const request = {
      doc,
      search: 1,
      chosen: 'all',
      except: new Uint32Array(),
      revision: 0,
    } as const
    abort.abort()
    await expect(
      session.replaceHits(request, { signal: abort.signal, progress: () => {} }),
    ).rejects.toMatchObject({ code: 'cancelled' })
    expect(text(await replacing.saved(), 'old', 'v')).toBe('old\0')
  })
})
