/** The words of the timeline of last writes. */

import type { TimelineBins } from '../worker/protocol.ts'
import { counted } from './counted.ts'

export const TIMELINE = {
  label: 'Timeline',
  bars: 'Keys by last write',
  list: 'Last writes',
  reading: 'Reading the last writes',
  outdated: 'Read before your last changes.',
  again: 'Read again',
  stopped: 'Stopped: the last writes are not listed.',
  from: 'From',
  to: 'To',
  show: 'Show',
  /** What may be typed into the fields. */
  hint: 'A day, or a longer or shorter time: 2024-05-01, 2024-05, 2024, 2024-05-01 13:00',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  all: 'All times',
  log: 'Logarithmic scale',
  table: 'Show as table',
  export: 'Export as CSV',
  key: 'Key',
  root: '(root)',
  keys: 'Keys',
  begin: 'From',
  none: 'No keys in this time',
  damaged: 'The hive is damaged: keys may be missing.',
} as const

/** What is wrong with a typed time. */
export const TIME_FAULTS = {
  from: `This is not a time. ${TIMELINE.hint}`,
  to: `This is not a time. ${TIMELINE.hint}`,
  order: 'The end is before the beginning.',
} as const

/** `37 keys`, or of how many. */
export function listedKeysText(listed: number, total: number): string {
  if (listed === total) return counted(total, 'key')
  return `${listed.toLocaleString('en')} of ${counted(total, 'key')}`
}

/** A bin in words: `2024-05-01 UTC: 37 keys`. */
export function binText(name: string, next: string, zone: string, keys: number): string {
  const span = next === '' ? name : `${name} up to ${next}`
  return `${span} ${zone}: ${counted(keys, 'key')}`
}

/** The heading of the times: `Last write (UTC)`. */
export function lastWriteTitle(zone: string): string {
  return `Last write (${zone})`
}

const UNITS: Readonly<Record<TimelineBins['unit'], string>> = {
  year: 'year',
  month: 'month',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
}

/** How long a bar is: `each bar is 15 minutes`. */
export function barLengthText({ unit, step }: Pick<TimelineBins, 'unit' | 'step'>): string {
  return `each bar is ${step === 1 ? `1 ${UNITS[unit]}` : counted(step, UNITS[unit])}`
}

/** The keys whose times are counted apart. */
export const ODD_TIMES = {
  unset: (keys: number) => `${counted(keys, 'key')} without a time`,
  early: (keys: number) => `${counted(keys, 'key')} from before 1990`,
  late: (keys: number) => `${counted(keys, 'key')} from the future`,
} as const

/** Shown while the CSV file is written. */
export const EXPORTING_TIMELINE = 'Writing the last writes as CSV…'

/** The file was given to the browser. */
export function exportedTimelineText(file: string, keys: number): string {
  return `Downloaded ${file}: the last writes of ${counted(keys, 'key')}.`
}

/** The name of the CSV file for a hive. */
export function timelineFileName(hive: string): string {
  return `${hive}-timeline.csv`
}
