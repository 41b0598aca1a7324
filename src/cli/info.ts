/** `info FILE`: the header, kind, counts and SHA-256 of a hive. */

import { createHash } from 'node:crypto'
import { formatFiletime } from '../bytes/filetime.ts'
import { hiveKind } from '../offreg/hiveKind.ts'
import type { StoredHive } from '../offreg/StoredHive.ts'
import { computeChecksum } from '../regf/baseBlock.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { keyName } from '../regf/keyNode.ts'
import { BASE } from '../regf/layout.ts'
import { INFO_LABELS, INFO_WORDS } from '../text/cli.ts'
import { part, type Work } from '../work.ts'
import type { Command, ExitCode } from './Command.ts'
import { sayFindings } from './findings.ts'
import { type Io, oneLine, printableJson } from './Io.ts'
import { openStored } from './input.ts'
import { formatName } from './names.ts'

/** Bytes that are hashed at once; one call accepts less than 2 GiB. */
const STEP = 1 << 24
/** The progress once the hive is open, and checked. */
const OPENED = 0.3
const CHECKED = 0.6

export const infoCommand: Command = {
  name: 'info',
  options: { flags: ['json'] },
  words: [1, 1],
  *run(args, io): Work<ExitCode> {
    const path = args.words[0] as string
    const hive = yield* part(openStored(path), 0, OPENED)
    const { keys, values, findings } = yield* part(hive.checkSteps(), OPENED, CHECKED)
    sayFindings(io, findings)
    const sum = yield* part(sha256(hive.image), CHECKED, 1)
    const info = { file: path, ...headerOf(hive), keys, values, sha256: sum }
    if (args.flags.has('json')) io.out(`${printableJson(info)}\n`)
    else writeLines(info, io)
    return 0
  },
}

type Info = ReturnType<typeof headerOf> & {
  readonly file: string
  readonly keys: number
  readonly values: number
  readonly sha256: string
}

function headerOf(hive: StoredHive) {
  const { base, cells, image, root } = hive
  return {
    bytes: image.length,
    kind: hiveKind(hive),
    root: keyName(cells, root, cells.payloadAt(root)),
    version: hive.version,
    dirty: base.dirty,
    sequence: { primary: base.primarySequence, secondary: base.secondarySequence },
    baseBlock: {
      lastWritten: formatFiletime(base.lastWritten),
      /** FILETIME in decimal: a JSON number would lose ticks. */
      lastWrittenTicks: String(base.lastWritten),
      fileName: base.fileName,
      flags: base.flags,
      rootCell: base.rootCell,
      dataSize: base.dataSize,
      checksum: image.u32(BASE.CHECKSUM),
      checksumComputed: computeChecksum(image),
      checksumValid: base.checksumValid,
    },
  }
}

function writeLines(info: Info, io: Io): void {
  const { baseBlock, sequence } = info
  const checksum = baseBlock.checksumValid
    ? INFO_WORDS.right
    : `${INFO_WORDS.wrong}, ${hex(baseBlock.checksumComputed, 8)}`
  const rows: readonly (readonly [keyof typeof INFO_LABELS, string | number])[] = [
    ['file', info.file],
    ['bytes', info.bytes],
    ['kind', info.kind],
    ['root', formatName(info.root)],
    ['version', info.version],
    ['state', info.dirty ? INFO_WORDS.dirty : INFO_WORDS.clean],
    ['sequence', `${sequence.primary} ${sequence.secondary}`],
    ['checksum', `${hex(baseBlock.checksum, 8)} (${checksum})`],
    ['lastWritten', baseBlock.lastWritten],
    ['fileName', formatName(baseBlock.fileName)],
    ['flags', hex(baseBlock.flags, 8)],
    ['rootCell', hex(baseBlock.rootCell, 1)],
    ['dataSize', baseBlock.dataSize],
    ['keys', info.keys],
    ['values', info.values],
    ['sha256', info.sha256],
  ]
  const width = Math.max(...Object.values(INFO_LABELS).map((label) => label.length)) + 2
  const lines = rows.map(([label, text]) => {
    return `${INFO_LABELS[label].padEnd(width)}${oneLine(String(text))}`.trimEnd()
  })
  io.out(`${lines.join('\n')}\n`)
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}

function* sha256(image: HiveImage): Work<string> {
  const sum = createHash('sha256')
  for (let at = 0; at < image.length; at += STEP) {
    if (at > 0) yield at / image.length
    sum.update(image.bytesView(at, Math.min(STEP, image.length - at)))
  }
  return sum.digest('hex')
}
