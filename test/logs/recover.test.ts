import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LogInput } from '../../src/logs/logFile.ts'
import { marvin32 } from '../../src/logs/marvin32.ts'
import { recover } from '../../src/logs/replay.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { hasCorpus } from '../helpers/corpus.ts'

const YARP = resolve('../shared/corpus/hives/yarp')

function bytesOf(path: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(path))
}

function hex({ low, high }: { low: number; high: number }): string {
  return `${high.toString(16).padStart(8, '0')}${low.toString(16).padStart(8, '0')}`.toUpperCase()
}

describe('marvin32', () => {
  it('gives the vectors', () => {
    expect(hex(marvin32(new Uint8Array(0)))).toBe('B39EFCA403966E08')
    expect(hex(marvin32(new Uint8Array(4)))).toBe('2400585E2D116FBF')
    expect(hex(marvin32(Uint8Array.from({ length: 32 }, (_, n) => n)))).toBe('C64FEEE425C2E24C')
  })
})

describe.skipIf(!hasCorpus)('recovery of real hives', () => {
  const cases = [
    ['NewDirtyHive1/NewDirtyHive', 20_480, '5e4a3fa7db70678f2029d3cfba585828', 5],
    ['OldDirtyHive/OldDirtyHive', 487_424, '339c6d4902c3f4dd250a654fd821e3f2', 5],
    ['BadBaseBlockHive/BadBaseBlockHive', 487_424, '339c6d4902c3f4dd250a654fd821e3f2', 5],
  ] as const
  for (const [name, size, md5, sequence] of cases) {
    for (const order of [1, -1]) {
      it(`gives the bins Windows gave: ${name}, logs in order ${order}`, () => {
        const logs: LogInput[] = ['LOG1', 'LOG2']
          .map((suffix) => ({
            name: `${name}.${suffix}`,
            bytes: bytesOf(`${YARP}/${name}.${suffix}`),
          }))
          .sort(() => order)
        const { image, verdicts } = recover(new HiveImage(bytesOf(`${YARP}/${name}`).buffer), logs)
        const bins = image?.bytesCopy(4096, size) ?? new Uint8Array(0)
        expect(createHash('md5').update(bins).digest('hex')).toBe(md5)
        const hive = Hive.open(image as HiveImage)
        expect(hive.base.dirty).toBe(false)
        expect(hive.base.primarySequence).toBe(sequence)
        expect(hive.check().findings.filter(({ severity }) => severity === 'error')).toEqual([])
        expect(verdicts.flatMap(({ used }) => used).length).toBeGreaterThan(0)
      })
    }
  }

  it('refuses logs that cannot be used, with the reason', () => {
    const reasonOf = (folder: string) => {
      const path = `${YARP}/${folder}/BadLogHive`
      const logs = ['LOG1', 'LOG2'].map((suffix) => ({
        name: `BadLogHive.${suffix}`,
        bytes: bytesOf(`${path}.${suffix}`),
      }))
      const { image, verdicts } = recover(new HiveImage(bytesOf(path).buffer), logs)
      return [image, ...verdicts.map(({ fault }) => fault?.reason)]
    }
    expect(reasonOf('BadLogHive1')).toEqual([null, 'checksum-wrong', 'empty'])
    expect(reasonOf('BadLogHive2')).toEqual([null, 'no-dirt', 'empty'])
  })
})
