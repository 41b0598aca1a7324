/**
 * `search FILE TEXT`: where a text, a number, bytes or a regular expression occur, one line a place, as they are found:
 *
 *     PATH <tab> NAME <tab> key | name | data OFFSET ENCODING <tab> what is there
 *
 * Paths and names are written as other commands accept them. In each name and in each value's data the first match counts.
 */

import type { Hive } from '../offreg/Hive.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { findKeyValue, valueName, valueType } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { compileQuery } from '../search/compile.ts'
import { type HitPreview, previewHit } from '../search/preview.ts'
import { EVERYWHERE, type Place, type QueryKind, type SearchQuery } from '../search/query.ts'
import { loadRegex } from '../search/regex.ts'
import { type Hit, searchSteps } from '../search/search.ts'
import { CLI } from '../text/cli.ts'
import { encodingName, SEARCHING } from '../text/search.ts'
import { parseTypeName, typeName } from '../values/valueType.ts'
import { part, type Work } from '../work.ts'
import { type Arguments, usage } from './arguments.ts'
import type { Command, ExitCode } from './Command.ts'
import { sayFindings } from './findings.ts'
import { openInput } from './hiveInput.ts'
import { formatOffset, type Io, oneLine } from './Io.ts'
import { formatKeyPath, formatName, keyAt } from './names.ts'
import { OutputBudget } from './outputLimit.ts'
import { spanOf } from './timeSpan.ts'

/** The progress once the hive is open, and checked. */
const OPENED = 0.2
const CHECKED = 0.5
/** The length of text that is written at once. The first hit is written at once too. */
const CHUNK = 1 << 16
/** Options that say how TEXT is read; at most one of them. */
const KINDS = ['regex', 'text', 'number', 'hex'] as const satisfies readonly QueryKind[]
const PLACES: Readonly<Record<string, Place>> = { keys: 'key', names: 'name', data: 'data' }

export const searchCommand: Command = {
  name: 'search',
  options: {
    flags: [...KINDS, 'match-case', 'whole', 'json', 'force'],
    valued: ['in', 'key', 'type', 'min-size', 'max-size', 'from', 'to'],
  },
  words: [2, 2],
  *run(args, io): Work<ExitCode> {
    const [path, text] = args.words as [string, string]
    const compiled = compileQuery(queryOf(args, text))
    const { hive } = yield* part(openInput(path), 0, OPENED)
    const { findings } = yield* part(hive.checkSteps(), OPENED, CHECKED)
    sayFindings(io, findings)
    const top = keyAt(hive, args.values.get('key') ?? '')
    const budget = new OutputBudget()
    budget.add(path, args.flags.has('force') ? Number.POSITIVE_INFINITY : hive.image.length)
    const output = new HitOutput(io, hive, top.path, budget, args.flags.has('json'))
    const isWhole = top.cell === hive.root
    const searching = searchSteps(hive.cells, top.cell, compiled, (hit) => output.add(hit), isWhole)
    yield* part(searching, CHECKED, 1)
    output.end()
    return output.count > 0 ? 0 : 1
  },
}

/** Loads what the command needs for these arguments. */
export async function prepareSearch(args: readonly string[]): Promise<void> {
  if (args.includes('--regex')) await loadRegex()
}

function queryOf(args: Arguments, text: string): SearchQuery {
  const { flags, values } = args
  const kinds = KINDS.filter((kind) => flags.has(kind))
  if (kinds.length > 1) throw usage(SEARCHING.severalKinds)
  const { from, to } = spanOf(args)
  return {
    text,
    kind: kinds[0] ?? EVERYWHERE.kind,
    matchCase: flags.has('match-case'),
    whole: flags.has('whole'),
    places: listed(values.get('in'), placeOf) ?? EVERYWHERE.places,
    types: listed(values.get('type'), typeOf) ?? null,
    leastSize: sizeOf(values.get('min-size')) ?? 0,
    mostSize: sizeOf(values.get('max-size')) ?? Number.POSITIVE_INFINITY,
    writtenFrom: values.has('from') ? from : null,
    writtenTo: values.has('to') ? to + 1n : null,
  }
}

function listed<T>(text: string | undefined, one: (name: string) => T): T[] | undefined {
  return text === undefined
    ? undefined
    : [...new Set(text.split(',').map((name) => one(name.trim())))]
}

function placeOf(name: string): Place {
  const place = PLACES[name]
  if (place === undefined) throw usage(SEARCHING.unknownPlace(name))
  return place
}

function typeOf(name: string): number {
  const type = parseTypeName(name)
  if (type === null) throw usage(CLI.unknownType(name))
  return type
}

function sizeOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const size = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(size)) throw usage(SEARCHING.notASize(text))
  return size
}

/** Prints hits as they are found. */
class HitOutput {
  count = 0
  readonly #io: Io
  readonly #hive: Hive
  /** The names down to the key at which the search begins. */
  readonly #above: readonly string[]
  readonly #budget: OutputBudget
  readonly #isJson: boolean
  /** The key of the last hit, and its path. */
  #key: CellOffset | null = null
  #path = ''
  #text = ''

  constructor(io: Io, hive: Hive, above: readonly string[], budget: OutputBudget, isJson: boolean) {
    this.#io = io
    this.#hive = hive
    this.#above = above
    this.#budget = budget
    this.#isJson = isJson
    if (isJson) this.#text = '{\n  "hits": ['
  }

  add(hit: Hit): void {
    const line = this.#isJson ? this.#json(hit) : this.#line(hit)
    this.#text += line
    this.#budget.spend(line.length)
    if (++this.count === 1 || this.#text.length >= CHUNK) this.#flush()
  }

  end(): void {
    if (this.#isJson)
      this.#text += `${this.count === 0 ? '' : '\n  '}],\n  "count": ${this.count}\n}\n`
    this.#flush()
  }

  #line(hit: Hit): string {
    const { place, value, match } = hit
    const name = value === null ? '' : formatName(this.#nameOf(value))
    const where =
      place === 'data'
        ? `data ${formatOffset(match.offset)} ${encodingName(match.encoding, match.length)}`
        : place
    const preview = previewHit(this.#hive.cells, hit)
    return `${this.#pathOf(hit)}\t${name}\t${where}\t${preview === null ? '' : shown(preview)}\n`
  }

  #json(hit: Hit): string {
    const { place, value, match } = hit
    const { offset, length, encoding } = match
    const preview = previewHit(this.#hive.cells, hit)
    const plain = {
      path: this.#pathOf(hit),
      name: value === null ? null : this.#nameOf(value),
      type: value === null ? null : this.#typeOf(value),
      place,
      offset,
      length,
      encoding: encodingName(encoding, length),
      before: preview?.before,
      match: preview?.match,
      after: preview?.after,
      cut: preview !== null && (preview.cutBefore || preview.cutMatch || preview.cutAfter),
    }
    return `${this.count === 0 ? '' : ','}\n    ${oneLine(JSON.stringify(plain))}`
  }

  #pathOf({ key, path }: Hit): string {
    if (key === this.#key) return this.#path
    const { cells } = this.#hive
    const below = path.slice(1).map((cell) => keyName(cells, cell, findKeyNode(cells, cell)))
    this.#key = key
    this.#path = formatKeyPath([...this.#above, ...below])
    return this.#path
  }

  #nameOf(value: CellOffset): string {
    const { cells } = this.#hive
    return valueName(cells, value, findKeyValue(cells, value))
  }

  #typeOf(value: CellOffset): string {
    const { cells } = this.#hive
    return typeName(valueType(cells, findKeyValue(cells, value)))
  }

  #flush(): void {
    if (this.#text !== '') this.#io.out(this.#text)
    this.#text = ''
  }
}

/** A preview on one line, with `…` where there is more. */
function shown(preview: HitPreview): string {
  const { before, match, after, isBytes, cutBefore, cutMatch, cutAfter } = preview
  const cut = (isCut: boolean) => (isCut ? '…' : '')
  if (isBytes) {
    const parts = [cut(cutBefore), before, match, cut(cutMatch), after, cut(cutAfter)]
    return parts.filter((one) => one !== '').join(' ')
  }
  return `${cut(cutBefore)}${oneLine(`${before}${match}`)}${cut(cutMatch)}${oneLine(after)}${cut(cutAfter)}`
}
