/** The options `--from` and `--to`, which choose keys by their last writes. */

import { formatFiletime } from '../bytes/filetime.ts'
import { type Period, parsePeriod } from '../bytes/timeBins.ts'
import type { TimeSpan } from '../exchange/timeline.ts'
import { EXPORTING } from '../text/exporting.ts'
import { type Arguments, usage } from './arguments.ts'

const LAST_TIME = (1n << 64n) - 1n

/**
 * The times that `--from` and `--to` state; both ends are included, and a date is the whole day.
 *
 * @throws HiveError `usage`
 */
export function spanOf(args: Arguments): TimeSpan {
  const from = periodOf(args, 'from')?.from ?? 0n
  const to = periodOf(args, 'to')?.to ?? LAST_TIME
  if (from > to) throw usage(EXPORTING.emptySpan(formatFiletime(from), formatFiletime(to)))
  return { from, to }
}

function periodOf({ values }: Arguments, name: 'from' | 'to'): Period | null {
  const text = values.get(name)
  if (text === undefined) return null
  const period = parsePeriod(text)
  if (period === null) throw usage(EXPORTING.badTime(name, text))
  return period
}
