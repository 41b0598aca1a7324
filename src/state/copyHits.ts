/** Copying results of a search: the path of one, its row, or all rows as lines of text. */

import { spellName } from '../bytes/spelling.ts'
import { HIT_PLACES, HIT_STATES, TOO_MANY_RESULTS } from '../text/find.ts'
import { typeName } from '../values/valueType.ts'
import type { DocId, HitPreview, HitRow, SearchId } from '../worker/protocol.ts'
import { copy, copyNames, MOST_TEXT, registryPath, wholePath } from './copying.ts'
import { documentOf, titleOf } from './documents.ts'
import { engine } from './engine.ts'
import { sayWhyNot, showError } from './notices.ts'

/** Rows that are fetched at once: few enough not to block the page. */
const FETCHED_ROWS = 500

/** Copies the path of the key of a hit. */
export async function copyHitPath(doc: DocId, hit: HitRow): Promise<void> {
  const path = hit.key === null ? null : await wholePath(doc, hit.key)
  const prefix = documentOf(doc)?.info.prefix
  if (path === null || prefix === undefined) return sayWhyNot(HIT_STATES.gone, doc)
  await copyNames(prefix, path, 'spelled')
}

/** Copies the row of a hit: path, name, place, type and data, with tabs between them. */
export async function copyHit(doc: DocId, hit: HitRow): Promise<void> {
  try {
    await copy(await lineOf(doc, hit), { what: 'results', count: 1 })
  } catch (error) {
    showError(error, titleOf(doc), { doc })
  }
}

/** Copies the rows of all hits, a line each. */
export async function copyAllHits(doc: DocId, search: SearchId): Promise<void> {
  try {
    const lines: string[] = []
    let length = 0
    for (let from = 0, total = 1; from < total; from += FETCHED_ROWS) {
      const page = await engine().hits({ doc, search, from, count: FETCHED_ROWS })
      for (const row of page.rows) {
        const line = await lineOf(doc, row)
        length += line.length + 1
        lines.push(line)
      }
      if (length > MOST_TEXT) return sayWhyNot(TOO_MANY_RESULTS, doc)
      total = page.total
    }
    await copy(lines.join('\n'), { what: 'results', count: lines.length })
  } catch (error) {
    showError(error, titleOf(doc), { doc })
  }
}

async function lineOf(doc: DocId, hit: HitRow): Promise<string> {
  const { key, path, pathCut, name, value, place, type, preview } = hit
  const names = (pathCut && key !== null ? await wholePath(doc, key) : null) ?? path
  const where = key === null ? '' : registryPath(documentOf(doc)?.info.prefix ?? '', names)
  return [
    where,
    value === null ? '' : spellName(name),
    HIT_PLACES[place],
    type === null ? '' : typeName(type),
    preview === null ? '' : previewText(preview),
  ].join('\t')
}

function previewText({ before, match, after, isBytes, ...cut }: HitPreview): string {
  const parts = [before, match + (cut.cutMatch ? '…' : ''), after].filter((text) => text !== '')
  const text = isBytes ? parts.join(' ') : spellName(parts.join(''))
  return `${cut.cutBefore ? '…' : ''}${text}${cut.cutAfter ? '…' : ''}`
}
