import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { environmentIn } from '../../src/known/environment.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { text } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { mutate } from '../hostile/mutate.ts'

describe('environmentIn', () => {
  it('SYSTEM has the variables of the control set that is used', () => {
    const hive = Hive.create()
    hive.rootKey.create('Select').set('Current', 4, Uint8Array.of(2, 0, 0, 0))
    const environment = (set: string) =>
      hive.rootKey.createPath(`${set}\\Control\\Session Manager\\Environment`)
    environment('ControlSet001').set('Path', 2, text('old'))
    const key = environment('ControlSet002')
    key.set('Path', 2, text('%SystemRoot%\\system32'))
    key.set('Number', 4, new Uint8Array(4))
    expect(environmentIn(hive)).toEqual([{ name: 'Path', value: '%SystemRoot%\\system32' }])
  })

  it('SOFTWARE has the places of Windows, of programs and of profiles', () => {
    const hive = Hive.create()
    hive.rootKey.create('Classes')
    hive.rootKey
      .createPath('Microsoft\\Windows NT\\CurrentVersion\\ProfileList')
      .set('ProgramData', 2, text('%SystemDrive%\\ProgramData'))
    hive.rootKey.key('Microsoft\\Windows NT\\CurrentVersion').set('SystemRoot', 1, text('D:\\Win'))
    hive.rootKey
      .createPath('Microsoft\\Windows\\CurrentVersion')
      .set('ProgramFilesDir', 1, text('D:\\Programs'))
    const values = new Map(environmentIn(hive).map(({ name, value }) => [name, value]))
    expect(Object.fromEntries(values)).toEqual({
      SystemRoot: 'D:\\Win',
      SystemDrive: 'D:',
      windir: 'D:\\Win',
      ProgramFiles: 'D:\\Programs',
      ProgramData: '%SystemDrive%\\ProgramData',
      ALLUSERSPROFILE: '%SystemDrive%\\ProgramData',
    })
  })

  it('NTUSER has those of the user, and other hives have none', () => {
    const hive = Hive.create()
    hive.rootKey.createPath('Software\\Microsoft')
    hive.rootKey.create('Environment').set('TEMP', 2, text('%USERPROFILE%\\Temp'))
    hive.rootKey.create('Volatile Environment').set('USERPROFILE', 1, text('C:\\Users\\ada'))
    expect(environmentIn(hive).map(({ name }) => name)).toEqual(['TEMP', 'USERPROFILE'])
    expect(environmentIn(Hive.create())).toEqual([])
  })

  it('a damaged hive never makes it fail', () => {
    const hive = Hive.create()
    hive.transact(() => {
      const key = hive.rootKey.createPath('ControlSet001\\Control\\Session Manager\\Environment')
      for (let at = 0; at < 20; at++) key.set(`Variable ${at}`, 1, text('value'))
    })
    const bytes = hive.finishedCopy()
    const random = rng(52)
    let read = 0
    for (let run = 0; run < 300; run++) {
      try {
        read += environmentIn(Hive.open(mutate(bytes, random))).length
      } catch (error) {
        // Some cannot be opened.
        expect(error).toBeInstanceOf(HiveError)
      }
    }
    expect(read).toBeGreaterThan(1000)
  })
})
