/** A text that is opened as a hive made of it. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { createEngine } from '../../src/worker/engine.ts'
import type { RequestOf } from '../../src/worker/protocol.ts'
import { jsonOf } from '../exchange/jsonFile.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { HEADER, utf16 } from '../regtext/importText.ts'

const USER = 'HKEY_CURRENT_USER'
const MACHINE = 'HKEY_LOCAL_MACHINE'

function textOf(...lines: readonly string[]): Blob {
  return new Blob([Uint8Array.from(utf16([HEADER, ...lines, ''].join('\r\n')))])
}

/** Opens a text; the keys and values of the hive, its name, and what is known of the text. */
async function opened(file: Blob, more: Partial<RequestOf<'openText'>> = {}) {
  const session = createEngine(() => {})
  const info = await session.openText({ name: 'mine.reg', file, codePage: null, ...more })
  const { doc } = info
  const source = await session.textSource({ doc })
  const { blob } = await session.exportAs({
    ...{ doc, key: info.root, format: 'hive', prefix: USER, to: 'download', force: false },
  })
  const hive = Hive.open(new Uint8Array((await blob?.arrayBuffer()) ?? []))
  expect(hive.check().findings.filter(({ severity }) => severity === 'error')).toEqual([])
  const paths: string[] = []
  const walk = (key: typeof hive.rootKey, path: string) => {
    for (const { name } of key.values()) paths.push(`${path}:${name}`)
    for (const below of key.subkeys()) {
      paths.push(`${path}\\${below.name}`)
      walk(below, `${path}\\${below.name}`)
    }
  }
  walk(hive.rootKey, '')
  return { paths, info, source, session, doc }
}

describe('a .reg text that is opened as a hive', () => {
  it('with one root has that as its root key, as in NTUSER.MAN', async () => {
    const file = textOf(`[${USER}\\Software\\A]`, '"x"=dword:1', `[${USER}]`, '@="root"')
    const { paths, info, source, session, doc } = await opened(file)
    expect(paths).toEqual([':', '\\Software', '\\Software\\A', '\\Software\\A:x'])
    expect(info).toMatchObject({ name: 'mine.hiv', fromText: true, access: 'editable' })
    expect(source).toMatchObject({
      ...{ root: USER, skipped: 0, encoding: 'utf-16' },
      roots: [{ prefix: USER, lines: 2 }],
    })
    expect(await session.hasChanges({ doc })).toBe(true)
    expect(info.state.undo).toBeNull()
  })

  it('below HKEY_LOCAL_MACHINE the hive is one of its subkeys', async () => {
    const { paths, source } = await opened(textOf(`[${MACHINE}\\SOFTWARE\\A]`))
    expect(paths).toEqual(['\\A'])
    expect(source?.root).toBe(`${MACHINE}\\SOFTWARE`)
  })

  it('with several roots has a key for each; one of them by choice, and lists what is left out', async () => {
    const file = textOf(
      `[${MACHINE}\\SOFTWARE\\A]`,
      `[${MACHINE}\\SYSTEM]`,
      `[${USER}\\B]`,
      '"v"=zzz',
    )
    const each = await opened(file)
    expect(each.paths).toEqual([
      `\\${USER}`,
      `\\${USER}\\B`,
      `\\${MACHINE}`,
      `\\${MACHINE}\\SOFTWARE`,
      `\\${MACHINE}\\SOFTWARE\\A`,
      `\\${MACHINE}\\SYSTEM`,
    ])
    expect(each.source).toMatchObject({ root: null, skipped: 1 })
    const { rows } = await each.session.textLines({ doc: each.doc, from: 0, count: 9 })
    expect(rows).toEqual([{ id: 0, kind: 'skipped', line: 5, column: 5, problem: 'unknown-data' }])
    const one = await opened(file, { root: USER })
    expect(one.paths).toEqual(['\\B'])
    expect(one.source).toMatchObject({ root: USER, skipped: 3 })
  })

  it('may be JSON, which is relative to the root', async () => {
    const json = jsonOf(Hive.open(hiveOfEverything().bytes.slice()))
    const { paths, source } = await opened(new Blob([Uint8Array.from(json)]))
    expect(paths).toContain('\\Alpha\\Two\\Deep')
    expect(source).toMatchObject({ root: null, roots: [], encoding: null })
  })

  it('is refused if it is neither, and there is none when it is cancelled', async () => {
    await expect(opened(new Blob(['words']))).rejects.toMatchObject({ code: 'bad-text' })
    const session = createEngine(() => {})
    const file = textOf(...Array.from({ length: 20_000 }, (_, n) => `[${USER}\\key ${n}]`))
    const stop = new AbortController()
    const request = { name: 'x.reg', file, codePage: null }
    const opening = session.openText(request, {
      signal: stop.signal,
      progress: (done) => done > 0.7 && stop.abort(),
    })
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' })
    const doc = await session.openEmpty({ name: '' })
    expect(doc.doc).toBe(1)
  })
})
