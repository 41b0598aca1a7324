/** Words of a salvage on the page. */

import type { LossRow, SalvageSummary } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { valueName } from './edits.ts'
import { LOSS_KINDS, type LossKind, lossText } from './salvage.ts'

export const SALVAGE = {
  label: 'Salvage report',
  columns: { outcome: 'Outcome', what: 'What happened', key: 'Key', offset: 'File offset' },
  none: 'Nothing was lost',
  noSource: 'The damaged hive is not open any more.',
} as const

/** The outcome of a loss, as the first word of its row. */
export const OUTCOMES: Readonly<Record<LossKind, string>> = {
  lost: 'Lost',
  partial: 'In part',
  moved: 'Moved',
  changed: 'Changed',
  'left out': 'Left out',
}

/** The outcome of a loss. */
export function outcomeOf({ code }: Pick<LossRow, 'code'>): LossKind {
  return LOSS_KINDS[code]
}

/** What happened, as a sentence. */
export function lossSentence({ code, offset, value, expected, actual }: LossRow): string {
  const text = lossText({
    ...{ code, offset },
    ...(expected !== null && { expected }),
    ...(actual !== null && { actual }),
  })
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
  return value === null ? sentence : `${valueName(value)}: ${sentence}`
}

/** `12 keys and 30 values kept; 2 lost, 1 moved` */
export function keptText({ keys, values, losses }: SalvageSummary): string {
  const sums = new Map<LossKind, number>()
  for (const { code, count } of losses) {
    const kind = LOSS_KINDS[code]
    sums.set(kind, (sums.get(kind) ?? 0) + count)
  }
  const kept = `${counted(keys, 'key')} and ${counted(values, 'value')} kept`
  const rest = [...sums].map(
    ([kind, count]) => `${count.toLocaleString('en')} ${OUTCOMES[kind].toLowerCase()}`,
  )
  return rest.length === 0 ? kept : `${kept}; ${rest.join(', ')}`
}

/** A hive was salvaged. */
export function salvagedText(title: string): { readonly text: string; readonly detail: string } {
  return {
    text: `Salvaged into ${title}, a new hive.`,
    detail: 'Save it to keep it. The damaged hive is unchanged.',
  }
}
