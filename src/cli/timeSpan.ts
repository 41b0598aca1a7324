/** The options `--from` and `--to`, which choose keys by their last writes. */

import { formatFiletime, parseFiletime } from '../bytes/filetime.ts'
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
  const from = timeOf(args, 'from') ?? 0n
  const last = timeOf(args, 'to')
  const to = last === null ? LAST_TIME : last + unitOf(args.values.get('to') ?? '') - 1n
  if (from > to) throw usage(EXPORTING.emptySpan(formatFiletime(from), formatFiletime(to)))
  return { from, to }
}

function timeOf({ values }: Arguments, name: 'from' | 'to'): bigint | null {
  const text = values.get(name)
  if (text === undefined) return null
  const time = parseFiletime(text)
  if (time === null) throw usage(EXPORTING.badTime(name, text))
  return time
}

/** The ticks of the last place that a time states: a whole day for a date, a second for a time with seconds. */
function unitOf(text: string): bigint {
  const [, minutes, seconds, fraction] =
    /^\d+-\d\d-\d\d(?:[ T]\d\d(:\d\d)(:\d\d)?(?:\.(\d+))?)?/.exec(text.trim()) ?? []
  if (fraction !== undefined) return 10n ** BigInt(7 - fraction.length)
  if (seconds !== undefined) return 10_000_000n
  return minutes === undefined ? 864_000_000_000n : 600_000_000n
}
