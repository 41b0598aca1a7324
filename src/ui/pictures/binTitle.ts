import { UNIX_EPOCH_SECONDS, zoneName } from '../../bytes/filetime.ts'
import { binName } from '../../bytes/timeBins.ts'
import { binText } from '../../text/timeline.ts'
import type { TimelineBins } from '../../worker/protocol.ts'

/** A bin in words: its time with the zone, and its keys. */
export function binTitle(bins: TimelineBins, index: number): string {
  const { edges, counts, unit, step, zone } = bins
  const [edge = 0, next = 0] = edges.slice(index, index + 2)
  const end = step === 1 ? '' : binName(next, unit, zone)
  const zoneText = zoneName((edge - UNIX_EPOCH_SECONDS) * 1000, zone)
  return binText(binName(edge, unit, zone), end, zoneText, counts[index] ?? 0)
}
