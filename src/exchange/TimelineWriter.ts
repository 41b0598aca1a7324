/** Last writes as text: CSV, JSON lines, and the body file of The Sleuth Kit, which `mactime` reads. */

import { secondsOf } from '../bytes/filetime.ts'
import { type ByteSink, ByteText } from './ByteText.ts'
import { csvCell } from './csvCell.ts'
import type { LastWrite } from './timeline.ts'

/** The forms of a timeline. */
export const TIMELINE_FORMATS = ['csv', 'ndjson', 'bodyfile'] as const

/** A form of a timeline. */
export type TimelineFormat = (typeof TIMELINE_FORMATS)[number]

/** Seconds from 1601 to 1970. */
const TO_1970 = 11_644_473_600
/** What `mactime` would take for the end of a field, or for an escape. */
const BODY_SPECIAL = /\||%(?=[0-9a-f]{2})/gi

export class TimelineWriter {
  readonly #format: TimelineFormat
  readonly #out: ByteText

  /**
   * Begins a timeline.
   *
   * @param format - its form
   * @param sink - gets the lines in UTF-8
   */
  constructor(format: TimelineFormat, sink: ByteSink) {
    this.#format = format
    this.#out = new ByteText(sink)
  }

  /** Writes the line of column names, if the form has one. */
  begin(): void {
    if (this.#format === 'csv') this.#out.ascii('last_write,hive,path,cell\n')
  }

  /**
   * Writes the line of a last write.
   *
   * @param hive - the name of the hive, printable
   * @param one - the last write
   */
  add(hive: string, one: LastWrite): void {
    if (this.#format === 'bodyfile') this.#addBody(hive, one)
    else if (this.#format === 'csv') this.#addCsv(hive, one)
    else this.#addJson(hive, one)
  }

  /** Passes on what was not passed on yet. */
  flush(): void {
    this.#out.flush()
  }

  #addCsv(hive: string, { high, low, path, cell }: LastWrite): void {
    const out = this.#out
    out.time(high, low)
    out.utf8(`,${csvCell(hive)},${csvCell(path)},${cell}\n`)
  }

  #addJson(hive: string, { high, low, path, cell }: LastWrite): void {
    const out = this.#out
    out.ascii('{"last_write":"')
    out.time(high, low)
    out.ascii('","hive":"')
    out.jsonText(hive)
    out.ascii('","path":"')
    out.jsonText(path)
    out.ascii(`","cell":${cell}}\n`)
  }

  /**
   * The fields are: hash, name, inode, mode, owner, group, size, and the times of access, modification, change and
   * birth, in seconds since 1970. What is not known is 0; there is no time before 1970, so an earlier one is 0 too.
   */
  #addBody(hive: string, { high, low, path, cell }: LastWrite): void {
    const name = `${hive}: ${path}`.replace(BODY_SPECIAL, (unit) => (unit === '|' ? '%7C' : '%25'))
    const seconds = Math.max(0, secondsOf(high, low) - TO_1970)
    this.#out.utf8(`0|${name}|${cell}|0|0|0|0|0|${seconds}|0|0\n`)
  }
}
