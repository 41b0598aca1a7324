/** A hive for people: the text of regedit, and an HTML page. */

import { describe, expect, it } from 'vitest'
import { decodeUtf16, encodeUtf16 } from '../../src/bytes/text.ts'
import { htmlReport } from '../../src/exchange/htmlReport.ts'
import { regeditText } from '../../src/exchange/regeditText.ts'
import { type ReportForm, writeReport } from '../../src/exchange/reports.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { encodeMultiString } from '../../src/values/encode.ts'
import { runToEnd } from '../../src/work.ts'

const PREFIX = 'HKEY_CURRENT_USER'

/** The bytes of the report of a key of a new hive. */
function reported(form: ReportForm, fill: (root: Key) => void, path = ''): Buffer {
  const hive = Hive.create()
  hive.keepsTimes = true
  hive.transact(() => fill(hive.rootKey))
  const pieces: Buffer[] = []
  const top = path === '' ? hive.root : hive.key(path).cell
  const scope = { top, prefix: PREFIX }
  const isWhole = runToEnd(
    writeReport(hive, scope, form, (piece) => pieces.push(Buffer.from(piece))),
  )
  expect(isWhole).toBe(true)
  return Buffer.concat(pieces)
}

function textOf(fill: (root: Key) => void, path = '', most = 1 << 20): string {
  const text = decodeUtf16(reported(regeditText(most), fill, path))
  expect(text[0]).toBe('\ufeff')
  return text.slice(1).replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{7} UTC/g, 'TIME')
}

const lines = (...all: readonly string[]) => `${all.join('\r\n')}\r\n`

describe('the text of regedit', () => {
  it('has each key with class and last write, and its values with type and data', () => {
    const text = textOf((root) => {
      const key = root.create('A', { className: 'Shell' })
      key.set('', 1, encodeUtf16('text\0'))
      key.set('n', 4, Uint8Array.of(42, 0, 0, 0))
      key.set('q', 11, Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0))
      key.set('m', 7, encodeMultiString(['one', 'two']))
      key.create('B')
    }, 'A')
    expect(text).toBe(
      lines(
        `Key Name:          ${PREFIX}\\A`,
        'Class Name:        Shell',
        'Last Write Time:   TIME',
        ...['Value 0', '  Name:          <NO NAME>', '  Type:          REG_SZ'],
        ...['  Data:          text', '', 'Value 1', '  Name:          n'],
        ...['  Type:          REG_DWORD', '  Data:          0x2a', ''],
        ...['Value 2', '  Name:          q', '  Type:          REG_QWORD'],
        ...['  Data:          0x100000000', '', 'Value 3', '  Name:          m'],
        ...['  Type:          REG_MULTI_SZ', '  Data:          one', '                 two', ''],
        ...['', '', `Key Name:          ${PREFIX}\\A\\B`],
        ...['Class Name:        <NO CLASS>', 'Last Write Time:   TIME', ''],
      ),
    )
  })

  it('shows other data as bytes, up to a bound', () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, at) => 0x3f + at)
    const text = textOf((root) => root.set('b', 3, bytes), '', 18)
    expect(text).toContain(
      lines(
        '  Data:          ',
        '00000000   3f 40 41 42 43 44 45 46 - 47 48 49 4a 4b 4c 4d 4e  ?@ABCDEFGHIJKLMN',
        `00000010   4f 50${' '.repeat(44)}  OP`,
        '  … 18 of 20 bytes',
      ),
    )
  })

  it('is one line for each field, whatever names and data are', () => {
    const text = textOf((root) => {
      root.create('a\r\nKey Name: x').set('v\r\nData:', 1, encodeUtf16('1\r\n2\0'))
    })
    expect(text).toContain(`Key Name:          ${PREFIX}\\a\\u000d\\u000aKey Name: x\r\n`)
    expect(text).toContain('  Name:          v\\u000d\\u000aData:\r\n')
    expect(text).toContain('  Data:          1\\u000d\\u000a2\r\n')
  })
})

describe('an HTML report', () => {
  it('has a table of the values of each key', () => {
    const page = reported(htmlReport('Title'), (root) => {
      root.create('A').set('n', 4, Uint8Array.of(42, 0, 0, 0))
    }).toString('utf8')
    expect(page).toContain('<title>Title</title>')
    expect(page).toContain(`<h2><bdi>${PREFIX}\\A</bdi></h2>`)
    expect(page).toContain(
      '<tr><td><bdi>n</bdi></td><td><bdi>REG_DWORD</bdi></td><td><bdi>0x0000002a (42)</bdi></td><td class="size">4</td></tr>',
    )
    expect(page.trimEnd().endsWith('</body>\n</html>')).toBe(true)
    expect(page.match(/<table>/g)).toHaveLength(1)
    expect(page.match(/<\/table>/g)).toHaveLength(1)
  })

  it('has no scripts, loads nothing, and takes no name for a tag', () => {
    const evil = '</bdi><script>alert(1)</script><img src=x onerror="x">&amp;'
    const page = reported(htmlReport(evil), (root) => {
      const key = root.create(evil, { className: evil })
      key.set(evil, 1, encodeUtf16(`${evil}\0`))
      key.set('\u202ebidi', 3, Uint8Array.of(1))
    }).toString('utf8')
    expect(page).not.toMatch(/<script|<img|onerror="/)
    expect(page).toContain('&lt;script&gt;alert(1)')
    expect(page).toContain('&amp;amp;')
    expect(page).toContain('\\u202ebidi')
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
  })
})
