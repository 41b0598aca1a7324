/** The built program: behaviour that only a process has. */

import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readdirSync, renameSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { usageText } from '../../src/text/cliHelp.ts'
import { temporary } from '../helpers/temporary.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const files = temporary()
const program = files.path('hive.js')
let large = ''

beforeAll(() => {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const options = ['--mode', 'cli', '--outDir', files.path('.'), '--logLevel', 'error']
  const built = spawnSync(process.execPath, [vite, 'build', ...options], { cwd: ROOT })
  expect(built.stderr.toString()).toBe('')
  expect(built.status).toBe(0)
  const hive = Hive.create()
  hive.transact(() => {
    for (let index = 0; index < 5000; index++) hive.rootKey.create(`a key numbered ${index}`)
  })
  large = files.file('large', hive.finishedCopy())
})

function start(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })
}

describe('the program', () => {
  it('the program runs in any folder, and returns exit statuses', () => {
    expect(start('check', large)).toMatchObject({ status: 0, stderr: '' })
    expect(start('check', program)).toMatchObject({ status: 2, stdout: '' })
    expect(start('--help')).toMatchObject({ status: 0, stdout: usageText(), stderr: '' })
    const unknown = start('frobnicate')
    expect(unknown).toMatchObject({ status: 2, stdout: '' })
    expect(unknown.stderr).toMatch(/^hive: ERROR_INVALID_PARAMETER: .*frobnicate/)
  })

  it('the program reads a hive from a pipe', () => {
    const line = 'cat "$1" | "$2" "$3" check /dev/stdin'
    const { stdout } = spawnSync('sh', ['-c', line, 'sh', large, process.execPath, program], {
      encoding: 'utf8',
    })
    expect(stdout).toContain('5,001 keys')
  })

  it('the program writes all of its output to a slow reader', async () => {
    const whole = start('dump', large).stdout
    const child = spawn(process.execPath, [program, 'dump', large])
    let text = ''
    for await (const chunk of child.stdout) {
      text += chunk
      await new Promise((next) => setImmediate(next))
    }
    expect(text.length).toBe(whole.length)
    expect(text.match(/^K /gm)).toHaveLength(5001)
  })

  it('the program ends without a message when its reader closes the pipe', async () => {
    const child = spawn(process.execPath, [program, 'dump', large])
    child.stdout.once('data', () => child.stdout.destroy())
    let err = ''
    child.stderr.on('data', (chunk) => (err += chunk))
    const code = await new Promise((next) => child.once('close', next))
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  it.skipIf(!existsSync('/dev/full'))('says when its result has no room', () => {
    const full = openSync('/dev/full', 'w')
    const { status, stderr } = spawnSync(process.execPath, [program, 'dump', large], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    })
    expect(status).toBe(2)
    expect(stderr).toMatch(/^hive: ERROR_WRITE_FAULT: .+\n$/)
  })

  it('the program says in one line that a part of it is missing', () => {
    const part = files.path('hive/check.js')
    renameSync(part, `${part}.aside`)
    try {
      const { status, stdout, stderr } = start('check', large)
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toMatch(/^hive: internal: .*'check' is missing.*\n$/)
    } finally {
      renameSync(`${part}.aside`, part)
    }
  })

  it('the program reports its own bugs in one line, without a stack', () => {
    // A clock that throws takes the place of a bug.
    const setup = files.file('setup.cjs', "Date.now = () => { throw new TypeError('no\\nclock') }")
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--require', setup, program, 'create', '-o', files.path('never')],
      { encoding: 'utf8' },
    )
    expect(status).toBe(2)
    expect(stderr).toBe('hive: internal: TypeError: no\\u000aclock\n')
  })
})

describe.skipIf(process.platform === 'win32')('a signal while a file is written', () => {
  /** Sends the program a signal when it first makes a given system call, and waits until it has arrived. */
  const setup = files.file(
    'signal.cjs',
    `const fs = require('node:fs')
    const [call, signal] = process.env.SIGNAL_AT.split(' ')
    const real = fs[call]
    let sent = false
    fs[call] = (...args) => {
      const result = real(...args)
      if (!sent) {
        sent = true
        process.kill(process.pid, signal)
      }
      return result
    }
    require('node:module').syncBuiltinESMExports()`,
  )

  it.each(
    ['SIGINT', 'SIGTERM', 'SIGHUP'].flatMap((signal) =>
      ['writeSync', 'fsyncSync', 'linkSync'].map((call) => [signal, call] as const),
    ),
  )('%s during %s leaves no temporary file, and ends the program', (signal, call) => {
    mkdirSync(files.path(`${signal} ${call}`))
    const out = files.path(`${signal} ${call}/out`)
    const ended = spawnSync(
      process.execPath,
      ['--require', setup, program, 'save', large, '-o', out],
      { encoding: 'utf8', env: { ...process.env, SIGNAL_AT: `${call} ${signal}` } },
    )
    expect(ended).toMatchObject({ status: null, signal, stdout: '', stderr: '' })
    const left = readdirSync(dirname(out))
    // A file that has its final name is complete.
    expect(left).toEqual(call === 'linkSync' ? ['out'] : [])
    if (call === 'linkSync') expect(start('check', out).status).toBe(0)
  })
})
