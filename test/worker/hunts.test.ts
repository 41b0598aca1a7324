/** Hunts: ready-made searches, each on a hive that has what it looks for, and things that look like it. */

import { describe, expect, it } from 'vitest'
import type { Key } from '../../src/offreg/Key.ts'
import { encodeDword, encodeString } from '../../src/values/encode.ts'
import type { HuntId, SearchQuery } from '../../src/worker/protocol.ts'
import { text } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const QUERY: SearchQuery = {
  ...{ text: 'a title', kind: 'text' as const, matchCase: false, whole: false, types: null },
  places: ['key', 'name', 'data'],
  ...{ leastSize: 0, mostSize: Number.POSITIVE_INFINITY, writtenFrom: null, writtenTo: null },
}

/** `place path "name" match` of each hit. */
async function found(fill: (root: Key) => void, hunt: HuntId): Promise<string[]> {
  const { session, doc } = await OpenHive.open(hiveBytes(fill))
  const summary = await session.search({ doc, search: 1, key: null, query: QUERY, hunt })
  const page = await session.hits({ docs: [doc], search: 1, from: 0, count: 1000 })
  expect(page.total).toBe(summary.total)
  return page.rows.map(({ place, path, name, preview, state }) => {
    expect(state).toBe('found')
    return `${place} ${path.join('\\')} "${name}" ${preview?.match}`
  })
}

function set(root: Key, path: string, name: string, data: string): void {
  const key = root.createPath(path)
  key.set(name, 1, encodeString(data))
}

function software(root: Key): void {
  root.createPath('Microsoft\\Windows NT\\CurrentVersion')
  root.createPath('Microsoft\\Windows\\CurrentVersion')
  root.create('Classes')
  root.create('Policies')
}

describe('a hunt for places', () => {
  it('lists programs that start by themselves, of the computer, and not what is beside them', async () => {
    const lines = await found((root) => {
      software(root)
      set(root, 'Microsoft\\Windows\\CurrentVersion\\Run', 'Updater', 'C:\\a.exe')
      set(root, 'Microsoft\\Windows\\CurrentVersion\\RunOnceEx\\001', 'x', 'C:\\b.exe')
      set(root, 'Microsoft\\Windows\\CurrentVersion\\Explorer', 'Updater', 'C:\\no.exe')
      const nt = 'Microsoft\\Windows NT\\CurrentVersion'
      set(root, `${nt}\\Image File Execution Options\\sethc.exe`, 'Debugger', 'cmd.exe')
      set(root, `${nt}\\Image File Execution Options\\sethc.exe`, 'Other', 'no')
      set(root, `${nt}\\Winlogon`, 'Shell', 'explorer.exe')
      set(root, `${nt}\\Winlogon`, 'DefaultUserName', 'no')
      set(root, 'Elsewhere\\Microsoft\\Windows\\CurrentVersion\\Run', 'x', 'no')
    }, 'autoruns')
    expect(lines.sort()).toEqual([
      'data Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options\\sethc.exe "Debugger" cmd.exe',
      'data Microsoft\\Windows NT\\CurrentVersion\\Winlogon "Shell" explorer.exe',
      'data Microsoft\\Windows\\CurrentVersion\\Run "Updater" C:\\a.exe',
      'data Microsoft\\Windows\\CurrentVersion\\RunOnceEx\\001 "x" C:\\b.exe',
    ])
  })

  it('lists places that are rare, and debuggers for one path of a program, but no empty texts', async () => {
    const nt = 'Microsoft\\Windows NT\\CurrentVersion'
    const inSoftware = await found((root) => {
      software(root)
      const ifeo = `${nt}\\Image File Execution Options\\a.exe`
      set(root, `${ifeo}\\0`, 'Debugger', 'b.exe')
      set(root, `${nt}\\Winlogon\\GPExtensions\\{0}`, 'DllName', 'c.dll')
      set(root, 'Policies\\Microsoft\\Windows\\System\\Scripts\\Startup\\0\\0', 'Script', 'd.cmd')
      set(root, `${nt}\\Windows`, 'AppInit_DLLs', '')
      root.subkey(`${nt}\\Windows`)?.set('Load', 1, new Uint8Array(8192))
    }, 'autoruns')
    expect(inSoftware.map((line) => line.split('"')[1]).sort()).toEqual([
      ...['Debugger', 'DllName', 'Script'],
    ])
    const inSystem = await found((root) => {
      root.create('Select').set('Current', 4, encodeDword(1))
      set(root, 'ControlSet001\\Control\\SafeBoot', 'AlternateShell', 'cmd.exe')
      set(root, 'ControlSet001\\Control\\SecurityProviders', 'SecurityProviders', 'a.dll')
      set(root, 'Setup', 'CmdLine', '')
    }, 'autoruns')
    expect(inSystem.map((line) => line.split('"')[1]).sort()).toEqual([
      ...['AlternateShell', 'SecurityProviders'],
    ])
  })

  it('lists services outside the usual folders, with a script, or split at a space', async () => {
    const usual = {
      Usual: '%SystemRoot%\\system32\\svchost.exe -k netsvcs',
      Driver: 'system32\\drivers\\a.sys',
      Quoted: '"C:\\Program Files\\A b\\c.exe" -x',
    }
    const odd = {
      Temp: 'C:\\Windows\\Temp\\a.exe',
      User: 'C:\\Users\\Public\\a.exe',
      Script: '%SystemRoot%\\system32\\WindowsPowerShell\\v1.0\\powershell.exe -enc AAAA',
      Split: 'C:\\Program Files\\A b\\c.exe',
      Variable: '%ProgramFiles%\\A\\c.exe',
      Out: 'C:\\Windows\\..\\Tools\\a.exe',
      Share: '\\\\server\\share\\a.exe',
    }
    const lines = await found((root) => {
      root.create('Select').set('Current', 4, encodeDword(1))
      for (const [name, path] of Object.entries({ ...usual, ...odd })) {
        set(root, `ControlSet001\\Services\\${name}`, 'ImagePath', path)
      }
      set(root, 'ControlSet001\\Services\\Dll\\Parameters', 'ServiceDll', 'C:\\Users\\a.dll')
    }, 'odd-services')
    expect(lines.map((line) => line.split('\\')[2]?.split(' ')[0]).sort()).toEqual([
      ...['Dll', 'Out', 'Script', 'Share', 'Split', 'Temp', 'User', 'Variable'],
    ])
  })
})

describe('a hunt everywhere', () => {
  it('lists names with hidden characters, and names with a NUL', async () => {
    const fill = (root: Key) => {
      root.create('Plain').set('ends with a space ', 3, new Uint8Array(1))
      root.create('a\0b').set('rev\u202eersed', 3, new Uint8Array(1))
    }
    expect((await found(fill, 'hidden-names')).map((line) => line.split(' ')[0]).sort()).toEqual([
      ...['key', 'name', 'name'],
    ])
    expect((await found(fill, 'null-names')).map((line) => line.split(' ')[0])).toEqual(['key'])
  })

  it('lists programs in data, large values, base64 and what looks encrypted', async () => {
    const program = new Uint8Array(512)
    program.set([0x4d, 0x5a], 100)
    new DataView(program.buffer).setUint32(160, 64, true)
    program.set([0x50, 0x45, 0, 0], 164)
    const fill = (root: Key) => {
      const key = root.create('Key')
      key.set('program', 3, program)
      key.set(
        'only MZ',
        3,
        Uint8Array.from({ length: 200 }, (_, at) => [0x4d, 0x5a][at % 2] ?? 0),
      )
      key.set('large', 3, new Uint8Array(70_000))
      key.set('base64', 1, text(`x ${'TVqQAAMAAAAEAAAA//8AALgA'.repeat(8)}`))
      const hex = '0123456789abcdef'.repeat(20)
      key.set('hex', 1, text(hex))
      key.set('hex and base64', 1, text(`${hex} ${'TVqQAAMAAAAEAAAA//8AALgA'.repeat(8)}`))
      key.set('random', 3, rng(1).bytes(4096))
      key.set('text', 1, text('plain words '.repeat(400)))
    }
    const names = async (hunt: HuntId) =>
      (await found(fill, hunt)).map((line) => line.split('"')[1])
    expect(await names('executables')).toEqual(['program'])
    expect(await names('big-values')).toEqual(['large'])
    expect(await names('base64')).toEqual(['base64', 'hex and base64'])
    expect(await names('entropy')).toEqual(['random'])
  })

  it('lists the keys that were written within a day before the newest write', async () => {
    const bytes = hiveBytes((root) => {
      for (const name of ['old', 'new', 'newest']) root.create(name)
    })
    const hive = await OpenHive.open(bytes)
    const { session, doc } = hive
    const day = 24n * 3600n * 10_000_000n
    const times = { old: 10n * day, new: 12n * day + 1n, newest: 13n * day }
    const changes = ['', ...Object.keys(times)].map((name) => ({
      ...{ kind: 'set-last-write' as const, path: name === '' ? [] : [name] },
      time: times[name as keyof typeof times] ?? 1n,
    }))
    await hive.edit({ kind: 'apply-changes', origin: 'test', changes })
    await session.search({ doc, search: 1, key: null, query: QUERY, hunt: 'recent' })
    const { rows } = await session.hits({ docs: [doc], search: 1, from: 0, count: 10 })
    expect(rows.map(({ path }) => path.join()).sort()).toEqual(['new', 'newest'])
  })
})
