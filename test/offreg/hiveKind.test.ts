import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { hiveKind } from '../../src/offreg/hiveKind.ts'
import { CountingImage } from '../helpers/CountingImage.ts'

function hiveOf(...paths: string[]): Hive {
  const hive = Hive.create()
  for (const path of paths) hive.rootKey.createPath(path)
  return hive
}

describe('the kind of a hive', () => {
  it.each([
    ['SYSTEM', ['ControlSet001\\Services', 'DriverDatabase', 'Select', 'Setup']],
    ['SOFTWARE', ['Classes', 'Microsoft\\Windows NT\\CurrentVersion', 'Policies']],
    ['SAM', ['SAM\\Domains\\Account']],
    ['SECURITY', ['Cache', 'Policy\\Secrets', 'RXACT', 'SAM']],
    ['NTUSER', ['Console', 'Control Panel', 'Software\\Microsoft\\Windows']],
    ['UsrClass', ['.txt', 'Local Settings\\Software']],
    ['Amcache', ['Root\\InventoryApplicationFile']],
    ['BCD', ['Description', 'Objects\\{x}']],
    ['COMPONENTS', ['CanonicalData', 'DerivedData', 'Installers']],
    ['DRIVERS', ['DriverDatabase\\DeviceIds']],
    ['unknown', []],
    ['unknown', ['Software', 'Policy', 'Root']],
  ])('is %s by the subkeys %j', (kind, paths) => {
    expect(hiveKind(hiveOf(...paths))).toBe(kind)
  })

  it('does not depend on the case of names', () => {
    expect(hiveKind(hiveOf('SELECT'))).toBe('SYSTEM')
  })

  it('is told of a root with very many subkeys without looking at each', () => {
    const made = Hive.create()
    made.transact(() => {
      for (let n = 0; n < 20_000; n++) made.rootKey.create(`.ext${n}`)
      made.rootKey.createPath('Local Settings')
    })
    const image = new CountingImage(made.finishedCopy().buffer)
    const hive = Hive.open(image)
    image.reads = 0
    expect(hiveKind(hive)).toBe('UsrClass')
    expect(image.reads).toBeLessThan(20_000)
  })
})
