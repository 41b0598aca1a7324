import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { encodeDword } from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { eventually } from '../helpers/eventually.ts'
import { layeredHive } from '../helpers/pageEngine.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const dword = (number: number) => [VALUE_TYPE.DWORD, encodeDword(number)] as const

const BASE = hiveBytes((root) => {
  root.create('Kept').set('One', ...dword(1))
  root.create('Gone')
  root.create('Both').set('Same', ...dword(1))
})

const OVER = hiveBytes((root) => {
  root.create('Both').set('Same', ...dword(2))
  root
    .create('New')
    .create('Below')
    .set('Two', ...dword(2))
})

const LAYER = layeredHive({ name: 'ROOT', subkeys: [{ name: 'Gone', layer: 1 }] })

const fileOf = (name: string, bytes: Uint8Array<ArrayBuffer>) =>
  ({ kind: 'file', name, file: new File([bytes], name) }) as const

describe('merging hives', () => {
  it('counts what each hive brings and how the result differs from the base, before anything is opened', async () => {
    const { session, doc } = await OpenHive.open(BASE.slice(), { name: 'base.hiv' })
    const preview = await session.previewMerge({
      sources: [{ kind: 'document', doc }, fileOf('over.hiv', OVER), fileOf('layer.hiv', LAYER)],
    })
    expect(preview).toMatchObject({
      ...{ version: '1.5', keys: 5, values: 3 },
      changes: {
        // The root gets the permissions of the last hive.
        keys: { added: 2, removed: 1, changed: 1 },
        values: { added: 1, removed: 0, changed: 1 },
        complete: true,
      },
    })
    expect(preview.sources).toMatchObject([
      { name: 'base.hiv', version: '1.5', keys: 4, values: 2, errors: 0, dirty: false },
      { name: 'over.hiv', keys: 4, values: 2, used: { keys: 4, values: 2 } },
      { name: 'layer.hiv', version: '1.6', keys: 2, values: 0 },
    ])

    const info = await session.openMerged({ merge: preview.merge, name: 'merged.hiv' })
    expect(info).toMatchObject({ name: 'merged.hiv', size: preview.size, inPlace: false })
    expect(info.state.unsaved).toBe(1)
    const { report, blob } = await session.save({
      doc: info.doc,
      to: 'download',
      overwrite: false,
    })
    expect(report.before.since).toBe('made')
    const merged = Hive.open(new Uint8Array(await (blob as Blob).arrayBuffer()))
    expect(merged.key('Both').value('Same')?.data).toEqual(encodeDword(2))
    expect(merged.key('New\\Below').value('Two')?.data).toEqual(encodeDword(2))
    expect(merged.rootKey.subkey('Gone')).toBeNull()
    const reply = session.openMerged({ merge: preview.merge, name: 'again' })
    await expect(reply).rejects.toMatchObject({ code: 'stale' })
  })

  it('a file that is not a hive is refused by its name, and nothing is kept', async () => {
    const { session, doc } = await OpenHive.open(BASE.slice())
    const bad = fileOf('letter.txt', new Uint8Array(5000))
    const preview = session.previewMerge({ sources: [{ kind: 'document', doc }, bad] })
    await expect(preview).rejects.toMatchObject({
      code: 'not-a-hive',
      detail: { subject: 'letter.txt' },
    })
  })

  it('open hives are merged as they are now, and are edited only after that', async () => {
    const hive = await OpenHive.open(BASE.slice())
    const { session, doc } = hive
    const sources = [{ kind: 'document', doc } as const, fileOf('over.hiv', OVER)]
    const previewed = session.previewMerge({ sources })
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'Later' })
    expect((await previewed).keys).toBe(6)
    expect((await session.previewMerge({ sources })).keys).toBe(7)
  })

  it('two merges of the same hives in another order do not block each other', async () => {
    const { session, doc } = await OpenHive.open(BASE.slice())
    const other = await session.open({
      ...{ name: 'over.hiv', file: new File([OVER], 'over.hiv'), handle: null, logs: [] },
    })
    const one = { kind: 'document', doc } as const
    const two = { kind: 'document', doc: other.doc } as const
    const [first, second] = await Promise.all([
      session.previewMerge({ sources: [one, two] }),
      session.previewMerge({ sources: [two, one] }),
    ])
    expect(first.keys).toBe(second.keys)
  })

  it('can be cancelled', async () => {
    const { session, doc } = await OpenHive.open(BASE.slice())
    const controller = new AbortController()
    const sources = [{ kind: 'document', doc } as const, fileOf('over.hiv', OVER)]
    const context = { signal: controller.signal, progress: () => controller.abort() }
    await expect(session.previewMerge({ sources }, context)).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

describe('a new hive', () => {
  it('has the version and the root that were chosen, and is unsaved', async () => {
    const { session } = await OpenHive.open(BASE.slice())
    const info = await session.openEmpty({ name: 'new.hiv', minor: 3, rootName: 'Wurzel' })
    expect(info).toMatchObject({ name: 'new.hiv', version: '1.3', rootName: 'Wurzel' })
    expect(info.state.unsaved).toBe(1)
    await eventually(async () => expect(await session.hasChanges({ doc: info.doc })).toBe(true))
  })

  it('a root name with a backslash, an empty one and a long one are refused', async () => {
    const { session } = await OpenHive.open(BASE.slice())
    const make = (rootName: string) => session.openEmpty({ name: 'new.hiv', rootName })
    await expect(make('a\\b')).rejects.toMatchObject({ code: 'name-has-backslash' })
    await expect(make('')).rejects.toMatchObject({ code: 'name-empty' })
    await expect(make('x'.repeat(256))).rejects.toMatchObject({ code: 'name-too-long' })
  })
})
