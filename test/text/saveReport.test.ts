import { describe, expect, it } from 'vitest'
import { plainReport, reportText } from '../../src/text/saveReport.ts'
import type { SavedFile } from '../../src/text/saving.ts'
import type { HiveKind, SaveReport } from '../../src/worker/protocol.ts'

const NONE = { added: 0, removed: 0, changed: 0 }

const REPORT: SaveReport = {
  size: 8192,
  keys: 12,
  values: 30,
  sha256: 'b'.repeat(64),
  errors: 0,
  warnings: 0,
  layout: 'kept',
  version: '1.5',
  sequence: 46,
  written: 0n,
  before: { since: 'opened', size: 12288, sha256: 'a'.repeat(64) },
  changes: {
    keys: { ...NONE, added: 2 },
    values: { added: 1, removed: 3, changed: 4 },
    moved: { keys: 0, values: 0 },
    complete: true,
  },
  dirty: false,
  recovered: false,
  state: { revision: 1, size: 8192, undo: null, redo: null, unsaved: 0 },
}

function textOf(
  report: Partial<SaveReport> = {},
  more: {
    way?: SavedFile['way']
    name?: string
    before?: string
    kind?: HiveKind
    logs?: string[]
  } = {},
) {
  const { way = 'in-place', name = 'SYSTEM', before, kind = 'unknown', logs = [] } = more
  const saved = { report: { ...REPORT, ...report }, way, name, before }
  return reportText(saved, { name, kind, logs }, '2024-01-01 00:00:00 UTC')
}

const nextOf = (...args: Parameters<typeof textOf>) => textOf(...args).next.join('\n')

describe('the words of a save report', () => {
  it('has size, contents, numbers and hashes before and after', () => {
    const { facts, since, checks } = textOf()
    expect(Object.fromEntries(facts)).toEqual({
      File: 'SYSTEM',
      Written: 'In place',
      Format: 'Version 1.5, every record in its place',
      Size: '8 KB (8,192 bytes)',
      'Size as opened': '12 KB (12,288 bytes)',
      Contents: '12 keys, 30 values',
      'Sequence number': '46',
      'Time in header': '2024-01-01 00:00:00 UTC',
      'SHA-256': 'b'.repeat(64),
      'SHA-256 as opened': 'a'.repeat(64),
    })
    expect(since).toBe('Since the file was opened')
    expect(checks).toEqual([
      expect.stringContaining('opened again and their structure was checked'),
      expect.stringContaining('read back'),
    ])
  })

  it('a new hive has nothing before it, and no logs beside it', () => {
    const { facts, since, next } = textOf({ before: { since: 'made', size: 1, sha256: null } })
    expect(facts.map(([label]) => label).filter((label) => label.includes(' as '))).toEqual([])
    expect(since).toBe('Since the hive was made')
    expect(next).toEqual([])
  })

  it('names the log files beside the hive, says why Windows ignores them, and what they held', () => {
    const text = nextOf({}, { name: 'SOFTWARE', logs: ['SOFTWARE.LOG1'] })
    expect(text).toContain('SOFTWARE.LOG1, SOFTWARE.LOG2, and SOFTWARE.LOG before Windows Vista')
    expect(text).toContain('(SOFTWARE.LOG1 came with it)')
    expect(text).toContain('closed cleanly, with sequence number 46, so Windows ignores them')
    expect(text).not.toContain('not in the saved hive')
    expect(nextOf({ dirty: true })).toContain('changes that are not in the saved hive')
    expect(nextOf({ recovered: true })).toContain('What they held is in the saved hive.')
  })

  it('after Save As tells the logs of the new file from those of the first one', () => {
    const other: Parameters<typeof textOf>[1] = {
      way: 'other',
      name: 'OTHER',
      before: 'SYSTEM',
      logs: ['SYSTEM.LOG1'],
    }
    const text = nextOf({ recovered: true }, other)
    expect(text).toContain('of a hive of that name that was there before, are out of date')
    expect(text).not.toContain('came with it')
    expect(text).toContain('SYSTEM was not changed and still needs its logs. What they held is in')
    const unapplied = nextOf({ dirty: true }, other)
    expect(unapplied).toContain('They hold changes that are not in the saved hive.')
    expect(nextOf({}, other)).not.toContain('still needs its logs')
  })

  it('warns of Fast Startup for the hives that Windows keeps in memory, and of users who are signed in', () => {
    for (const kind of ['SYSTEM', 'SOFTWARE'] as const) {
      expect(nextOf({}, { kind })).toContain(`it still has ${kind} in memory`)
    }
    expect(nextOf({}, { kind: 'NTUSER' })).not.toContain('Fast Startup')
    expect(nextOf({}, { kind: 'NTUSER' })).toContain('signed out')
  })

  it('names SYSTEM.ALT for the versions of Windows that had it', () => {
    expect(nextOf({ version: '1.3' }, { kind: 'SYSTEM' })).toContain('SYSTEM.ALT')
    expect(nextOf({ version: '1.5' }, { kind: 'SYSTEM' })).not.toContain('SYSTEM.ALT')
  })

  it('a download may have got another name, and may not have been kept', () => {
    const text = textOf({}, { way: 'download' })
    expect(text.next[0]).toContain('may have added (1)')
    expect(text.next[1]).toContain('beside the file that this one replaces')
    expect(text.checks[1]).toContain('Only the browser knows')
  })

  it('says what is known of moved keys, of damage, and of a save without a difference', () => {
    const changes = { ...REPORT.changes, moved: { keys: 1, values: 2 }, complete: false }
    expect(textOf({ changes }).notes).toEqual([
      '1 key with 2 values moved or renamed.',
      expect.stringContaining('Damage'),
    ])
    const same = { ...REPORT.changes, keys: NONE, values: NONE }
    expect(textOf({ changes: same })).toMatchObject({
      changes: null,
      notes: ['No key and no value differs.'],
    })
    expect(textOf({ errors: 2, warnings: 1 }).checks[0]).toContain(
      '2 errors that the hive had before, and no new ones, 1 warning',
    )
  })

  it('can be copied as text', () => {
    const text = plainReport(textOf({}, { kind: 'SYSTEM' }))
    expect(text).toContain(`SHA-256: ${'b'.repeat(64)}\n`)
    expect(text).toContain(
      'Changes (since the file was opened)\n- keys: 2 added, 0 removed, 0 changed\n',
    )
    expect(text).toContain('\n- values: 1 added, 3 removed, 4 changed\n')
    expect(text).toContain('\n\nWhat to do now\n- ')
  })

  it('hidden characters of names are marked', () => {
    const text = plainReport(textOf({}, { name: 'a\u202eb', logs: ['c\u202ed.LOG1'] }))
    expect(text).not.toContain('\u202e')
  })
})
