import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { accountName, accountNames, accountsIn, membershipsIn } from '../../src/known/accounts.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { encodeSid } from '../../src/security/sid.ts'
import { hasCorpus, plainHives } from '../helpers/corpus.ts'
import { text } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { mutate } from '../hostile/mutate.ts'

const DOMAIN = 'S-1-5-21-11-22-33'
const NONE = new Uint8Array(0)

function sam(): Hive {
  const hive = Hive.create()
  const account = hive.rootKey.createPath('SAM\\Domains\\Account')
  account.set('V', 3, Uint8Array.from([...new Uint8Array(40), ...encodeSid(DOMAIN)]))
  const name = (path: string, rid: number) => hive.rootKey.createPath(path).set('', rid, NONE)
  name('SAM\\Domains\\Account\\Users\\Names\\Ada', 1001)
  name('SAM\\Domains\\Account\\Users\\Names\\Administrator', 500)
  name('SAM\\Domains\\Account\\Groups\\Names\\None', 513)
  name('SAM\\Domains\\Account\\Aliases\\Names\\Testers', 1002)
  name('SAM\\Domains\\Builtin\\Aliases\\Names\\Administratoren', 544)
  return hive
}

function software(...profiles: readonly (readonly [sid: string, folder: string])[]): Hive {
  const hive = Hive.create()
  hive.rootKey.createPath('Classes')
  const list = hive.rootKey.createPath('Microsoft\\Windows NT\\CurrentVersion\\ProfileList')
  for (const [sid, folder] of profiles) list.create(sid).set('ProfileImagePath', 2, text(folder))
  return hive
}

describe('account names', () => {
  it('takes names from SAM, where the type of a value is the relative identifier', () => {
    const names = accountNames([sam()])
    expect([...names].sort()).toEqual([
      [`${DOMAIN}-1001`, 'Ada'],
      [`${DOMAIN}-1002`, 'Testers'],
      [`${DOMAIN}-500`, 'Administrator'],
      [`${DOMAIN}-513`, 'None'],
      ['S-1-5-32-544', 'BUILTIN\\Administratoren'],
    ])
  })

  it('takes names from the folders of profiles, except those of the system', () => {
    const hive = software(
      ['S-1-5-18', '%systemroot%\\system32\\config\\systemprofile'],
      [`${DOMAIN}-1001`, 'C:\\Users\\ada.PC'],
      [`${DOMAIN}-1003`, 'C:\\Users\\bob'],
      [`${DOMAIN}-1004.bak`, 'C:\\Users\\old'],
      [`${DOMAIN}-1005`, 'C:\\'],
    )
    expect(accountsIn(hive).map(({ sid, name }) => [sid, name])).toEqual([
      [`${DOMAIN}-1001`, 'ada.PC'],
      [`${DOMAIN}-1003`, 'bob'],
    ])
    // An account is called by its name rather than its folder.
    expect(accountNames([hive, sam()]).get(`${DOMAIN}-1001`)).toBe('Ada')
  })

  it('takes names from services and apps', () => {
    const system = Hive.create()
    system.rootKey.createPath('Select')
    system.rootKey.createPath('ControlSet001\\Services\\TrustedInstaller')
    const classes = Hive.create()
    const mappings =
      'Local Settings\\Software\\Microsoft\\Windows\\CurrentVersion\\AppContainer\\Mappings'
    classes.rootKey.createPath(`${mappings}\\S-1-15-2-1-2-3-4`).set('Moniker', 1, text('some.app'))
    classes.rootKey.createPath(`${mappings}\\S-1-15-2-1-2-3-5`)
    const names = accountNames([system, classes])
    expect(names.get('S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464')).toBe(
      'NT SERVICE\\TrustedInstaller',
    )
    expect(names.get('S-1-15-2-1-2-3-4')).toBe('some.app')
    expect(names.has('S-1-15-2-1-2-3-5')).toBe(false)
  })

  it('falls back to well-known names', () => {
    const names = accountNames([sam()])
    expect(accountName('S-1-5-32-544', names)).toBe('BUILTIN\\Administratoren')
    expect(accountName('S-1-5-18', names)).toBe('NT AUTHORITY\\SYSTEM')
    expect(accountName(`${DOMAIN}-9999`, names)).toBeNull()
  })

  it('reads no more accounts than people look at, however many there are', () => {
    const hive = sam()
    const names = hive.key('SAM\\Domains\\Account\\Users\\Names')
    hive.transact(() => {
      for (let rid = 2000; rid < 8000; rid++) names.create(`u${rid}`).set('', rid, NONE)
    })
    expect(accountsIn(hive)).toHaveLength(5000)
  })

  it('returns no names if nothing can be read', () => {
    const empty = Hive.create()
    empty.rootKey.createPath('SAM\\Domains\\Account\\Users\\Names\\Ada').set('', 1001, NONE)
    expect(accountsIn(empty)).toEqual([])
    empty.key('SAM\\Domains\\Account').set('V', 3, new Uint8Array(30))
    expect(accountsIn(empty)).toEqual([])
    expect(accountsIn(Hive.create())).toEqual([])
  })
})

describe('memberships', () => {
  it('are read from SAM, where groups list their members by relative identifier', () => {
    const hive = sam()
    const add = (path: string, ...rids: number[]) =>
      hive.rootKey
        .createPath(`SAM\\Domains\\${path}`)
        .set('', 1, new Uint8Array(Uint32Array.from(rids).buffer))
    add(`Builtin\\Aliases\\Members\\${DOMAIN}\\000003E9`, 545, 544)
    add('Builtin\\Aliases\\Members\\S-1-5\\0000000B', 545)
    add(`Account\\Aliases\\Members\\${DOMAIN}\\000003E9`, 1002)
    add('Builtin\\Aliases\\Members\\no\\000003E9', 1)
    add(`Builtin\\Aliases\\Members\\${DOMAIN}\\no`, 1)
    expect(membershipsIn(hive)).toEqual([
      { member: 'S-1-5-11', group: 'S-1-5-32-545' },
      { member: `${DOMAIN}-1001`, group: 'S-1-5-32-545' },
      { member: `${DOMAIN}-1001`, group: 'S-1-5-32-544' },
      { member: `${DOMAIN}-1001`, group: `${DOMAIN}-1002` },
    ])
    expect(membershipsIn(software())).toEqual([])
  })
})

describe('accounts of damaged hives', () => {
  it('returns the accounts of damaged hives that can be read', () => {
    const bytes = sam().finishedCopy()
    const random = rng(4)
    for (let run = 0; run < 500; run++) {
      try {
        const hive = Hive.open(mutate(bytes, random))
        accountsIn(hive)
        membershipsIn(hive)
      } catch (error) {
        if (!(error instanceof HiveError)) throw error
        // Only opening refuses.
        expect(['bad-cell', 'bad-record']).not.toContain(error.code)
      }
    }
  })
})

describe.skipIf(!hasCorpus)('accounts of real hives', () => {
  const open = (name: string) => {
    const path = plainHives.find((hive) => hive.name === name)?.path ?? ''
    return Hive.open(Uint8Array.from(readFileSync(path)))
  }

  it('finds the accounts of real SAM hives by their relative identifier', () => {
    const names = accountNames([open('ez-registry/SAM_DUPENAME')])
    const domain = [...names.keys()].find((sid) => names.get(sid) === 'liam')?.slice(0, -5)
    expect(domain).toMatch(/^S-1-5-21-\d+-\d+-\d+$/)
    expect(names.get(`${domain}-500`)).toBe('Administrator')
    expect(names.get(`${domain}-1015`)).toBe('FINN Admins')
    expect(names.get('S-1-5-32-551')).toBe('BUILTIN\\Backup Operators')
    expect(names.size).toBe(15 + 1 + 8 + 7)
  })

  it.each([
    ['regipy/SAM', 3 + 1 + 14],
    ['ez-registry/SAM', 2 + 1 + 17],
    ['ez-registry/SAM_RootValue', 3 + 1 + 14],
  ])('finds in %s %i accounts', (name, count) => {
    expect(accountsIn(open(name))).toHaveLength(count)
  })

  it('finds the members of local groups', () => {
    const hive = open('regipy/SAM')
    const names = accountNames([hive])
    const found = membershipsIn(hive).map(({ member, group }) => {
      return `${accountName(member, names) ?? member} in ${accountName(group, names)}`
    })
    expect(found).toContain('NT AUTHORITY\\Authenticated Users in BUILTIN\\Users')
    expect(found).toContain('NT AUTHORITY\\INTERACTIVE in BUILTIN\\Users')
    expect(found).toContain('Administrator in BUILTIN\\Administrators')
  })

  it('finds the apps in the classes of a user', () => {
    const hive = open('regipy/UsrClass.dat')
    const names = accountNames([hive])
    expect(
      names.get(
        'S-1-15-2-1239072475-3687740317-1842961305-3395936705-4023953123-1525404051-2779347315',
      ),
    ).toBe('microsoft.windowsmaps_8wekyb3d8bbwe')
  })
})
