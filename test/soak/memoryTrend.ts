/** Whether memory grows during a soak. */

export interface MemorySample {
  /** Minutes since the soak began. */
  readonly minute: number
  /** Megabytes. */
  readonly megabytes: number
}

export interface MemoryTrend {
  readonly first: number
  readonly last: number
  readonly most: number
  /** Megabytes that a straight line through the samples gains in a minute. */
  readonly slope: number
  /** Whether the line gains no more than a quarter of the mean, or 32 MB, from the first sample to the last. */
  readonly isFlat: boolean
}

/** Changes of less than this say nothing, whatever the mean. */
const NOISE_MB = 32
const MOST_GROWTH = 0.25
/** With fewer samples a line says nothing. */
const LEAST_SAMPLES = 5

/** The trend of the samples from a minute on; null where there are none. */
export function memoryTrend(samples: readonly MemorySample[], from: number): MemoryTrend | null {
  const late = samples.filter(({ minute }) => minute >= from)
  const [first, last] = [late[0], late.at(-1)]
  if (first === undefined || last === undefined) return null
  const sizes = late.map(({ megabytes }) => megabytes)
  const [meanTime, mean] = [meanOf(late.map(({ minute }) => minute)), meanOf(sizes)]
  const spread = late.reduce((sum, { minute }) => sum + (minute - meanTime) ** 2, 0)
  const joint = late.reduce(
    (sum, { minute, megabytes }) => sum + (minute - meanTime) * (megabytes - mean),
    0,
  )
  const slope = spread === 0 ? 0 : joint / spread
  const gained = slope * (last.minute - first.minute)
  return {
    ...{ first: first.megabytes, last: last.megabytes, most: Math.max(...sizes), slope },
    isFlat: late.length < LEAST_SAMPLES || gained <= Math.max(NOISE_MB, mean * MOST_GROWTH),
  }
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}
