import { createHash } from 'node:crypto'
import { truncateSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, LIST, NK } from '../../src/regf/layout.ts'
import { hive, MESSAGE, MESSAGE_WITH_OFFSET } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const NOW = 133_000_000_000_000_000n
const files = temporary()

function sample(fill: (hive: Hive) => void = () => {}): Hive {
  const sample = Hive.create({ now: NOW })
  sample.clock = () => NOW
  fill(sample)
  return sample
}

function saved(name: string, fill?: (hive: Hive) => void): string {
  return files.file(name, sample(fill).finishedCopy())
}

function sha1(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex').slice(0, 16)
}

const NOTHING = sha1(new Uint8Array())

describe('dump', () => {
  it('dump lists keys depth first, then values, in stored order', () => {
    const path = saved('order', ({ rootKey }) => {
      rootKey.createPath('b\\c')
      rootKey.create('A').set('z', 1, Uint8Array.of(65, 0, 0, 0))
      rootKey.key('A').set('', 4, new Uint8Array())
      rootKey.create('d')
    })
    const { code, out, err } = hive('dump', path)
    const descriptor = out.split('\n')[0]?.split(' ').slice(-2).join(' ')
    const key = (name: string) => `K "${name}" ${NOW} 0020 - ${descriptor}\n`
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(descriptor).toMatch(/^144 [0-9a-f]{16}$/)
    expect(out).toBe(
      [
        key(''),
        key('\\\\A'),
        `V "\\\\A" "z" 1 4 ${sha1(Uint8Array.of(65, 0, 0, 0))}\n`,
        `V "\\\\A" "" 4 0 ${NOTHING}\n`,
        key('\\\\b'),
        key('\\\\b\\\\c'),
        key('\\\\d'),
      ].join(''),
    )
  })

  it('dump joins the segments of big data and hashes all of it', () => {
    const data = Uint8Array.from({ length: 40_000 }, (_, index) => index % 251)
    const path = saved('big', ({ rootKey }) => void rootKey.set('big', 3, data))
    expect(hive('dump', path).out).toContain(`"big" 3 40000 ${sha1(data)}`)
  })

  it.each([
    ['quote"', 'quote\\"'],
    ['tab\tline\r\nend\b\f', 'tab\\tline\\r\\nend\\b\\f'],
    ['nul\0del\x7fescape\x1b', 'nul\\u0000del\\u007fescape\\u001b'],
    ['\u00e4\u20ac', '\\u00e4\\u20ac'],
    ['\ud801\udc00', '\\ud801\\udc00'],
    ['lone\ud801', 'lone\\ud801'],
    ['slash/ ~', 'slash/ ~'],
  ])('dump writes the name %j as %s', (name, written) => {
    const path = saved('escape', ({ rootKey }) => {
      rootKey.create(name).set(name, 0, new Uint8Array())
    })
    const { out } = hive('dump', path)
    expect(out).toContain(`\nK "\\\\${written}" `)
    expect(out).toContain(`\nV "\\\\${written}" "${written}" 0 0 ${NOTHING}\n`)
  })

  it('dump escapes the backslash of a value name once', () => {
    const path = saved('backslash', ({ rootKey }) => {
      rootKey.set('C:\\x', 0, new Uint8Array())
    })
    expect(hive('dump', path).out).toContain('V "" "C:\\\\x" 0 0')
  })

  it('dump of a hive with a cycle of keys ends, and reports the cycle', () => {
    const circle = sample(({ rootKey }) => void rootKey.createPath('a\\b'))
    const { cells, image } = circle
    image.transact(() => {
      const list = image.u32(cells.payloadAt(circle.key('a').cell) + NK.SUBKEY_LIST)
      image.setU32(cells.payloadAt(list as typeof circle.root) + LIST.ENTRIES, circle.root)
    })
    const path = files.file('circle', circle.finishedCopy())
    const { code, out, err } = hive('dump', path)
    expect(code).toBe(0)
    expect(out.match(/^K /gm)).toHaveLength(2)
    const lines = err.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.filter((line) => !MESSAGE_WITH_OFFSET.test(line))).toEqual([])
  })

  it('dump prints at most fifty findings', () => {
    const broken = sample(({ rootKey }) => {
      for (let index = 0; index < 120; index++) rootKey.create(`key ${index}`)
    })
    const { cells, image } = broken
    image.transact(() => {
      for (const { cell } of broken.rootKey.subkeys()) image.setU16(cells.payloadAt(cell), 0)
    })
    const path = files.file('broken', broken.finishedCopy())
    const { code, out, err } = hive('dump', path)
    expect(code).toBe(0)
    expect(out.match(/^K /gm)).toHaveLength(1)
    const lines = err.trimEnd().split('\n')
    expect(lines).toHaveLength(51)
    expect(lines.at(-1)).toMatch(/^hive: more-findings: \d+ more/)
    expect(new Set(lines).size).toBe(lines.length)
  })

  it.each(['dump', 'check'])('%s reports why a log is not used, and continues', (command) => {
    const path = saved('plain')
    const log = files.file('plain.LOG1', new Uint8Array(1024))
    const { code, err } = hive(command, path, log)
    expect(code).toBe(0)
    expect(err).toMatch(/LOG1: not used: the hive is clean/)
  })

  it.each(['dump', 'check'])('%s fails if a named log cannot be read', (command) => {
    const path = saved('plain')
    const { code, out, err } = hive(command, path, `${path}.LOG9`)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^hive: ERROR_FILE_NOT_FOUND: .*LOG9.*\n$/)
  })
})

describe('check', () => {
  it('check returns 0 for a sound hive', () => {
    const path = saved('sound', ({ rootKey }) => void rootKey.set('v', 1, new Uint8Array()))
    const { code, out, err } = hive('check', path, '--json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toEqual({ ok: true, keys: 1, values: 1, bytes: 8192, findings: [] })
    expect(hive('check', path).out).toBe(
      '0 errors, 0 warnings, 0 notes; 1 key, 1 value, 8192 bytes\n',
    )
  })

  it('check of a damaged hive returns 1 and prints code, offset, path and words', () => {
    const broken = sample(({ rootKey }) => void rootKey.createPath('a\\b'))
    const { cells, image } = broken
    const at = cells.payloadAt(broken.key('a\\b').cell) + NK.PARENT
    image.transact(() => image.setU32(at, broken.root))
    const path = files.file('parent', broken.finishedCopy())
    const { code, out } = hive('check', path, '--json')
    const { ok, findings } = JSON.parse(out)
    expect({ code, ok }).toEqual({ code: 1, ok: false })
    expect(findings).toContainEqual({
      code: 'parent-wrong',
      severity: 'error',
      offset: at,
      path: 'a\\b',
      message: expect.stringMatching(/\w+ \w+/),
    })
    const text = hive('check', path)
    expect(text.code).toBe(1)
    expect(text.out).toContain(`error parent-wrong 0x${at.toString(16)} a\\b: `)
  })
})

describe('info', () => {
  it('info prints the header, the number of keys and values, and the hash', () => {
    const path = saved('info', ({ rootKey }) => {
      rootKey.createPath('Select')
      rootKey.create('ControlSet001').set('v', 4, Uint8Array.of(1, 0, 0, 0))
    })
    const { code, out } = hive('info', path, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      file: path,
      bytes: 8192,
      kind: 'SYSTEM',
      root: 'ROOT',
      version: '1.5',
      dirty: false,
      sequence: { primary: 2, secondary: 2 },
      baseBlock: { lastWrittenTicks: String(NOW), checksumValid: true, rootCell: 32 },
      keys: 3,
      values: 1,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(hive('info', path).out).toMatch(/^State +clean$/m)
  })

  it('info says that a hive is dirty, and why', () => {
    const dirty = sample().finishedCopy()
    dirty[BASE.PRIMARY_SEQUENCE] = 9
    const path = files.file('dirty', dirty)
    const { out, err } = hive('info', path)
    expect(out).toMatch(/^State +dirty/m)
    expect(out).toMatch(/^Checksum .*wrong/m)
    expect(err).toMatch(/^hive: checksum-wrong: /)
  })
})

describe('a file that is not a hive', () => {
  const head = sample().finishedCopy().subarray(0, 4096)
  const log = head.slice()
  log[BASE.TYPE] = 6
  it.each([
    ['empty', new Uint8Array(), 'ERROR_BADDB'],
    ['ten bytes', new Uint8Array(10), 'ERROR_NOT_REGISTRY_FILE'],
    ['text', 'Windows Registry Editor Version 5.00\r\n', 'ERROR_NOT_REGISTRY_FILE'],
    ['event log', `ElfFile\0${'\0'.repeat(9000)}`, 'ERROR_NOT_REGISTRY_FILE'],
    ['log', log, 'ERROR_NOT_REGISTRY_FILE'],
    ['header alone', head, 'ERROR_NOT_REGISTRY_FILE'],
  ])('every command refuses %s in one line', (name, content, code) => {
    const path = files.file(name, content)
    const out = files.path('never')
    const commands = [
      ['info', path],
      ['check', path],
      ['dump', path],
      ['deleted', path],
      ['search', path, 'text'],
      ['save', path, '-o', out, '--keep-layout'],
      ['set', path, '', 'a', 'sz', 'b', '-o', out],
      ['new', path, 'a', '-o', out],
    ]
    for (const args of commands) {
      const outcome = hive(...args)
      expect({ ...outcome, err: '' }).toEqual({ code: 2, out: '', err: '' })
      expect(outcome.err).toMatch(new RegExp(`^hive: ${code}: .+ \\(file offset 0x[0-9a-f]+\\)\n$`))
    }
  })

  it('a file larger than any hive is refused before it is read', () => {
    const path = files.file('sparse', head)
    truncateSync(path, 3 * 2 ** 30)
    const started = performance.now()
    expect(hive('dump', path).err).toMatch(/^hive: ERROR_BADDB: .*3221225472/)
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it.each([
    ['nothing there', files.path('missing'), 'ERROR_FILE_NOT_FOUND'],
    ['a folder', files.path('.'), 'ERROR_READ_FAULT'],
  ])('%s has its own error', (_, path, code) => {
    const { code: exit, err } = hive('info', path)
    expect(exit).toBe(2)
    expect(err).toMatch(new RegExp(`^hive: ${code}: `))
    expect(err.trimEnd()).toMatch(MESSAGE)
  })
})
