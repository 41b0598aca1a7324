/**
 * `dump FILE [LOG…]`: the whole content in a canonical form, for comparison with the output of other readers. Keys depth-first, subkeys and values in stored order, one line each:
 *
 *     K <path> <last write> <flags> <class or -> <descriptor length> <descriptor hash>
 *     V <path> <name> <type> <data length> <data hash>
 *
 * Damaged hives are dumped as far as they can be read. The path is repeated for each key and value, so the
 * text of a crafted hive can be thousands of times the size of the hive: beyond `MOST_TIMES` it needs `--force`.
 */

import { createHash, hash } from 'node:crypto'
import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { keyClass, keyFlags, keyLastWrite, keyName } from '../regf/keyNode.ts'
import { valueName, valueType } from '../regf/keyValue.ts'
import { INLINE, NK, VK } from '../regf/layout.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { locateDescriptor } from '../regf/securityCell.ts'
import { dataPieces } from '../regf/valueData.ts'
import { type WalkVisitor, walkSteps } from '../regf/walk.ts'
import { CLI } from '../text/cli.ts'
import { part, type Work } from '../work.ts'
import type { Command, ExitCode } from './Command.ts'
import { sayFindings } from './findings.ts'
import type { Io } from './Io.ts'
import { openWithLogs } from './logs.ts'
import { MOST_TIMES, mostOutput } from './outputLimit.ts'

/** The progress once the hive is open, checked, and its dump measured. */
const OPENED = 0.2
const CHECKED = 0.4
const MEASURED = 0.6
/** The progress of measuring a dump once an upper bound is known. */
const BOUNDED = 0.3
/** The length of text that is written at once. */
const CHUNK = 1 << 18
/** A hash is this many hexadecimal digits of SHA-1. */
const DIGITS = 16
/** The hash of a data cell of at least this many bytes is kept: crafted values may share one. */
const HASH_KEPT_FROM = 1024
/** The most characters for a UTF-16 unit of a name, and for the rest of a line. */
const WIDEST = 6
const LINE = 96

export const dumpCommand: Command = {
  name: 'dump',
  options: { flags: ['force'] },
  words: [1, 1000],
  *run(args, io): Work<ExitCode> {
    const [path, ...logs] = args.words as [string, ...string[]]
    const { hive } = yield* part(openWithLogs(path, logs, io), 0, OPENED)
    sayFindings(io, (yield* part(hive.checkSteps(), OPENED, CHECKED)).findings)
    if (!args.flags.has('force')) yield* part(requireReasonable(hive, path), CHECKED, MEASURED)
    yield* part(writeDump(hive, io), MEASURED, 1)
    return 0
  },
}

/**
 * Refuses a dump that is far larger than its hive.
 *
 * @throws HiveError `result-too-large`
 */
function* requireReasonable(hive: Hive, path: string): Work<void> {
  const { cells, image } = hive
  const most = mostOutput(image.length)
  // This bound is cheap, since it reads no names, and enough for every real hive.
  const bounding = measure(hive, {
    key: (_, key) => image.u16(key + NK.NAME_LENGTH) * WIDEST,
    value: (_, value) => image.u16(value + VK.NAME_LENGTH) * WIDEST,
  })
  const bound = yield* part(bounding, 0, BOUNDED)
  if (bound <= most) return
  const measuring = measure(hive, {
    key: (cell, key) => escaped(dumpedName(hive, cell, key)).length,
    value: (cell, value) => escaped(valueName(cells, cell, value)).length,
  })
  const bytes = yield* part(measuring, BOUNDED, 1)
  if (bytes <= most) return
  throw new HiveError('result-too-large', CLI.dumpTooLarge(bytes, MOST_TIMES), { subject: path })
}

/** Estimates the size of a dump in bytes from the size of the names in it. */
function* measure(
  hive: Hive,
  names: {
    key(cell: CellOffset, key: FileOffset): number
    value(cell: CellOffset, value: FileOffset): number
  },
): Work<number> {
  const { cells, root } = hive
  // The sizes of the paths of the last visited key and those above it.
  const paths: number[] = []
  let bytes = 0
  const visitor: WalkVisitor = {
    key(cell, key, depth) {
      paths.length = depth
      paths.push(depth === 0 ? 0 : (paths[depth - 1] as number) + 2 + names.key(cell, key))
      bytes +=
        LINE + (paths[depth] as number) + (cells.image.u16(key + NK.CLASS_LENGTH) >>> 1) * WIDEST
    },
    value(cell, value) {
      bytes += LINE + (paths.at(-1) as number) + names.value(cell, value)
    },
  }
  yield* walkSteps(cells, root, visitor, hive.surveyedKeys)
  return bytes
}

/** The name of a key with its backslashes doubled. */
function dumpedName({ cells }: Hive, cell: CellOffset, key: FileOffset): string {
  return keyName(cells, cell, key).replaceAll('\\', '\\\\')
}

/** Writes the dump. A key is listed only once, even if several references lead to it. */
function* writeDump(hive: Hive, io: Io): Work<void> {
  const { cells, root } = hive
  const lines = new Lines(hive, io)
  // The paths of the last visited key and those above it.
  const paths: string[] = []
  const visitor: WalkVisitor = {
    key(cell, key, depth) {
      paths.length = depth
      const name = depth === 0 ? '' : escaped(dumpedName(hive, cell, key))
      paths.push(depth === 0 ? '' : `${paths[depth - 1]}\\\\${name}`)
      lines.key(key, paths[depth] as string)
    },
    value(cell, value) {
      lines.value(cell, value, paths.at(-1) as string)
    },
  }
  yield* walkSteps(cells, root, visitor, hive.surveyedKeys)
  lines.end()
}

/** Collects the lines of keys and values in chunks. */
class Lines {
  readonly #hive: Hive
  readonly #io: Io
  /** The last two fields of a key's line by security cell, since many keys share few descriptors. */
  readonly #descriptors = new Map<number, string>()
  /** The last two fields of a value's line, by data cell and size. */
  readonly #data = new Map<string, string>()
  #text = ''

  constructor(hive: Hive, io: Io) {
    this.#hive = hive
    this.#io = io
  }

  key(key: FileOffset, path: string): void {
    const { cells } = this.#hive
    const className = keyClass(cells, key)
    const flags = keyFlags(cells, key).toString(16).padStart(4, '0')
    const quoted = className === null ? '-' : `"${escaped(className)}"`
    this.#add(
      `K "${path}" ${keyLastWrite(cells, key)} ${flags} ${quoted} ${this.#descriptor(key)}\n`,
    )
  }

  value(cell: CellOffset, value: FileOffset, path: string): void {
    const { cells } = this.#hive
    const name = escaped(valueName(cells, cell, value))
    this.#add(`V "${path}" "${name}" ${valueType(cells, value)} ${this.#dataOf(value)}\n`)
  }

  end(): void {
    if (this.#text !== '') this.#io.out(this.#text)
    this.#text = ''
  }

  #descriptor(key: FileOffset): string {
    const { cells } = this.#hive
    const cell = cells.image.u32(key + NK.SECURITY)
    const known = this.#descriptors.get(cell)
    if (known !== undefined) return known
    const found = locateDescriptor(cells, key)
    const fields = this.#hashed(found === null ? [] : [found])
    this.#descriptors.set(cell, fields)
    return fields
  }

  #dataOf(value: FileOffset): string {
    const { cells } = this.#hive
    const size = cells.image.u32(value + VK.DATA_SIZE)
    if (size < HASH_KEPT_FROM || size >= INLINE) return this.#hashed(dataPieces(cells, value))
    const place = `${cells.image.u32(value + VK.DATA)} ${size}`
    const known = this.#data.get(place)
    if (known !== undefined) return known
    const fields = this.#hashed(dataPieces(cells, value))
    this.#data.set(place, fields)
    return fields
  }

  /** Length and hash of bytes that may be in several places. */
  #hashed(pieces: readonly { readonly at: number; readonly length: number }[]): string {
    const { image } = this.#hive
    const [only] = pieces
    if (only !== undefined && pieces.length === 1) {
      const digest = hash('sha1', image.bytesView(only.at, only.length), 'hex')
      return `${only.length} ${digest.slice(0, DIGITS)}`
    }
    const sum = createHash('sha1')
    let length = 0
    for (const piece of pieces) {
      sum.update(image.bytesView(piece.at, piece.length))
      length += piece.length
    }
    return `${length} ${sum.digest('hex').slice(0, DIGITS)}`
  }

  #add(line: string): void {
    this.#text += line
    if (this.#text.length >= CHUNK) this.end()
  }
}

/** Text without quotation marks, backslashes or anything outside printable ASCII. */
const PLAIN = /^[ !#-[\]-~]*$/
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
}

/**
 * The inside of a JSON string in printable ASCII: every other UTF-16 unit is escaped as its own value, lone
 * surrogates included, so that no two names look alike (corpus/README.md, The dump format).
 */
function escaped(text: string): string {
  if (PLAIN.test(text)) return text
  return text.replace(/[^ !#-[\]-~]/g, (unit) => {
    const short = SHORT[unit]
    return short ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
