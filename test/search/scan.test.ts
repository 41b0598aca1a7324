import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { Key } from '../../src/offreg/Key.ts'
import { scanFor, scanSteps } from '../../src/search/scan.ts'
import { encodeMultiString, encodeString } from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { drive } from '../helpers/work.ts'

function hits(hive: Hive, text: string): string[] {
  const found: string[] = []
  scanFor(hive.cells, hive.root, text, ({ where, key, value }) => {
    found.push(`${where} ${new Key(hive, key).path.join('\\')}${value === null ? '' : ' value'}`)
  })
  return found
}

describe('scanFor', () => {
  const hive = Hive.create()
  hive.rootKey.createPath('Services\\Tcpip').set('ImagePath', VALUE_TYPE.SZ, encodeString('x.SYS'))
  hive.rootKey.createPath('Привет\\Ключ').set('ÿ', VALUE_TYPE.DWORD, new Uint8Array(4))
  hive.key('Services').set('List', VALUE_TYPE.MULTI_SZ, encodeMultiString(['one', 'two']))

  it('finds keys, value names and text in every alphabet, ignoring case', () => {
    expect(hits(hive, 'tcpip')).toEqual(['key Services\\Tcpip'])
    expect(hits(hive, 'imagep')).toEqual(['name Services\\Tcpip value'])
    expect(hits(hive, '.sys')).toEqual(['data Services\\Tcpip value'])
    expect(hits(hive, 'КЛЮЧ')).toEqual(['key Привет\\Ключ'])
    expect(hits(hive, 'Ÿ')).toEqual(['name Привет\\Ключ value'])
    expect(hits(hive, 'TWO')).toEqual(['data Services value'])
    expect(hits(hive, 'nowhere')).toEqual([])
  })

  it('finds text that spans two segments of big data', () => {
    const text = `${'a'.repeat(8170)}needle${'b'.repeat(9000)}`
    const big = Hive.create()
    big.rootKey.set('big', VALUE_TYPE.SZ, encodeString(text))
    expect(hits(big, 'NEEDLE')).toEqual(['data  value'])
    expect(hits(big, 'needles')).toEqual([])
  })

  it('pauses after each long value', () => {
    const long = Hive.create()
    const data = new Uint8Array(100_000)
    for (let n = 0; n < 5; n++) long.rootKey.set(`v${n}`, VALUE_TYPE.SZ, data)
    const { fractions } = drive(scanSteps(long.cells, long.root, 'x', () => {}))
    expect(fractions).toEqual([0.2, 0.4, 0.6, 0.8, 1])
  })
})
