/** Bins of times that people know: years, months, days. */

const UNITS = ['year', 'month', 'day'] as const

/** The length of a bin. */
export type CalendarUnit = (typeof UNITS)[number]

/** Seconds from 1601 to 1970. */
const TO_1970 = 11_644_473_600
/** The most bins: a longer span has longer bins. */
const MOST_BINS = 60

export interface CalendarBins {
  readonly unit: CalendarUnit
  /** Where the bins begin and the last one ends, in seconds since 1601 UTC. */
  readonly edges: readonly number[]
}

/**
 * Finds bins for a span of time: the shortest unit of which there are at most 60, or else years.
 *
 * @param earliest - the first second since 1601 UTC
 * @param latest - the last one
 * @returns the bins, which cover the span
 */
export function calendarBins(earliest: number, latest: number): CalendarBins {
  for (const unit of ['day', 'month'] as const) {
    const edges = edgesOf(earliest, latest, unit, MOST_BINS)
    if (edges !== null) return { unit, edges }
  }
  const edges = edgesOf(earliest, latest, 'year', Number.POSITIVE_INFINITY) ?? []
  return { unit: 'year', edges }
}

/** Null if there are more than `most` bins. */
function edgesOf(
  earliest: number,
  latest: number,
  unit: CalendarUnit,
  most: number,
): number[] | null {
  const start = new Date((earliest - TO_1970) * 1000)
  const year = start.getUTCFullYear()
  const month = unit === 'year' ? 0 : start.getUTCMonth()
  const day = unit === 'day' ? start.getUTCDate() : 1
  const edges: number[] = []
  for (let count = 0; ; count++) {
    if (count > most + 1) return null
    const edge = new Date(0)
    edge.setUTCFullYear(
      year + (unit === 'year' ? count : 0),
      month + (unit === 'month' ? count : 0),
      day + (unit === 'day' ? count : 0),
    )
    const seconds = Math.floor(edge.getTime() / 1000) + TO_1970
    edges.push(seconds)
    if (seconds > latest) return edges.length - 1 > most ? null : edges
  }
}

/**
 * Names a bin.
 *
 * @param edge - where it begins, in seconds since 1601 UTC
 * @param unit - its length
 * @returns `2024`, `2024-05` or `2024-05-01`
 */
export function binName(edge: number, unit: CalendarUnit): string {
  const date = new Date((edge - TO_1970) * 1000)
  const year = String(date.getUTCFullYear()).padStart(4, '0')
  const month = String(date.getUTCMonth() + 1).padStart(2, '0')
  const day = String(date.getUTCDate()).padStart(2, '0')
  return [year, month, day].slice(0, UNITS.indexOf(unit) + 1).join('-')
}
