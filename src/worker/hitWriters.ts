/** The hits of a search as text for other programs. */

import { spellName, spellPath } from '../bytes/spelling.ts'
import { csvCell } from '../exchange/csvCell.ts'
import { findKeyValue, valueName, valueType } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { dataCopy } from '../regf/valueData.ts'
import { isPathName } from '../regtext/pathName.ts'
import { RegWriter } from '../regtext/RegWriter.ts'
import { previewHit } from '../search/preview.ts'
import { HIT_PLACES } from '../text/find.ts'
import { dataTextSteps } from '../values/copiedText.ts'
import { typeName } from '../values/valueType.ts'
import { abandon, type Work } from '../work.ts'
import type { FoundHits, HitIn } from './FoundHits.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { HitFormat, Place, WrittenHits } from './protocol.ts'

/** Where a writer passes its bytes. */
export type Write = (bytes: Uint8Array) => void

/** What is written of a hit. */
interface WrittenHit {
  readonly hive: string
  /** The path of the key in the registry, spelled as it can be typed. */
  readonly key: string
  readonly name: string | null
  readonly found_in: 'key' | 'value' | 'data'
  readonly type: string | null
  /** All of the data as text; null of a hit in the name of a key. */
  readonly data: string | null
  /** What matched, cut if it is long; null if it was changed since. */
  readonly match: string | null
}

const PLACES: Readonly<Record<Place, WrittenHit['found_in']>> = {
  key: 'key',
  name: 'value',
  data: 'data',
}
const COLUMNS = ['hive', 'key', 'name', 'found_in', 'type', 'data', 'match'] as const
/** Units of text that are written at once. */
const AT_ONCE = 1 << 15

const encoder = new TextEncoder()

/**
 * Writes hits, in steps. Those that are gone are left out.
 *
 * @param found - the hits
 * @param ids - the ids of those to write, in the order of the rows
 * @param format - the form of the text
 * @param write - takes the text in pieces
 * @returns how many lines or values were written, and how many keys and values the text cannot hold
 */
export function* writeHits(
  found: FoundHits,
  ids: Uint32Array,
  format: HitFormat,
  write: Write,
): Work<Omit<WrittenHits, 'blob'>> {
  if (format === 'reg') return yield* writeReg(found, ids.toSorted(), write)
  let text = FIRST[format]
  let count = 0
  let last = ''
  for (const [at, id] of ids.entries()) {
    const hit = found.at(id)
    const row = hit && (yield* writtenHit(hit, at / ids.length))
    if (row == null) continue
    const line = LINES[format](row)
    // Several hits may be in the same key.
    if (format === 'paths' && line === last) continue
    text += (count === 0 ? '' : BETWEEN[format]) + line
    last = line
    count++
    if (text.length < AT_ONCE) continue
    write(encoder.encode(text))
    text = ''
    yield at / ids.length
  }
  write(encoder.encode(text + LAST[format]))
  return { count, leftOut: 0 }
}

type TextFormat = Exclude<HitFormat, 'reg'>

const FIRST: Readonly<Record<TextFormat, string>> = {
  csv: `${COLUMNS.join(',')}\n`,
  ndjson: '',
  json: '[\n',
  text: '',
  paths: '',
}
const BETWEEN: Readonly<Record<TextFormat, string>> = {
  csv: '',
  ndjson: '',
  json: ',\n',
  text: '\n',
  paths: '\n',
}
const LAST: Readonly<Record<TextFormat, string>> = {
  csv: '',
  ndjson: '',
  json: '\n]\n',
  text: '',
  paths: '',
}

const LINES: Readonly<Record<TextFormat, (hit: WrittenHit) => string>> = {
  csv: (hit) => `${COLUMNS.map((column) => cellOf(hit[column])).join(',')}\n`,
  ndjson: (hit) => `${JSON.stringify(hit)}\n`,
  json: (hit) => JSON.stringify(hit),
  text: ({ key, name, found_in, type, data }) => {
    const place = found_in === 'value' ? 'name' : found_in
    const rest = [name, HIT_PLACES[place], type, data]
    return [key, ...rest.map((text) => spellName(text ?? ''))].join('\t')
  },
  paths: ({ key }) => key,
}

function cellOf(text: string | null): string {
  return text === null ? '' : csvCell(spellName(text))
}

function* writtenHit({ doc, hit }: HitIn, done: number): Work<WrittenHit | null> {
  const { hive, searches } = doc
  const { reader } = searches
  const { cells } = hive
  const at = reader.placeOf(hit)
  if (at === null) return null
  const { place, offset, length, encoding } = hit
  const match = { offset, length, encoding }
  const preview = reader.isThere(hit, at) ? previewHit(cells, { place, ...at, match }) : null
  const common = {
    hive: doc.name,
    key: spellPath(registryPath(doc, at.key)),
    found_in: PLACES[place],
    match: preview?.match ?? null,
  }
  if (at.value === null) return { ...common, name: null, type: null, data: null }
  const record = findKeyValue(cells, at.value)
  const type = valueType(cells, record)
  const texts = dataTextSteps({ type, data: dataCopy(cells, record) })
  try {
    for (;;) {
      const step = texts.next()
      if (step.done === true) {
        const name = valueName(cells, at.value, record)
        return { ...common, name, type: typeName(type), data: step.value }
      }
      yield done
    }
  } finally {
    abandon(texts)
  }
}

/** The names of a path, from the root of the registry down. */
function registryPath(doc: HiveDocument, key: CellOffset): string[] {
  const { prefix } = doc.info
  return [...(prefix === '' ? [] : prefix.split('\\')), ...doc.searches.reader.path(key)]
}

interface WrittenKey {
  readonly doc: HiveDocument
  readonly key: CellOffset
  /** Whether the text can hold it. */
  readonly written: boolean
}

/** Keys that were found, and values whose name or data was found, as .reg text. */
function* writeReg(
  found: FoundHits,
  ids: Uint32Array,
  write: Write,
): Work<Omit<WrittenHits, 'blob'>> {
  const writer = new RegWriter(5, write)
  let last: WrittenKey | null = null
  let lastValue: CellOffset | null = null
  let count = 0
  let leftOut = 0
  for (const [index, id] of ids.entries()) {
    const hit = found.at(id)
    const at = hit?.doc.searches.reader.placeOf(hit.hit)
    if (hit === undefined || at == null) continue
    const { doc } = hit
    if (!isAt(last, doc, at.key)) {
      const names = registryPath(doc, at.key)
      const written = names.every(isPathName) && writer.key(names.join('\\'))
      last = { doc, key: at.key, written }
      lastValue = null
      if (written) count++
      else leftOut++
    }
    if (!last?.written || at.value === null || at.value === lastValue) continue
    lastValue = at.value
    const { cells } = doc.hive
    const record = findKeyValue(cells, at.value)
    const name = valueName(cells, at.value, record)
    if (writer.value(name, valueType(cells, record), dataCopy(cells, record))) count++
    else leftOut++
    yield index / ids.length
  }
  writer.end()
  return { count, leftOut }
}

function isAt(last: WrittenKey | null, doc: HiveDocument, key: CellOffset): boolean {
  return last?.doc === doc && last.key === key
}
