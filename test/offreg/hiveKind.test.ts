import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { hiveKind } from '../../src/offreg/hiveKind.ts'
import { Key } from '../../src/offreg/Key.ts'
import { compactHive } from '../../src/offreg/save.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { CountingImage } from '../helpers/CountingImage.ts'
import { hasCorpus, plainHives } from '../helpers/corpus.ts'

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
  ])('a hive is %s because of the subkeys %j', (kind, paths) => {
    expect(hiveKind(hiveOf(...paths))).toBe(kind)
  })

  /** A user hive as Windows makes it. */
  function userHive(): Hive {
    return hiveOf(
      'Control Panel',
      'Environment',
      'Software\\Classes',
      'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\RunMRU',
      'Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon',
      'Software\\Wow6432Node\\Microsoft',
    )
  }

  it("a copy of a user's Software key is not SOFTWARE, by its content or by its name", () => {
    const user = userHive()
    expect(hiveKind(user)).toBe('NTUSER')
    const { cell } = user.key('Software')
    expect(hiveKind(Hive.open(compactHive(user, { minor: 5, key: cell })))).toBe('unknown')
    const named = Hive.create({ rootName: 'Software' })
    for (const path of ['Classes', 'Microsoft']) named.rootKey.createPath(path)
    expect(hiveKind(named)).toBe('unknown')
  })

  it('a hive with content that only a machine has is SOFTWARE, whatever the name of its root', () => {
    const hive = Hive.create({ rootName: 'Software' })
    hive.rootKey.createPath('Microsoft\\Windows NT\\CurrentVersion')
    expect(hiveKind(hive)).toBe('unknown')
    hive.key('Microsoft\\Windows NT\\CurrentVersion').set('SystemRoot', 1, new Uint8Array(2))
    expect(hiveKind(hive)).toBe('SOFTWARE')
  })

  it.each(['Wow6432Node', 'Classes'])(
    'a copy of %s does not have the kind of the whole hive',
    (name) => {
      const copy = Hive.create({ rootName: name })
      for (const path of ['Classes', 'Microsoft\\Windows', 'Local Settings']) {
        copy.rootKey.createPath(path)
      }
      expect(hiveKind(copy)).toBe('unknown')
    },
  )

  it("a copy of a machine's Classes key is not UsrClass", () => {
    const classes = ['.exe', 'AppID', 'exefile', 'Installer\\Products', 'Local Settings', 'TypeLib']
    expect(hiveKind(hiveOf(...classes))).toBe('unknown')
  })

  it.skipIf(!hasCorpus)('is not found for a key of a real hive as if that were a hive', () => {
    const seen = new Set<string>()
    for (const { path, name } of plainHives) {
      const hive = Hive.open(Uint8Array.from(readFileSync(path)))
      const kind = hiveKind(hive)
      if (kind === 'unknown') continue
      seen.add(kind)
      if (kind === 'NTUSER') {
        const part = compactHive(hive, { minor: 5, key: hive.key('Software').cell })
        expect(hiveKind(Hive.open(part)), name).toBe('unknown')
      }
      walkKeys(hive.cells, hive.root, {
        key(cell, _, depth) {
          if (depth === 0) return
          const part = { cells: hive.cells, root: cell }
          const path = new Key(hive, cell).path.join('\\')
          expect(hiveKind(part), `${name} ${path}`).toBe('unknown')
        },
        value() {},
      })
    }
    expect([...seen].sort()).toEqual(
      ['Amcache', 'BCD', 'NTUSER', 'SAM', 'SECURITY', 'SOFTWARE', 'SYSTEM', 'UsrClass'].sort(),
    )
  })

  it('the kind of a hive does not depend on the case of names', () => {
    expect(hiveKind(hiveOf('SELECT'))).toBe('SYSTEM')
  })

  it('the kind of a hive with very many subkeys is found without reading each of them', () => {
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
