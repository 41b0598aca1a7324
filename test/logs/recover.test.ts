/** Recovery of real hives, compared with the results of Windows (regf-format 4.6 and 9, appendix B). */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LogInput } from '../../src/logs/logFile.ts'
import { marvin32 } from '../../src/logs/marvin32.ts'
import { type Recovery, recover } from '../../src/logs/replay.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { BASE } from '../../src/regf/layout.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { hasCorpus } from '../helpers/corpus.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { dirty, joined, withNumbers } from '../helpers/logs.ts'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { faultsOf, usedOf } from './recoverFrom.ts'

type Bytes = Uint8Array<ArrayBuffer>

const HIVES = resolve('../shared/corpus/hives')
const NEW = 'yarp/NewDirtyHive1/NewDirtyHive'
const OLD = 'yarp/OldDirtyHive/OldDirtyHive'
const NT = 'regf-samples/NT31_SOFTWARE'
/** MD5 of the hive bins that Windows recovered, or that result from its log. */
const NEW_MD5 = '5e4a3fa7db70678f2029d3cfba585828'
const OLD_MD5 = '339c6d4902c3f4dd250a654fd821e3f2'

const files = temporary()

describe('marvin32', () => {
  const hex = ({ low, high }: { low: number; high: number }) =>
    [high, low].map((half) => half.toString(16).padStart(8, '0').toUpperCase()).join('')

  it('marvin32 gives the results of the test vectors', () => {
    expect(hex(marvin32(new Uint8Array(0)))).toBe('B39EFCA403966E08')
    expect(hex(marvin32(new Uint8Array(4)))).toBe('2400585E2D116FBF')
    expect(hex(marvin32(Uint8Array.from({ length: 32 }, (_, n) => n)))).toBe('C64FEEE425C2E24C')
  })

  it('marvin32 does not depend on the position of the bytes in their buffer', () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, n) => n * 7)
    for (let length = 0; length < 20; length++) {
      const here = hex(marvin32(bytes.slice(0, length)))
      const moved = joined([new Uint8Array(3), bytes])
      expect(hex(marvin32(moved.subarray(3, 3 + length)))).toBe(here)
    }
    expect(hex(marvin32(bytes.subarray(0, 5)))).not.toBe(hex(marvin32(bytes.subarray(0, 6))))
  })

  it.skipIf(!hasCorpus)('gives the hashes of a real entry', () => {
    const entry = bytesOf(`${NEW}.LOG1`).subarray(512, 512 + 24_064)
    expect(hex(marvin32(entry.subarray(40)))).toBe('67866C661807E431')
    expect(hex(marvin32(entry.subarray(0, 32)))).toBe('CD44F3CFA7657F02')
  })
})

describe.skipIf(!hasCorpus)('real hives', () => {
  const cases = [
    [NEW, NEW_MD5, 5],
    [OLD, OLD_MD5, 5],
    ['yarp/BadBaseBlockHive/BadBaseBlockHive', OLD_MD5, 5],
  ] as const
  it.each(cases)(
    '%s is recovered to the bins that Windows made, whatever the order of its logs',
    (name, md5, n) => {
      for (const suffixes of [
        ['LOG1', 'LOG2'],
        ['LOG2', 'LOG1'],
      ]) {
        const recovery = recoverReal(name, ...suffixes)
        expect(md5OfBins(recovery)).toBe(md5)
        const recovered = Hive.open(recovery.image as HiveImage)
        expect(recovered.base).toMatchObject({ dirty: false, minor: 3, primarySequence: n })
        const { findings } = recovered.check()
        expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
      }
    },
  )

  it.each([
    [NEW, 'yarp/NewDirtyHive1/RecoveredHive_Windows10', 6],
    [OLD, 'yarp/OldDirtyHive/RecoveredHive_Windows7', 6],
  ])(
    '%s, recovered and saved, has the same dump as the hive that Windows recovered',
    (name, windows, sequence) => {
      const out = files.path(name.replaceAll('/', '_'))
      const logs = ['LOG1', 'LOG2'].map((suffix) => `${HIVES}/${name}.${suffix}`)
      expect(hive('recover', `${HIVES}/${name}`, ...logs, '-o', out).code).toBe(0)
      expect(hive('dump', out).out).toBe(hive('dump', `${HIVES}/${windows}`).out)
      const { base } = Hive.open(Uint8Array.from(readFileSync(out)))
      expect([base.primarySequence, base.secondarySequence]).toEqual([sequence, sequence])
    },
  )

  it('LOG1 alone recovers the hive up to its last entry', () => {
    const recovery = recoverReal(NEW, 'LOG1')
    expect(usedOf(recovery)).toEqual([[2]])
    const recovered = Hive.open(recovery.image as HiveImage)
    expect(recovered.check()).toMatchObject({ keys: 5, values: 2 })
    expect(recovered.key('Key2').value('v')).not.toBeNull()
  })

  it('LOG2 alone is applied, and the missing number is reported', () => {
    const recovery = recoverReal(NEW, 'LOG2')
    expect(usedOf(recovery)).toEqual([[3, 4, 5]])
    expect(recovery.warnings).toMatchObject([{ code: 'numbers-missing', count: 1 }])
    expect(md5OfBins(recovery)).toBe(NEW_MD5)
  })

  it('a log whose changes the hive already has is stale', () => {
    const hive = withNumbers(bytesOf(NEW), 4, 3)
    const recovery = recover(imageOf(hive), logsOf(NEW, 'LOG1', 'LOG2'))
    expect(faultsOf(recovery)).toEqual([{ reason: 'stale', expected: 3, actual: 2 }, null])
    expect([md5OfBins(recovery), recovery.newest]).toEqual([NEW_MD5, 5])
  })

  it('two damaged logs leave the hive unchanged, and a save uses a number above their entries', () => {
    const logs = logsOf(NEW, 'LOG1', 'LOG2')
    for (const { bytes } of logs) bytes.set(Buffer.from('INVL'), BASE.CHECKSUM)
    const recovery = recover(imageOf(bytesOf(NEW)), logs)
    const wrong = { reason: 'checksum-wrong' }
    expect([recovery.image, faultsOf(recovery)]).toEqual([null, [wrong, wrong]])
    expect(recovery.newest).toBe(5)
  })

  it.each([
    ['BadLogHive1', 'checksum-wrong'],
    ['BadLogHive2', 'no-dirt'],
  ])('LOG1 of %s is refused because of %s, and LOG2 is empty', (folder, reason) => {
    const recovery = recoverReal(`yarp/${folder}/BadLogHive`, 'LOG1', 'LOG2')
    expect([recovery.image, faultsOf(recovery)]).toEqual([null, [{ reason }, { reason: 'empty' }]])
  })

  it('an old log works under each name, alone, and with remnants after it', () => {
    const [log] = logsOf(OLD, 'LOG1') as [LogInput]
    for (const suffix of ['LOG', 'LOG1', 'LOG2']) {
      const bytes = joined([log.bytes, Buffer.from('remn')])
      const recovery = recover(imageOf(bytesOf(OLD)), [{ name: `x.${suffix}`, bytes }])
      expect([md5OfBins(recovery), recovery.pages]).toEqual([OLD_MD5, 8])
    }
  })

  it('a recovered hive is clean, and its logs have no more changes for it', () => {
    const recovery = recover(
      imageOf(bytesOf('yarp/OldDirtyHive/RecoveredHive_Windows7')),
      logsOf(OLD, 'LOG1'),
    )
    expect([recovery.image, faultsOf(recovery)]).toEqual([null, [{ reason: 'hive-clean' }]])
  })

  it('a log of Windows NT 3.1 restores damaged pages of 512 bytes', () => {
    const whole = bytesOf(NT)
    const log = { name: 'SOFTWARE.LOG', bytes: bytesOf(`${NT}.LOG`) }
    const [first, ...pages] = pagesOf(log.bytes)
    expect(pages.length).toBeGreaterThan(3)
    expect(pages.some((page) => page % 8 !== 0)).toBe(true)
    const torn = dirty(whole, 25)
    for (const page of pages) torn.fill(0xb2, 4096 + page * 512, 4096 + page * 512 + 512)
    const recovery = recover(imageOf(torn), [log])
    expect(usedOf(recovery)).toEqual([[24]])
    expect(recovery.newest).toBe(26)
    const bins = (recovery.image as HiveImage).bytesCopy(4096, whole.length - 4096)
    // The time of the first bin is that of the flush that the log belongs to.
    const same = firstDifference(bins, whole.subarray(4096))
    expect([first, same === -1 || same < 512]).toEqual([0, true])
  })
})

it.skipIf(!hasCorpus)('logs whose header belongs to another hive are reported', () => {
  const strange = corrupt(bytesOf(NEW), { at: BASE.FILE_NAME, bytes: Buffer.from('o\0t\0h\0') })
  const { warnings } = recover(imageOf(strange), logsOf(NEW, 'LOG1', 'LOG2'))
  expect(warnings).toMatchObject([{ fields: ['name'] }, { fields: ['name'] }])
})

function recoverReal(name: string, ...suffixes: readonly string[]): Recovery {
  return recover(imageOf(bytesOf(name)), logsOf(name, ...suffixes))
}

function logsOf(name: string, ...suffixes: readonly string[]): LogInput[] {
  return suffixes.map((suffix) => {
    const file = `${name}.${suffix}`
    return { name: file, bytes: bytesOf(file) }
  })
}

function md5OfBins({ image }: Recovery): string {
  if (image === null) return 'nothing recovered'
  const bins = image.bytesCopy(4096, image.u32(BASE.DATA_SIZE))
  return createHash('md5').update(bins).digest('hex')
}

/** Numbers of the 512-byte pages an old log lists. */
function pagesOf(log: Bytes): number[] {
  const bits = new DataView(log.buffer).getUint32(BASE.DATA_SIZE, true) / 512
  const isSet = (bit: number) => ((log[516 + (bit >>> 3)] as number) & (1 << (bit & 7))) !== 0
  return Array.from({ length: bits }, (_, bit) => bit).filter(isSet)
}

function imageOf(bytes: Bytes): HiveImage {
  return new HiveImage(bytes.buffer)
}

function bytesOf(name: string): Bytes {
  return Uint8Array.from(readFileSync(`${HIVES}/${name}`))
}
