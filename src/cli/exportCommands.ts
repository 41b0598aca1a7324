/**
 * `export --format reg-add` and `powershell`: a command for each value and each key without values, and a message for
 * what has none.
 */

import type { CommandForm } from '../exchange/commandForm.ts'
import { type Unwritten, writeCommands } from '../exchange/commandLines.ts'
import { POWERSHELL } from '../exchange/powershell.ts'
import { REG_ADD } from '../exchange/regAdd.ts'
import { EXPORTING } from '../text/exporting.ts'
import type { ExportFormat } from './ExportFormat.ts'
import { type Io, say } from './Io.ts'
import { formatBoundedName, formatBoundedPath } from './names.ts'

/** The most messages about what was left out. */
const MOST_MESSAGES = 1000

export const regAddFormat = commandFormat('cmd', REG_ADD, false)
export const powershellFormat = commandFormat('ps1', POWERSHELL, true)

function commandFormat(extension: string, form: CommandForm, isPrintable: boolean): ExportFormat {
  return {
    extension,
    takesSeveral: false,
    isPrintable,
    hasDeleted: false,
    findsDamage: true,
    isMeasured: true,
    begin: (write, io) => ({
      *hiveSteps({ hive, top, prefix }) {
        let said = 0
        const isWhole = yield* writeCommands(hive, { top, prefix }, form, write, (one) => {
          if (++said <= MOST_MESSAGES) sayUnwritten(one, io)
        })
        const more = said - MOST_MESSAGES
        if (more > 0) say(io, 'left-out', EXPORTING.moreLeftOut(more))
        return isWhole
      },
      end() {},
    }),
  }
}

function sayUnwritten({ path, value, reason }: Unwritten, io: Io): void {
  const key = formatBoundedPath(path)
  const place = value === undefined ? key : `${key} "${formatBoundedName(value)}"`
  say(io, 'left-out', EXPORTING.unwritten(place, value === undefined, reason))
}
