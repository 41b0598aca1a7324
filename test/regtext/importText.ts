/** Reads .reg text, and applies it to hives. */

import { encodeUtf16 } from '../../src/bytes/text.ts'
import type { Change, ChangeSource } from '../../src/edit/change.ts'
import { HiveError } from '../../src/errors.ts'
import type { SkippedLine } from '../../src/regtext/lineProblem.ts'
import { RegPaths } from '../../src/regtext/RegPaths.ts'
import { RegReader } from '../../src/regtext/RegReader.ts'

export const ROOT = 'HKEY_LOCAL_MACHINE\\TEST'
export const HEADER = 'Windows Registry Editor Version 5.00'

export interface ReadOptions {
  readonly lenient?: boolean
  readonly addNul?: boolean
  /** Bytes of a piece; everything at once without it. */
  readonly piece?: number
  readonly prefix?: string
  readonly controlSet?: string
}

export interface TextRead {
  readonly changes: readonly Change[]
  readonly skipped: readonly SkippedLine[]
  readonly isPlainUtf8: boolean
}

/** UTF-16LE with a byte order mark. */
export function utf16(text: string): Uint8Array {
  return encodeUtf16(`\ufeff${text}`)
}

/** One byte for each unit. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (unit) => unit.charCodeAt(0))
}

/** The changes of a text, as an edit reads them; the bytes of a piece are overwritten when it is read. */
export function sourceOfText(
  bytes: Uint8Array,
  { lenient = false, addNul = false, prefix = ROOT, controlSet, piece }: ReadOptions = {},
): { source: ChangeSource; skipped: SkippedLine[]; reader: RegReader } {
  const skipped: SkippedLine[] = []
  const paths = new RegPaths(prefix, controlSet ?? null)
  const skip = lenient ? (line: SkippedLine) => skipped.push(line) : null
  const reader = new RegReader({ paths, addNul, skip })
  const size = piece ?? Math.max(1, bytes.length)
  const source: ChangeSource = {
    progress: 0,
    *[Symbol.iterator]() {
      let at = 0
      do {
        const part = bytes.slice(at, at + size)
        at += size
        yield* reader.read(part, at >= bytes.length)
        part.fill(0)
      } while (at < bytes.length)
    },
  }
  return { source, skipped, reader }
}

/** Reads a text; a string is taken as UTF-16LE with a byte order mark. */
export function readText(text: string | Uint8Array, options: ReadOptions = {}): TextRead {
  const bytes = typeof text === 'string' ? utf16(text) : text
  const { source, skipped, reader } = sourceOfText(bytes, options)
  const changes = Array.from(source, (change) =>
    change.kind === 'set-value' ? { ...change, data: Uint8Array.from(change.data) } : change,
  )
  return { changes, skipped, isPlainUtf8: reader.encoding === 'utf-8' }
}

/** A change on one line: `set A\B "name" 3 0102`, `unset A "name"`, `create A`, `delete A`. */
export function brief(change: Change): string {
  const path = change.path.join('\\')
  switch (change.kind) {
    case 'set-value':
      return `set ${path} "${change.name}" ${change.type} ${Buffer.from(change.data).toString('hex')}`
    case 'delete-value':
      return `unset ${path} "${change.name}"`
    case 'create-key':
      return `create ${path}`
    default:
      return `delete ${path}`
  }
}

/** The error of a text that is refused, on one line: `3:5 dword`. */
export function refusal(text: string | Uint8Array, options: ReadOptions = {}): string {
  try {
    const { changes } = readText(text, options)
    return `accepted: ${changes.map(brief).join('; ')}`
  } catch (error) {
    if (!(error instanceof HiveError) || error.code !== 'bad-text') throw error
    const { line, column, part } = error.detail
    return `${line}:${column} ${part}`
  }
}

const START = `${HEADER}\n\n[${ROOT}\\K]\n`

/** What the lines of one value are read as: type and bytes. Its first line is the fourth of the text. */
export function readAs(lines: string, options: ReadOptions = {}): string {
  const { changes } = readText(`${START}${lines}\n"end"="x"\n`, options)
  const [, ...values] = changes.map(brief)
  const end = values.pop()
  if (end !== 'set K "end" 1 78000000') throw new Error(`the value behind it is lost: ${end}`)
  return values.map((value) => value.replace(/^set K /, '')).join('; ')
}

/**
 * Why lines are not read, and what is skipped in their place by a lenient reader: `4:6 dword | 4`. A value that
 * comes before or behind them is read.
 */
export function droppedAs(lines: string, options: ReadOptions = {}): string {
  const strict = refusal(`${START}"start"=-\n${lines}\n"end"="x"\n`, options)
  const text = `${START}"start"=-\n${lines}\n"end"="x"\n`
  const { changes, skipped } = readText(text, { ...options, lenient: true })
  const left = changes.map(brief)
  const expected = ['create K', 'unset K "start"', 'set K "end" 1 78000000']
  const others = left.filter((one) => !expected.includes(one))
  const isLost = expected.filter((one) => !left.includes(one))
  return [
    strict,
    skipped.map(({ line }) => line).join(' '),
    ...(others.length > 0 ? [`read: ${others.join('; ')}`] : []),
    ...(isLost.length > 0 ? [`lost: ${isLost.join('; ')}`] : []),
  ].join(' | ')
}
