/** Calls that show a hive as a picture: its last writes in order of time, and what takes its space. */

import type { TimeZone } from '../../bytes/filetime.ts'
import { type OfDocument, type OfKey, question, type Range } from './call.ts'
import type {
  KeySorting,
  LastWriteRow,
  Period,
  SizePicture,
  TimelineBins,
  TimelineListed,
  TimelineSummary,
  UsageMap,
  UsageRow,
  UsageRuns,
  UsageSummary,
} from './exchange.ts'
import type { RowPage } from './rows.ts'

export const MEASURE_CALLS = {
  /**
   * Puts the last writes of the hive in order of time; a result that is still current is returned at once. `plausible`
   * are the times that are not counted apart. The three calls after it are about that result, until the next edit;
   * then they are refused with `stale`.
   */
  timeline: question<OfDocument & { readonly plausible: Period }, TimelineSummary>(),
  /** The keys of a span in at most `most` bins, whose lengths are units of the calendar and the clock. */
  timelineBins: question<
    OfDocument & { readonly span: Period; readonly zone: TimeZone; readonly most: number },
    TimelineBins
  >(),
  timelineRows: question<OfDocument & Range & TimelineListed, RowPage<LastWriteRow>>(),
  /** The last writes of a span as CSV, in order of time. Progress is a fraction. Code: `result-too-large`. */
  timelineText: question<OfDocument & { readonly span: Period }, Blob>(),

  /**
   * Measures what takes the space of the hive; a result that is still current is returned at once. The calls
   * after it are about that result, until the next edit; then they are refused with `stale`.
   */
  usage: question<OfDocument, UsageSummary>(),
  /** What a key and everything below it take. Measures the hive first, if that is not known. Progress is a fraction. */
  keyUsage: question<OfKey, UsageRow>(),
  /** The subkeys of a key. */
  usageRows: question<OfKey & Range & { readonly order: KeySorting }, RowPage<UsageRow>>(),
  /** A key with its largest subkeys, and the largest of theirs: at most so many of each. */
  usagePicture: question<
    OfKey & { readonly most: { readonly parts: number; readonly inner: number } },
    SizePicture
  >(),
  /**
   * The use of each part of the file from a position to another one: what cannot be read if any of it cannot, or else
   * what most of its bytes are used for. Code: `bad-argument` for more than 65,536 parts.
   */
  usageMap: question<
    OfDocument & { readonly from: number; readonly to: number; readonly unit: number },
    UsageMap
  >(),
  /**
   * At most `most` runs of the file from a position on. What is shorter than `unit` bytes counts for what most of its
   * unit is.
   */
  usageRuns: question<
    OfDocument & { readonly from: number; readonly most: number; readonly unit: number },
    UsageRuns
  >(),
} as const
