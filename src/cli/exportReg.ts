/** `export --format reg5` and `reg4`: .reg text, and a message for everything that it cannot hold. */

import { exportRegSteps, type LeftOut } from '../regtext/exportReg.ts'
import type { RegVersion } from '../regtext/regText.ts'
import { EXPORTING } from '../text/exporting.ts'
import type { ExportFormat } from './ExportFormat.ts'
import { type Io, say } from './Io.ts'
import { formatBoundedName, formatBoundedPath } from './names.ts'

/** The most messages about what was left out. */
const MOST_MESSAGES = 1000

/** Makes the format for a form of .reg text. */
export function regFormat(version: RegVersion): ExportFormat {
  return {
    extension: 'reg',
    takesSeveral: false,
    isPrintable: false,
    hasDeleted: false,
    findsDamage: true,
    isMeasured: true,
    begin: (write, io) => ({
      *hiveSteps({ hive, top, prefix }) {
        const { cells, root } = hive
        const keys = top === root ? hive.surveyedKeys : null
        let said = 0
        const leaveOut = (one: LeftOut) => {
          if (++said <= MOST_MESSAGES) sayLeftOut(one, io)
        }
        const isWhole = yield* exportRegSteps(
          { cells, root, top, prefix, version, keys },
          write,
          leaveOut,
        )
        const more = said - MOST_MESSAGES
        if (more > 0) say(io, 'left-out', EXPORTING.moreLeftOut(more))
        return isWhole
      },
      end() {},
    }),
  }
}

function sayLeftOut({ path, value, reason }: LeftOut, io: Io): void {
  const key = formatBoundedPath(path)
  const place = value === undefined ? key : `${key} "${formatBoundedName(value)}"`
  say(io, 'left-out', EXPORTING.leftOut(place, value === undefined, reason))
}
