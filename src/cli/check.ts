/** `check FILE [LOG…]`: the full structural check. */

import type { CheckResult } from '../regf/check.ts'
import type { Finding, Severity } from '../regf/finding.ts'
import { checkSummary } from '../text/cli.ts'
import { part, type Work } from '../work.ts'
import type { Command, ExitCode } from './Command.ts'
import { pathOf, withPath, wordsOf } from './findings.ts'
import { formatOffset, type Io, oneLine, printableJson } from './Io.ts'
import { openWithLogs } from './logs.ts'

/** The progress once the hive is open. */
const OPENED = 0.4

export const checkCommand: Command = {
  name: 'check',
  options: { flags: ['json'] },
  words: [1, 1000],
  *run(args, io): Work<ExitCode> {
    const [path, ...logs] = args.words as [string, ...string[]]
    const { hive } = yield* part(openWithLogs(path, logs, io), 0, OPENED)
    const result = yield* part(hive.checkSteps(), OPENED, 1)
    const write = args.flags.has('json') ? writeJson : writeLines
    write(result, hive.image.length, io)
    return count(result, 'error') > 0 ? 1 : 0
  },
}

function writeJson(result: CheckResult, bytes: number, io: Io): void {
  const { keys, values } = result
  const ok = count(result, 'error') === 0
  const head = printableJson({ ok, keys, values, bytes }).slice(0, -'\n}'.length)
  if (result.findings.length === 0) {
    io.out(`${head},\n  "findings": []\n}\n`)
    return
  }
  // One by one, since all findings of a crafted hive together may be longer than a string can be.
  let before = `${head},\n  "findings": [\n`
  for (const finding of result.findings) {
    io.out(`${before}${printableJson(plain(finding)).replace(/^/gm, '    ')}`)
    before = ',\n'
  }
  io.out('\n  ]\n}\n')
}

function plain(finding: Finding) {
  const { code, severity, offset, path } = finding
  const where = path === undefined ? {} : { path: path.length === 0 ? '' : pathOf(finding) }
  return { code, severity, offset, ...where, message: wordsOf(finding) }
}

function writeLines(result: CheckResult, bytes: number, io: Io): void {
  for (const finding of result.findings) {
    const { severity, code, offset } = finding
    io.out(`${severity} ${code} ${formatOffset(offset)} ${oneLine(withPath(finding))}\n`)
  }
  const summary = checkSummary({
    errors: count(result, 'error'),
    warnings: count(result, 'warning'),
    notes: count(result, 'info'),
    keys: result.keys,
    values: result.values,
    bytes,
  })
  io.out(`${summary}\n`)
}

function count(result: CheckResult, severity: Severity): number {
  return result.findings.filter((finding) => finding.severity === severity).length
}
