import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { previewRecovery, type RecoveryPreview } from '../../src/logs/preview.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { type CorpusHive, dirtyHives, hasCorpus } from '../helpers/corpus.ts'
import { type DumpKey, parseDump } from '../helpers/dumpTree.ts'
import { hive } from '../helpers/runHive.ts'

describe.skipIf(!hasCorpus)('the preview of real recoveries', () => {
  it.each(dirtyHives)('counts what the dumps differ in: $name', (dirty) => {
    const { report, before, after } = preview(dirty, dirty.logs)
    expect(after?.base.dirty).toBe(false)
    expect(report.effect?.worse).toBe(false)
    if (before === null) {
      expect(report.effect?.changes).toBeNull()
      return
    }
    const changes = report.effect?.changes
    const counted = [changes?.keys, changes?.values, changes?.complete]
    const dump = hive('dump', dirty.path).out
    expect(counted).toEqual([...differences(dump, dirty.recovered), true])
    expect(structuredClone(report)).toEqual(report)
  })
})

function preview({ path }: CorpusHive, logs: readonly string[]): RecoveryPreview {
  const inputs = logs.map((log) => ({ name: basename(log), bytes: bytesOf(log) }))
  const steps = previewRecovery(new HiveImage(bytesOf(path).buffer), inputs)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

function bytesOf(path: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(path))
}

/** The differences between two dumps, compared naively: lines by path and name. */
function differences(before: string, after: string) {
  const [a, b] = [linesOf(parseDump(before)), linesOf(parseDump(after))]
  return [count(a.keys, b.keys), count(a.values, b.values)]
}

function count(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>) {
  const added = [...b.keys()].filter((name) => !a.has(name)).length
  const removed = [...a.keys()].filter((name) => !b.has(name)).length
  const changed = [...b].filter(([name, rest]) => a.has(name) && a.get(name) !== rest).length
  return { added, removed, changed }
}

function linesOf(root: DumpKey) {
  const keys = new Map<string, string>()
  const values = new Map<string, string>()
  const visit = (key: DumpKey, path: string) => {
    keys.set(path, `${key.time} ${key.rest}`)
    for (const { name, rest } of key.values) values.set(`${path} ${name}`, rest)
    for (const child of key.keys) visit(child, `${path}\\${child.name}`)
  }
  visit(root, '')
  return { keys, values }
}
