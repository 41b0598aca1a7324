/** `deleted FILE`: the deleted keys and values that are still in the file, each with the evidence for it. */

import { formatFiletime } from '../bytes/filetime.ts'
import { formatHex } from '../bytes/hex.ts'
import type { DeletedRecords } from '../deleted/DeletedRecords.ts'
import { deletedSteps } from '../deleted/deleted.ts'
import { deletedData } from '../deleted/deletedData.ts'
import type { DeletedPath } from '../deleted/deletedPath.ts'
import {
  type DeletedKey,
  type DeletedValue,
  describeRecord,
  recordBytes,
} from '../deleted/describe.ts'
import { plainRecord } from '../exchange/deletedRecord.ts'
import type { FileOffset } from '../regf/offsets.ts'
import { boundedPath, LEFT_OUT } from '../text/boundedPath.ts'
import { CLI } from '../text/cli.ts'
import { counted } from '../text/counted.ts'
import { deletedSummary, EVIDENCE, PLACES } from '../text/deleted.ts'
import { typeName } from '../values/valueType.ts'
import { part, type Work } from '../work.ts'
import type { Command, ExitCode } from './Command.ts'
import { sayFindings } from './findings.ts'
import { openInput } from './hiveInput.ts'
import { formatOffset, type Io, printableJson, say } from './Io.ts'
import { formatBoundedName, formatKeyPath } from './names.ts'

/** The progress once the hive is open, checked, and scanned. */
const OPENED = 0.3
const CHECKED = 0.5
const SCANNED = 0.8
/** Records that are written between two pauses. */
const RECORDS_A_STEP = 256
/** All raw bytes together are at most this many times those of the file: crafted values could share data. */
const BYTES_TIMES = 2

export const deletedCommand: Command = {
  name: 'deleted',
  options: { flags: ['json', 'bytes'] },
  words: [1, 1],
  *run(args, io): Work<ExitCode> {
    const { hive } = yield* part(openInput(args.words[0] as string), 0, OPENED)
    const { findings } = yield* part(hive.checkSteps(), OPENED, CHECKED)
    sayFindings(io, findings)
    const found = yield* part(deletedSteps(hive), CHECKED, SCANNED)
    const listing = new Listing(found, io, args.flags.has('bytes'))
    yield* part(args.flags.has('json') ? listing.json() : listing.lines(), SCANNED, 1)
    return found.count > 0 ? 0 : 1
  },
}

type Described = DeletedKey | DeletedValue

class Listing {
  readonly #found: DeletedRecords
  readonly #io: Io
  readonly #hasBytes: boolean
  /** Raw bytes that may still be printed, and how many records got none. */
  #bytesLeft: number
  #leftOut = 0

  constructor(found: DeletedRecords, io: Io, hasBytes: boolean) {
    this.#found = found
    this.#io = io
    this.#hasBytes = hasBytes
    this.#bytesLeft = BYTES_TIMES * found.cells.image.length
  }

  *lines(): Work<void> {
    yield* this.#each((record) => {
      const raw = this.#rawBytes(record)
      const bytes =
        raw === null ? '' : `  ${raw.bytes}\n${raw.data === '' ? '' : `  ${raw.data}\n`}`
      this.#io.out(`${lineOf(record)}\n${bytes}`)
    })
    const [deleted, lost] = [this.#found.countOf('deleted'), this.#found.countOf('lost')]
    this.#io.out(`${deletedSummary(deleted, lost)}\n`)
  }

  *json(): Work<void> {
    const lost = this.#found.countOf('lost')
    const counts = { ...this.#found.countOf('deleted'), lost }
    const head = printableJson(counts).slice(0, -'\n}'.length)
    if (this.#found.count === 0) {
      this.#io.out(`${head},\n  "records": []\n}\n`)
      return
    }
    let before = `${head},\n  "records": [\n`
    yield* this.#each((record) => {
      const written = printableJson({ ...plainRecord(record, NAMES), ...this.#rawBytes(record) })
      this.#io.out(`${before}${written.replace(/^/gm, '    ')}`)
      before = ',\n'
    })
    this.#io.out('\n  ]\n}\n')
  }

  *#each(write: (record: Described) => void): Work<void> {
    const { count } = this.#found
    let done = 0
    for (const group of this.#found.records().values()) {
      for (const at of group) {
        write(describeRecord(this.#found, at as FileOffset))
        if (++done % RECORDS_A_STEP === 0) yield done / count
      }
    }
    if (this.#leftOut > 0) {
      say(this.#io, 'left-out', CLI.bytesLeftOut(this.#leftOut))
    }
  }

  /** The bytes of a record, and what is left of the data of a value, as hex digits; null if not asked for. */
  #rawBytes(record: Described): { bytes: string; data: string } | null {
    if (!this.#hasBytes) return null
    const { image } = this.#found.cells
    const length = recordBytes(this.#found, record.at)
    const isApart = record.kind === 'value' && !record.evidence.includes('data-inline')
    const all = length + (isApart ? record.left : 0)
    if (all > this.#bytesLeft) {
      this.#leftOut++
      return null
    }
    this.#bytesLeft -= all
    const hex = (at: number, count: number) => formatHex(image.bytesView(at, count))
    const pieces = isApart ? deletedData(this.#found, record.at).pieces() : []
    const data = pieces.map((piece) => hex(piece.at, piece.length)).join(' ')
    return { bytes: hex(record.at, length), data }
  }
}

/** `deleted key high 0x1144 1\2\3: in a free cell of its own; …` */
function lineOf(record: Described): string {
  const { kind, state, confidence, at, place, evidence } = record
  const what =
    record.kind === 'key'
      ? pathOf(record.path)
      : `${pathOf(record.path)} "${formatBoundedName(record.name)}" ${typeName(record.type)} ${counted(record.size, 'byte')}`
  const facts = [PLACES[place], ...evidence.map((one) => EVIDENCE[one])]
  const time = record.kind === 'key' ? [`last write ${formatFiletime(record.lastWrite)}`] : []
  return `${state} ${kind} ${confidence} ${formatOffset(at)} ${what}: ${[...time, ...facts].join('; ')}`
}

/** Names as the command writes them. */
const NAMES = { path: pathOf, name: formatBoundedName }

/** A path as a KEY; one that does not begin at the root begins with what stands for names left out. */
function pathOf({ names, isWhole }: DeletedPath): string {
  const bounded = boundedPath(names.length, (index) => names[index] as string)
  if (isWhole) return formatKeyPath(bounded.names, bounded.leftOut)
  const leftOut = [0, ...bounded.leftOut.map((index) => index + 1)]
  return formatKeyPath([LEFT_OUT, ...bounded.names], leftOut)
}
