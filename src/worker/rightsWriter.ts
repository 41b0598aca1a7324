/** The keys that can be written to, and the descriptors of a hive, as text for other programs. */

import { spellPath } from '../bytes/spelling.ts'
import { csvCell } from '../exchange/csvCell.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { type DescriptorUse, WRITE_RIGHTS } from '../rights/KeyRights.ts'
import { rightsOf } from '../security/accessMask.ts'
import { AceTexts, formatSddl } from '../security/sddl.ts'
import { RIGHT_WORDS } from '../text/rights.ts'
import { RECORDS_A_STEP, type Work } from '../work.ts'
import { BlobOutput } from './BlobOutput.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { GrantReason, RequestOf } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** A cell of a row: text, a number, a list of texts, or reasons. */
type Cells = Readonly<Record<string, string | number | readonly string[] | null>>

const KEY_COLUMNS = ['hive', 'key', 'rights', 'decided_by', 'sddl'] as const
const DESCRIPTOR_COLUMNS = ['hive', 'keys', 'owner', 'rights', 'first_key', 'sddl'] as const

const encoder = new TextEncoder()

/**
 * Writes what was found. Must be called within `exclusive`.
 *
 * @throws HiveError `stale`, `result-too-large`, `cancelled`
 */
export async function exportRights(
  doc: HiveDocument,
  { what, format }: RequestOf<'exportRights'>,
  { signal, progress }: CallContext,
): Promise<Blob> {
  const output = new BlobOutput(doc.hive.image.length)
  const columns = what === 'keys' ? KEY_COLUMNS : DESCRIPTOR_COLUMNS
  const { found } = doc.rights
  const total = what === 'keys' ? found.count : found.uses.length
  const rowAt = what === 'keys' ? keyRows(doc) : descriptorRows(doc)
  const write = (text: string) => output.write(encoder.encode(text))
  const steps = function* (): Work<void> {
    write(format === 'csv' ? `${columns.join(',')}\n` : '[\n')
    for (let index = 0; index < total; index++) {
      const row = rowAt(index)
      if (row === null) continue
      if (format === 'csv') write(`${columns.map((name) => cellOf(row[name] ?? null)).join(',')}\n`)
      else write(`${index === 0 ? '' : ',\n'}${JSON.stringify(row)}`)
      if (index % RECORDS_A_STEP === 0) yield index / total
    }
    if (format === 'json') write('\n]\n')
  }
  await runInSlices(steps(), { signal, onProgress: progress })
  return output.end()
}

function keyRows(doc: HiveDocument): (index: number) => Cells | null {
  const texts = new AceTexts()
  return (index) => {
    const one = doc.rights.found.at(index)
    if (one === undefined) return null
    return {
      hive: doc.name,
      key: pathOf(doc, one.key),
      rights: rightWords(one.use),
      decided_by: doc.rights.reasonsOf(one.use).map(reasonText),
      sddl: sddlOf(one.use, texts),
    }
  }
}

function descriptorRows(doc: HiveDocument): (index: number) => Cells | null {
  const texts = new AceTexts()
  return (index) => {
    const use = doc.rights.found.uses[index]
    if (use === undefined) return null
    return {
      hive: doc.name,
      keys: use.keys,
      owner: use.descriptor?.owner ?? null,
      rights: rightWords(use),
      first_key: pathOf(doc, use.first),
      sddl: sddlOf(use, texts),
    }
  }
}

function pathOf(doc: HiveDocument, key: CellOffset): string {
  const { prefix } = doc.info
  return spellPath([...(prefix === '' ? [] : prefix.split('\\')), ...doc.rights.namesOf(key)])
}

function rightWords({ access }: DescriptorUse): readonly string[] {
  const { rights } = rightsOf((access?.granted ?? 0) & WRITE_RIGHTS)
  return rights.map((right) => RIGHT_WORDS[right])
}

function reasonText({ by, sid, entry }: GrantReason): string {
  return by === 'entry' ? (entry ?? '') : by === 'owner' ? `owner ${sid}` : 'no access list'
}

function sddlOf({ descriptor }: DescriptorUse, texts: AceTexts): string | null {
  return descriptor === null ? null : formatSddl(descriptor, texts)
}

function cellOf(value: Cells[string]): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  return csvCell(typeof value === 'string' ? value : value.join('; '))
}
