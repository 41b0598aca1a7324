/** The list of differences as text for other programs. */

import { spellName, spellPath } from '../../bytes/spelling.ts'
import type { Difference } from '../../compare/difference.ts'
import { differenceJson } from '../../compare/differenceJson.ts'
import { type ShownDifference, shownDifference } from '../../compare/shown.ts'
import { csvCell } from '../../exchange/csvCell.ts'
import { sideText } from '../../text/differences.ts'
import { kindName } from '../../text/pending.ts'
import { REPORT } from '../../text/report.ts'
import { RECORDS_A_STEP, type Work } from '../../work.ts'
import { BlobOutput } from '../BlobOutput.ts'
import { htmlFrame, htmlRow } from '../changesReport.ts'
import type { DifferenceFormat, ReplyOf, RequestOf } from '../protocol.ts'
import type { CallContext } from '../rpc.ts'
import type { Session } from '../Session.ts'
import { runInSlices } from '../slices.ts'
import type { ListedComparison } from './ListedComparison.ts'

const COLUMNS = [
  'change',
  'key',
  'from',
  'name',
  'parts',
  'left_type',
  'left',
  'right_type',
  'right',
]
const NAMES = { path: spellPath, value: spellName }
/** Units of text that are written at once. */
const AT_ONCE = 1 << 15

const encoder = new TextEncoder()

/** Writes a list of differences. */
export async function writtenDifferences(
  session: Session,
  { comparison, rows, format }: RequestOf<'writeDifferences'>,
  { signal, progress }: CallContext,
): Promise<ReplyOf<'writeDifferences'>> {
  const listed = session.comparisons.get(comparison)
  const { list } = listed.chosen(rows)
  const { left, right } = listed.sides
  const output = new BlobOutput(left.frozen.image.length + right.frozen.image.length)
  const steps = writeSteps(listed, list, format, output.write)
  await runInSlices(steps, { signal, onProgress: progress })
  return { blob: output.end(), count: list.length }
}

function* writeSteps(
  listed: ListedComparison,
  list: readonly Difference[],
  format: DifferenceFormat,
  write: (bytes: Uint8Array) => void,
): Work<void> {
  const { first, line, between, last } = FORMATS[format]
  const above = listed.sides.right.opened.path
  let text = first
  for (const [index, one] of list.entries()) {
    const { path, from, ...rest } = shownDifference(one, listed.cells)
    const shown = { ...rest, path: [...above, ...path], from: from && [...above, ...from] }
    text += (index === 0 ? '' : between) + line(shown)
    if (text.length >= AT_ONCE) {
      write(encoder.encode(text))
      text = ''
    }
    if (index % RECORDS_A_STEP === 0) yield index / list.length
  }
  write(encoder.encode(text + last))
}

interface Form {
  readonly first: string
  readonly line: (difference: ShownDifference) => string
  readonly between: string
  readonly last: string
}

const FORMATS: Readonly<Record<DifferenceFormat, Form>> = {
  csv: {
    first: `${COLUMNS.join(',')}\n`,
    line: (shown) => `${csvCells(shown).map(csvCell).join(',')}\n`,
    between: '',
    last: '',
  },
  json: {
    first: '{\n  "differences": [\n    ',
    line: (shown) => JSON.stringify(differenceJson(shown, spellPath)),
    between: ',\n    ',
    last: '\n  ]\n}\n',
  },
  html: { ...htmlFrame(REPORT.differences), line: htmlRow, between: '' },
  text: { first: '', line: (shown) => textCells(shown).join('\t'), between: '\n', last: '' },
}

function csvCells(shown: ShownDifference): string[] {
  const { kind, path, from, value, parts, was, is } = shown
  return [
    ...[kind, spellPath(path), from === null ? '' : spellPath(from)],
    ...[value === null ? '' : spellName(value), parts.join(' ')],
    ...[was?.data?.typeName ?? '', contentText(shown, 'was')],
    ...[is?.data?.typeName ?? '', contentText(shown, 'is')],
  ].map(onOneLine)
}

function textCells(shown: ShownDifference): string[] {
  const { path, value } = shown
  const name = value === null ? '' : spellName(value)
  const sides = [sideText(shown, 'was', NAMES), sideText(shown, 'is', NAMES)]
  return [kindName(shown), spellPath(path), name, ...sides].map(onOneLine)
}

/** One side without its type, which has a column of its own. */
function contentText(shown: ShownDifference, side: 'was' | 'is'): string {
  return shown[side]?.data?.preview.text ?? sideText(shown, side, NAMES)
}

function onOneLine(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ')
}
