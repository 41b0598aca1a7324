import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { type OpenHive, PAIRING_HEAD, pairLogs } from '../../src/logs/pairing.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { readBaseBlock } from '../../src/regf/baseBlock.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { BASE } from '../../src/regf/layout.ts'
import { corrupt } from '../helpers/corrupt.ts'

interface Header {
  /** The name in the header; a real one is the end of a longer path. */
  readonly says?: string
  readonly primary?: number
  readonly secondary?: number
}

const NEW = Hive.create({ now: 1n }).finishedCopy()

function header(type: number, { says = '', primary = 5, secondary = primary }: Header) {
  return corrupt(
    NEW,
    { at: BASE.TYPE, u32: type },
    { at: BASE.PRIMARY_SEQUENCE, u32: primary },
    { at: BASE.SECONDARY_SEQUENCE, u32: secondary },
    { at: BASE.FILE_NAME, bytes: encodeUtf16(says.padEnd(32, '\0')) },
  )
}

function file(name: string, bytes: Uint8Array) {
  return { name, head: bytes.subarray(0, PAIRING_HEAD) }
}

const hive = (name: string, facts: Header = {}) => file(name, header(0, facts))
const log = (name: string, facts: Header = {}) => file(name, header(6, facts))
const empty = (name: string) => file(name, new Uint8Array())

function open(name: string, facts: Header = {}): OpenHive {
  return { name, base: readBaseBlock(new HiveImage(header(0, facts).slice().buffer)) }
}

/** The pairs of a result as text: `SYSTEM <- SYSTEM.LOG1` and `open SYSTEM <- …`. */
function paired(files: ReturnType<typeof file>[], opened: OpenHive[] = []): string[] {
  const { hives, later } = pairLogs(files, opened)
  const line = (name: string | undefined, logs: readonly number[]) =>
    [name, ...logs.map((at) => files[at]?.name)].join(' <- ')
  return [
    ...hives.map((one) => line(files[one.file]?.name, one.logs)),
    ...later.map((one) => `open ${line(opened[one.hive]?.name, one.logs)}`),
  ]
}

describe('logs given together with their hives', () => {
  it('the alternate copy that Windows 2000 kept of a hive is not a log', () => {
    const alternate = file('SYSTEM.ALT', header(1, { says: 'SYSTEM' }))
    expect(paired([hive('SYSTEM', { says: 'SYSTEM' }), alternate])).toEqual([
      'SYSTEM',
      'SYSTEM.ALT',
    ])
  })

  it('logs are recognised by name in any case', () => {
    const files = [
      log('system.log1'),
      hive('SYSTEM'),
      hive('NTUSER.DAT'),
      log('ntuser.dat.LOG2'),
      empty('SYSTEM.LOG2'),
      log('SYSTEM.LOG'),
      hive('SAM'),
    ]
    expect(paired(files)).toEqual([
      'SYSTEM <- SYSTEM.LOG <- system.log1 <- SYSTEM.LOG2',
      'NTUSER.DAT <- ntuser.dat.LOG2',
      'SAM',
    ])
  })

  it.each([
    ['SYSTEM', 'SYSTEM (1).LOG1'],
    ['SYSTEM (1)', 'SYSTEM (2).LOG1'],
    ['SYSTEM', 'SYSTEM.LOG1 (1)'],
    ['SYSTEM', 'SYSTEM(1).LOG1'],
    ['SYSTEM - Copy', 'SYSTEM - Copy (2).LOG1'],
    ['SYSTEM copy', 'SYSTEM copy 2.LOG1'],
    ['NTUSER (1).DAT', 'NTUSER.DAT (1).LOG1'],
    ['SYSTEM.hiv', 'SYSTEM.LOG1'],
  ])('the log of a renamed copy is recognised: %s and %s', (name, logName) => {
    expect(paired([hive('OTHER'), hive(name), log(logName)])).toEqual([
      'OTHER',
      `${name} <- ${logName}`,
    ])
  })

  it('a log belongs to the copy with the same number', () => {
    const files = [
      hive('NTUSER.DAT'),
      hive('NTUSER (1).DAT'),
      log('NTUSER.DAT (1).LOG1'),
      log('NTUSER.DAT.LOG1'),
    ]
    expect(paired(files)).toEqual([
      'NTUSER.DAT <- NTUSER.DAT.LOG1',
      'NTUSER (1).DAT <- NTUSER.DAT (1).LOG1',
    ])
  })

  it('a log belongs to the hive that its header names, whatever its file name', () => {
    const files = [
      hive('SYSTEM', { says: 'Config\\SYSTEM' }),
      hive('SOFTWARE', { says: 'Config\\SOFTWARE' }),
      log('SYSTEM.LOG1', { says: 'config\\software' }),
      log('anything', { says: 'Config\\SYSTEM' }),
    ]
    expect(paired(files)).toEqual(['SYSTEM <- anything', 'SOFTWARE <- SYSTEM.LOG1'])
  })

  it('a log belongs to the copy with the nearest sequence numbers', () => {
    const says = 'Config\\SYSTEM'
    const files = [
      hive('old', { says, primary: 3, secondary: 2 }),
      hive('new', { says, primary: 90, secondary: 89 }),
      log('first', { says, primary: 2 }),
      log('second', { says, primary: 90 }),
    ]
    expect(paired(files)).toEqual(['old <- first', 'new <- second'])
  })

  it('logs belong to the only given hive, even without other evidence', () => {
    const files = [hive('evidence.bin', { says: 'a' }), log('x', { says: 'b' }), empty('y.LOG2')]
    expect(paired(files)).toEqual(['evidence.bin <- x <- y.LOG2'])
    expect(paired([...files, hive('other')])).toEqual(['evidence.bin', 'x', 'y.LOG2', 'other'])
  })
})

describe('logs that come later', () => {
  it('logs that come later belong to an open hive', () => {
    const opened = [open('SYSTEM'), open('SOFTWARE')]
    expect(paired([log('SOFTWARE.LOG1'), hive('SAM')], opened)).toEqual([
      'SAM',
      'open SOFTWARE <- SOFTWARE.LOG1',
    ])
  })

  it('logs that come with a hive belong to it rather than to an open one', () => {
    expect(paired([hive('SYSTEM'), log('SYSTEM.LOG1')], [open('SYSTEM')])).toEqual([
      'SYSTEM <- SYSTEM.LOG1',
    ])
  })

  it('later logs belong to the only dirty open hive, and to none if all are clean', () => {
    const dirty = open('evidence.bin', { primary: 4, secondary: 3 })
    expect(paired([log('x.LOG1')], [open('SAM'), dirty])).toEqual(['open evidence.bin <- x.LOG1'])
    expect(paired([log('x.LOG1')], [open('SAM')])).toEqual(['x.LOG1'])
    expect(paired([log('x.LOG1')])).toEqual(['x.LOG1'])
  })
})

it('a file that is neither a hive nor a log is a file to open', () => {
  const text = file('notes.txt', Uint8Array.from(Buffer.from('notes')))
  const named = file('SYSTEM.LOG1', NEW)
  expect(paired([text, named, log('notes.txt.LOG1')])).toEqual([
    'notes.txt <- notes.txt.LOG1',
    'SYSTEM.LOG1',
  ])
})
