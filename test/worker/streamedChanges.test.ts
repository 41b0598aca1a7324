/** The changes of a hive while it is compared: rows come in the order of the tree, and those that came stay. */

import { describe, expect, it } from 'vitest'
import { createEngine } from '../../src/worker/engine.ts'
import type { DocId, EngineEvent, PendingRow } from '../../src/worker/protocol.ts'
import { hiveBytes } from './openHive.ts'

const KEYS = 4000
const LISTED = { kinds: null, grouped: false } as const
const name = (n: number) => `key ${String(n).padStart(4, '0')}`

/** A hive in which many keys were added, changed and deleted. */
async function edited(send: (event: EngineEvent) => void) {
  const engine = createEngine(send)
  const bytes = hiveBytes((root) => {
    for (let n = 0; n < KEYS; n++) root.create(name(n)).set('v', 3, Uint8Array.of(1))
  })
  const file = new File([bytes], 'HIVE')
  const { doc } = await engine.open({ name: 'HIVE', file, handle: null, logs: [] })
  const prefix = 'HKEY_LOCAL_MACHINE\\TEST'
  const lines = ['Windows Registry Editor Version 5.00', '']
  for (let n = 0; n < KEYS; n += 2) {
    const path = `${prefix}\\${name(n)}`
    lines.push(n % 40 === 0 ? `[-${path}]` : `[${path}${n % 10 === 0 ? '\\New' : ''}]`)
    if (n % 40 !== 0) lines.push('"v"=hex:02')
    lines.push('')
  }
  const text = new File([lines.join('\r\n')], 'changes.reg')
  const options = { prefix, lenient: false, addNul: false, rules: null, codePage: null }
  await engine.previewImport({ doc, text: { name: text.name, file: text, ...options } })
  await engine.applyImport({ doc })
  return { engine, doc }
}

function lineOf(row: PendingRow): string {
  return row.row === 'key' ? row.path.join('\\') : [row.kind, ...row.path, row.value].join(' ')
}

describe('the changes of a hive', () => {
  it('are listed while they are found, and keep their places; at the end all are there', async () => {
    const pages: Promise<string[]>[] = []
    let session: { engine: ReturnType<typeof createEngine>; doc: DocId } | null = null
    session = await edited((event) => {
      if (event.type !== 'compare-progress' || event.comparison === null || !session) return
      const { engine, doc } = session
      const request = { doc, comparison: event.comparison, ...LISTED, from: 0, count: KEYS }
      pages.push(engine.pendingRows(request).then(({ rows }) => rows.map(lineOf)))
    })
    const { engine, doc } = session
    const request = {
      doc,
      base: 'saved',
      attributes: ['class'],
      moves: true,
      streams: true,
    } as const
    const { comparison, total } = await engine.compare(request)
    const all = await engine.pendingRows({ doc, comparison, ...LISTED, from: 0, count: KEYS })
    expect(all.total).toBe(total)
    const last = all.rows.map(lineOf)
    const early = await Promise.all(pages)
    expect(early.length).toBeGreaterThan(1)
    for (const lines of early) {
      expect(lines.length).toBeGreaterThan(0)
      expect(lines).toEqual(last.slice(0, lines.length))
    }
  })

  it('are not listed before the end unless that is asked for', async () => {
    const events: EngineEvent[] = []
    const { engine, doc } = await edited((event) => events.push(event))
    await engine.compare({ doc, base: 'saved', attributes: [], moves: true })
    const told = events.flatMap((event) => (event.type === 'compare-progress' ? [event] : []))
    expect(told.length).toBeGreaterThan(0)
    expect(told.every((event) => event.comparison === null)).toBe(true)
  })
})
