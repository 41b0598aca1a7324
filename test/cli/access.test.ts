/** Permissions of output files: nobody can read one who cannot read all of its inputs; a replaced file keeps its mode. */

import { chmodSync, chownSync, existsSync, rmSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { dirty, entriesOf, newLog, someVersions } from '../helpers/logs.ts'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const bytes = Hive.create().finishedCopy()
const out = files.path('out')

function input(name: string, mode: number, content: Uint8Array = bytes): string {
  const path = files.file(name, content)
  chmodSync(path, mode)
  return path
}

/** The mode of a new file with the umask of the process. */
function made(mode: number): number {
  return mode & ~process.umask()
}

/** Runs a command and returns the mode of its output file. */
function modeAfter(...args: readonly string[]): number {
  if (!args.includes('--force')) rmSync(out, { force: true })
  expect(hive(...args, '-o', out)).toMatchObject({ code: 0, err: '' })
  return statSync(out).mode & 0o777
}

describe.skipIf(process.platform === 'win32')('an output', () => {
  const base = input('base', 0o644)
  const secret = input('secret', 0o600)
  const shared = input('shared', 0o640)

  it('an output made from several inputs is as private as the most private of them', () => {
    expect(modeAfter('merge', base, secret)).toBe(0o600)
    expect(modeAfter('merge', secret, base)).toBe(0o600)
    expect(modeAfter('merge', base, shared)).toBe(made(0o640))
    expect(modeAfter('merge', base, base)).toBe(made(0o644))
    expect(modeAfter('merge', base, input('first', 0o640), input('second', 0o604))).toBe(0o600)
  })

  it.each([
    ['set', '', 'v', 'sz', 'x'],
    ['new', 'k'],
    ['save'],
    ['save', '--keep-layout'],
    ['salvage'],
  ])('the output of %s is as private as its input', (command, ...words) => {
    expect(modeAfter(command, secret, ...words)).toBe(0o600)
    expect(modeAfter(command, base, ...words)).toBe(made(0o644))
  })

  it('an output with data from a file is as private as that file', () => {
    const data = input('data', 0o600, Uint8Array.of(1, 2))
    expect(modeAfter('set', base, '', 'v', 'binary', '--data-from', data)).toBe(0o600)
  })

  it('the output of recover is as private as the logs', () => {
    const states = someVersions()
    const [start] = states as [Uint8Array<ArrayBuffer>]
    const primary = input('primary', 0o644, dirty(start))
    const log = input('primary.LOG1', 0o600, newLog(start, entriesOf(states, 10)))
    rmSync(out, { force: true })
    expect(hive('recover', primary, log, '-o', out)).toMatchObject({ code: 0, err: '' })
    expect(statSync(out).mode & 0o777).toBe(0o600)
  })

  it('an output that replaces a file keeps its mode, but lets nobody read more than before', () => {
    for (const [before, source, after] of [
      [0o600, base, 0o600],
      [0o640, base, 0o640],
      [0o664, base, 0o664],
      [0o400, base, 0o400],
      [0o644, secret, 0o600],
      [0o660, secret, 0o620],
    ] as const) {
      if (existsSync(out)) chmodSync(out, 0o600)
      files.file('out', 'old')
      chmodSync(out, before)
      const mode = modeAfter('save', source, '--force')
      expect(mode.toString(8)).toBe(after.toString(8))
    }
  })

  it.skipIf(process.getuid?.() !== 0)(
    'gives nothing to a group that may not read the input',
    () => {
      const path = input('of another group', 0o640)
      chownSync(path, 0, 4)
      expect(modeAfter('save', path)).toBe(0o600)
      // The group of a replaced file is kept, with its permissions.
      files.file('out', 'old')
      chmodSync(out, 0o640)
      chownSync(out, 0, 4)
      expect(modeAfter('save', path, '--force')).toBe(0o640)
      expect(statSync(out).gid).toBe(4)
    },
  )
})
