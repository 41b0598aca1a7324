import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { runToEnd } from '../../src/work.ts'
import { sha256Steps } from '../../src/worker/sha256.ts'
import { FakeHandle } from '../helpers/fakeHandle.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const MIB = 1024 * 1024
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

afterEach(() => void vi.restoreAllMocks())

describe('the digest of an image', () => {
  it.each([0, 1, 63, 64, 4096, 262_143, 262_144, 600_001])(
    'is SHA-256 of its %i bytes, computed piece by piece',
    (length) => {
      const bytes = Uint8Array.from({ length }, (_, at) => at * 7 + (at >> 8))
      const image = new HiveImage(bytes.slice().buffer)
      expect(runToEnd(sha256Steps(image))).toBe(sha256(bytes))
    },
  )
})

describe('a large hive', () => {
  const bytes = hiveBytes((root) =>
    root.create('Key').set('Large', VALUE_TYPE.BINARY, new Uint8Array(33 * MIB)),
  )

  it('is opened, saved, and its original downloaded, without a copy of all of it', async () => {
    const digest = vi.spyOn(globalThis.crypto.subtle, 'digest')
    const disk = new FakeHandle('DISK', bytes.slice())
    const hive = await OpenHive.open(bytes.slice(), { name: 'DISK', handle: disk.handle })
    // The digest of the file as opened is not known yet.
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
    await hive.edit({ kind: 'delete-key', key: await hive.key('Key') })
    await hive.undo()
    const { doc, session } = hive
    const { report } = await session.save({ doc, to: 'in-place', overwrite: false })
    expect(report.sha256).toBe(sha256(disk.bytes))
    const { blob, sha256: original } = await session.original({ doc })
    expect(original).toBe(sha256(bytes))
    expect(sha256(new Uint8Array(await blob.arrayBuffer()))).toBe(original)
    const sizes = digest.mock.calls.map(([, data]) => data.byteLength)
    expect(sizes.length).toBeGreaterThan(0)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(16 * MIB)
  })

  it('is recognised when it is opened again, and can be closed before its digest is known', async () => {
    const { doc, session } = await OpenHive.open(bytes.slice(), { name: 'DISK' })
    const again = (file: Uint8Array<ArrayBuffer>) =>
      session.openAlready({ name: 'DISK', file: new Blob([file]), handle: null })
    const other = bytes.slice()
    other[other.length - 1] = 1
    expect(await again(other)).toBeNull()
    expect(await again(bytes)).toBe(doc)
    await session.close({ doc })
    const next = await OpenHive.open(bytes.slice(), { name: 'DISK' })
    const asked = next.session.original({ doc: next.doc })
    await next.session.close({ doc: next.doc })
    await expect(asked).rejects.toMatchObject({ code: 'stale' })
  })
})
