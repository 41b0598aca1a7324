import { beforeEach, describe, expect, it } from 'vitest'
import { HiveError, type HiveErrorCode } from '../../src/errors.ts'
import {
  clearNotices,
  dismissTopic,
  dropNotices,
  noticesWith,
  notify,
  showError,
  useNotices,
} from '../../src/state/notices.ts'
import { errorText } from '../../src/text/errors.ts'

const texts = () => useNotices.getState().notices.map((notice) => notice.text)

beforeEach(() => clearNotices())

describe('notices', () => {
  it('a notice replaces an earlier one of the same topic', () => {
    notify({ kind: 'status', text: 'one', topic: 'save' })
    notify({ kind: 'status', text: 'two', topic: 'save' })
    notify({ kind: 'status', text: 'three', topic: 'edit' })
    expect(texts()).toEqual(['two', 'three'])
    dismissTopic('save')
    expect(texts()).toEqual(['three'])
  })

  it('errors are kept, whatever comes after them', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    for (const text of names) notify({ kind: 'alert', text })
    notify({ kind: 'status', text: 'news' })
    expect(texts()).toEqual([...names, 'news'])
  })

  it('when there are too many notices, news disappears before errors', () => {
    notify({ kind: 'alert', text: 'error' })
    for (const text of ['a', 'b', 'c', 'd', 'e']) notify({ kind: 'status', text })
    expect(texts()).toContain('error')
    expect(texts()).toContain('e')
    expect(texts()).not.toContain('a')
  })
})

describe('notices about a hive', () => {
  const said = (doc: number | null) =>
    noticesWith(useNotices.getState().notices, doc).map(({ text }) => text)

  it('a notice about a hive is shown only with that hive, one about no hive always', () => {
    notify({ kind: 'alert', text: 'of the first', doc: 1 })
    notify({ kind: 'alert', text: 'of the second', doc: 2 })
    notify({ kind: 'alert', text: 'of a file that is no hive' })
    expect(said(1)).toEqual(['of the first', 'of a file that is no hive'])
    expect(said(2)).toEqual(['of the second', 'of a file that is no hive'])
    expect(said(null)).toEqual(['of a file that is no hive'])
  })

  it('notices about a hive disappear when it is closed', () => {
    notify({ kind: 'alert', text: 'of the first', doc: 1 })
    notify({ kind: 'alert', text: 'of the second', doc: 2 })
    dropNotices(1)
    expect(texts()).toEqual(['of the second'])
  })

  it('closing a hive keeps the notices about another', () => {
    notify({ kind: 'status', text: 'saved one', topic: 'save', doc: 1 })
    notify({ kind: 'status', text: 'saved two', topic: 'save', doc: 2 })
    notify({ kind: 'alert', text: 'read-only', doc: 1 })
    notify({ kind: 'alert', text: 'read-only', doc: 2 })
    expect(texts()).toEqual(['saved one', 'saved two', 'read-only', 'read-only'])
    for (const text of ['a', 'b', 'c', 'd', 'e']) notify({ kind: 'status', text, doc: 2 })
    expect(said(1)).toEqual(['saved one', 'read-only'])
  })

  it('the notices about a hive can be cleared without those about another', () => {
    notify({ kind: 'alert', text: 'of the first', doc: 1 })
    notify({ kind: 'alert', text: 'of the second', doc: 2 })
    clearNotices(noticesWith(useNotices.getState().notices, 1))
    expect(texts()).toEqual(['of the second'])
  })
})

describe('showError', () => {
  it('an error names the file, the offset and the next step', () => {
    showError(new HiveError('bad-root', 'x', { offset: 0x1020 }), 'SYSTEM')
    const [notice] = useNotices.getState().notices
    expect(notice?.kind).toBe('alert')
    expect(notice?.text).toContain('SYSTEM')
    expect(notice?.detail).toContain('0x00001020')
  })

  it('an error points to logs that may repair a hive, unless they failed to', () => {
    for (const logs of [undefined, [{ name: 'SYSTEM.LOG1', fault: null }]]) {
      showError(new HiveError('bad-root', 'x', { logs }), logs ? 'SYSTEM' : 'SAM')
    }
    expect(useNotices.getState().notices.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('together with its .LOG'),
      expect.not.stringContaining('together with its .LOG'),
    ])
  })

  it('a cancelled action shows no error', () => {
    showError(new HiveError('cancelled', 'x'))
    showError(new DOMException('x', 'AbortError'))
    expect(texts()).toEqual([])
  })

  it('an engine that has stopped shows no error, since the banner says it', () => {
    showError(new HiveError('engine-stopped', 'x'))
    expect(texts()).toEqual([])
  })

  it('the message of a foreign error is never the headline', () => {
    showError(new TypeError('undefined is not a function'))
    expect(texts()).toEqual(['Something went wrong inside Propolis.'])
  })
})

describe('a file that is not a hive', () => {
  const refusal = (code: HiveErrorCode, actual?: string | number) => {
    const { text, detail } = errorText(code, { where: 'FILE', actual })
    return `${text} ${detail}`
  }

  const hex = (text: string) =>
    [...text].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join(' ')

  it('a file that is not a hive is recognised by its first bytes', () => {
    expect(refusal('not-a-hive', hex('ElfFile\0\0\0'))).toContain('event log')
    expect(refusal('not-a-hive', hex('REGEDIT4\r\n'))).toContain('.reg text file')
    expect(refusal('not-a-hive', hex('\xff\xfeW\0i\0n\0d\0o\0w\0s\0'))).toContain('.reg text file')
    expect(refusal('not-a-hive', hex('Dear diary,\r\nto'))).toContain('text file')
    expect(refusal('not-a-hive', hex('\0\0\0\0'))).toContain('zeros')
    expect(refusal('not-a-hive', '00 9e 1e 07')).toContain('00 9e 1e 07')
  })

  it('a file that is not a hive is described by the error code', () => {
    expect(refusal('transaction-log')).toContain('transaction log')
    expect(refusal('empty-file')).toContain('FILE is empty')
    expect(refusal('file-too-large', 3 * 2 ** 30)).toContain('3.0 GB')
  })
})
