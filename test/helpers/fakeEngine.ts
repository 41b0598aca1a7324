/**
 * An engine in memory for tests of stores and components: hives of plain objects, real revisions,
 * ids, undo and errors, nothing of the format. Replies come in microtasks unless `hold` keeps them.
 */

import { readSpelledPath } from '../../src/bytes/spelling.ts'
import { HiveError } from '../../src/errors.ts'
import { previewValue } from '../../src/values/preview.ts'
import type { Engine } from '../../src/worker/engine.ts'
import type {
  CallName,
  CallOptions,
  CheckSummary,
  DocId,
  DocInfo,
  EditResult,
  EngineClient,
  EngineEvent,
  KeyId,
  RecoveryReport,
  TreeRow,
  ValueId,
} from '../../src/worker/protocol.ts'
import { VALUE_HEAD_BYTES } from '../../src/worker/protocol.ts'
import {
  byName,
  type FakeKey,
  fold,
  type Hive,
  infoOf,
  NOTHING,
  type Node,
  namesake,
  orderedRows,
  rootOf,
  type Step,
  stateOf,
  stepOf,
  storedValue,
  visible,
} from './fakeHive.ts'

const LOG_NAME = /^(.+)\.log[12]?$/i

/** The fake, and what a test may do to it. */
export interface FakeEngine extends EngineClient {
  /** Every call in order, by method name. */
  readonly calls: readonly string[]
  /** Sends an event to the page. */
  emit(event: EngineEvent): void
  /** Keeps the replies of one method until the returned function is called. */
  hold(method: CallName): () => void
}

export interface FakeOptions {
  readonly access?: DocInfo['access']
  /** What the logs of every hive would do, and the keys it has then. */
  readonly report?: RecoveryReport
  readonly recovered?: FakeKey
  /** What a check of a hive at a revision finds; nothing unless told. */
  readonly check?: (revision: number) => Partial<CheckSummary>
  /** A file of the name of an open one is that one. */
  readonly knowsFiles?: boolean
}

/** Makes an engine that opens the given hives by file name; the sample hive is `sample`. */
export function fakeEngine(
  hives: Readonly<Record<string, FakeKey>>,
  options: FakeOptions = {},
): FakeEngine {
  const open = new Map<DocId, Hive>()
  const calls: string[] = []
  const gates = new Map<string, Promise<void>>()
  const listeners = new Set<(event: EngineEvent) => void>()
  let nextId = 1

  function adopt(from: FakeKey, parent: Node | null, nodes: Map<KeyId, Node>): Node {
    const node: Node = { id: nextId++, name: from.name, parent, keys: [], values: [], from }
    nodes.set(node.id, node)
    node.values = (from.values ?? []).map((value) => ({ ...value, id: nextId++ }))
    node.keys = (from.keys ?? []).map((key) => adopt(key, node, nodes)).sort(byName)
    return node
  }

  function add(name: string, from: FakeKey, logs: readonly string[] = []): DocInfo {
    const nodes = new Map<KeyId, Node>()
    const hive: Hive = {
      doc: nextId++,
      name,
      root: adopt(from, null, nodes),
      expanded: new Set(),
      nodes,
      access: options.access ?? 'editable',
      locked: false,
      dirty: options.access === 'dirty',
      logs,
      recovery: null,
      revision: 1,
      done: [],
      undone: [],
      saved: 0,
    }
    open.set(hive.doc, hive)
    return infoOf(hive)
  }

  function hiveOf(doc: DocId): Hive {
    const hive = open.get(doc)
    if (!hive) throw new HiveError('stale', `no document ${doc}`)
    return hive
  }

  function keyOf(doc: DocId, key: KeyId): Node {
    const hive = hiveOf(doc)
    const node = hive.nodes.get(key)
    if (!node || rootOf(node) !== hive.root) throw new HiveError('stale', `no key ${key}`)
    return node
  }

  function commit(hive: Hive, step: Step): EditResult {
    step.run()
    hive.done.push(step)
    hive.undone = []
    return after(hive, step, { focus: step.focus, removed: step.removed })
  }

  function after(
    hive: Hive,
    step: Step,
    what: { focus: EditResult['focus']; removed: EditResult['removed'] },
  ): EditResult {
    hive.revision++
    const swapped = step.swaps ? infoOf(hive) : null
    const lists = { subkeys: step.swaps || step.label.kind.includes('key'), values: true }
    return { state: stateOf(hive), label: step.label, moved: [], lists, swapped, ...what }
  }

  const api: Engine = {
    async sortFiles({ files }) {
      const stems = files.map(({ name }) => LOG_NAME.exec(name)?.[1])
      const logsOf = (hive: string) =>
        stems.flatMap((stem, at) => (stem !== undefined && fold(stem) === fold(hive) ? [at] : []))
      const opened = files.flatMap(({ name }, file) =>
        stems[file] === undefined ? [{ file, logs: logsOf(name) }] : [],
      )
      const given = new Set(opened.flatMap(({ logs }) => logs))
      const later = [...open.values()]
        .map(({ doc, name }) => ({ doc, logs: logsOf(name).filter((at) => !given.has(at)) }))
        .filter(({ logs }) => logs.length > 0)
      return { hives: opened, later }
    },
    async open({ name, logs }) {
      const hive = hives[name]
      if (!hive) throw new HiveError('not-a-hive', name, { subject: name })
      return add(
        name,
        hive,
        logs.map((log) => log.name),
      )
    },
    openSample: async () => add('sample', hives.sample ?? { name: 'ROOT' }),
    openEmpty: async ({ name }) => add(name, { name: 'ROOT' }),
    async close({ doc }) {
      open.delete(doc)
    },
    async allowEditing({ doc }) {
      const hive = hiveOf(doc)
      hive.access = 'editable'
      return infoOf(hive)
    },
    async setLocked({ doc, locked }) {
      const hive = hiveOf(doc)
      hive.locked = locked
      return infoOf(hive)
    },
    async addLogs({ doc, logs }) {
      const hive = hiveOf(doc)
      hive.logs = [...hive.logs, ...logs.map(({ name }) => name)]
      return infoOf(hive)
    },
    async previewLogs({ doc }) {
      const hive = hiveOf(doc)
      if (hive.done.length > 0) throw new HiveError('already-edited', hive.name)
      if (!options.report) throw new HiveError('internal', 'no report')
      return options.report
    },
    async applyLogs({ doc }) {
      const hive = hiveOf(doc)
      const { report, recovered } = options
      if (hive.done.length > 0) throw new HiveError('already-edited', hive.name)
      if (!report || !recovered) throw new HiveError('no-usable-log', hive.name)
      const [before, after] = [hive.root, adopt(recovered, null, hive.nodes)]
      const { access } = hive
      hive.expanded.add(after.id)
      const turn = (root: Node, recovery: DocInfo['recovery']) => {
        hive.root = root
        hive.recovery = recovery
        hive.access = recovery === null ? access : 'editable'
      }
      return commit(hive, {
        swaps: true,
        label: { kind: 'apply-logs', name: '', count: report.verdicts.length },
        focus: { key: after.id, value: null },
        back: { key: before.id, value: null },
        removed: NOTHING,
        run: () => turn(after, { report, needed: false }),
        revert: () => turn(before, null),
      })
    },
    async convert({ doc }) {
      const hive = hiveOf(doc)
      if (hive.access !== 'old-version') throw new HiveError('unknown-version', hive.name)
      const [before, after] = [hive.root, adopt(hive.root.from, null, hive.nodes)]
      hive.expanded.add(after.id)
      const turn = (root: Node, access: DocInfo['access']) => Object.assign(hive, { root, access })
      return commit(hive, {
        swaps: true,
        label: { kind: 'convert', name: '1.3', count: 1 },
        focus: { key: after.id, value: null },
        back: { key: before.id, value: null },
        removed: NOTHING,
        run: () => turn(after, 'editable'),
        revert: () => turn(before, 'old-version'),
      })
    },
    async relocate({ doc, keys, values }) {
      const { root, nodes, revision } = hiveOf(doc)
      const find = (key: KeyId) => namesake(root, nodes.get(key) ?? root)
      const old = nodes.get(values?.key ?? 0)?.values ?? []
      const now = values === null ? [] : find(values.key).node.values
      const sameValue = (id: ValueId) => {
        const name = id === 0 ? '' : old.find((one) => one.id === id)?.name
        const found = now.find((one) => one.name === name)?.id
        return found ?? (name === '' ? 0 : null)
      }
      return {
        revision,
        keys: keys.map((key) => {
          const { node, found } = find(key)
          return { key: node.id, found }
        }),
        values: values?.ids.map(sameValue) ?? [],
      }
    },
    async visibleRows({ doc, from, count }) {
      const hive = hiveOf(doc)
      const rows = visible(hive)
      const page = rows.slice(from, from + count)
      return { revision: hive.revision, total: rows.length, from, rows: page }
    },
    async setExpanded({ doc, key, expanded }) {
      const hive = hiveOf(doc)
      if (expanded && keyOf(doc, key).keys.length > 0) hive.expanded.add(key)
      else hive.expanded.delete(key)
      return { revision: hive.revision, total: visible(hive).length }
    },
    async expandAll({ doc, key, limit }) {
      const hive = hiveOf(doc)
      const open = [keyOf(doc, key)]
      let left = limit
      for (let node = open.pop(); node && left > 0; node = open.pop()) {
        if (node.keys.length > 0) hive.expanded.add(node.id)
        left -= node.keys.length
        open.push(...node.keys)
      }
      return { revision: hive.revision, total: visible(hive).length, complete: left > 0 }
    },
    async reveal({ doc, key }) {
      const hive = hiveOf(doc)
      for (let up = keyOf(doc, key).parent; up; up = up.parent) hive.expanded.add(up.id)
      const rows = visible(hive)
      const index = rows.findIndex((row) => row.id === key)
      return { revision: hive.revision, total: rows.length, index }
    },
    async typeAhead({ doc, text, from }) {
      const hive = hiveOf(doc)
      const rows = visible(hive)
      for (let i = 0; i < rows.length; i++) {
        const index = (from + i) % rows.length
        const row = rows[index] as TreeRow
        if (fold(row.name).startsWith(fold(text))) {
          return { revision: hive.revision, index, key: row.id }
        }
      }
      return null
    },
    async keyDetails({ doc, key }) {
      const node = keyOf(doc, key)
      const chain: Node[] = []
      for (let up: Node | null = node; up; up = up.parent) chain.unshift(up)
      return {
        revision: hiveOf(doc).revision,
        id: key,
        name: node.name,
        path: chain.slice(1).map((one) => one.name),
        pathCut: false,
        ancestors: chain.map((one) => one.id),
        values: node.values.length,
        subkeys: node.keys.length,
        lastWrite: 131_000_000_000_000_000n,
        className: node.from.className ?? null,
        flags: 0,
        link: node.from.link ?? false,
        layer: node.from.layer ?? null,
        cell: 0x1020,
        descriptorSize: 140,
        unreadable: { subkeys: null, values: null, ...node.from.unreadable },
        refused: {
          newKey: null,
          newValue: null,
          rename: null,
          remove: null,
          ...node.from.refused,
        },
      }
    },
    async keyPath({ doc, key }) {
      const path: string[] = []
      for (let up = keyOf(doc, key); up.parent; up = up.parent) path.unshift(up.name)
      return { revision: hiveOf(doc).revision, path }
    },
    async values({ doc, key, order, from, count }) {
      const rows = orderedRows(keyOf(doc, key), order)
      const page = rows.slice(from, from + count)
      return { revision: hiveOf(doc).revision, total: rows.length, from, rows: page }
    },
    async valueIndex({ doc, key, order, value }) {
      const rows = orderedRows(keyOf(doc, key), order)
      const index = rows.findIndex((row) => row.id === value)
      return { revision: hiveOf(doc).revision, index }
    },
    async valueDetails({ doc, key, value }) {
      const { id, name, type, data } = storedValue(keyOf(doc, key), value)
      const head = data.subarray(0, VALUE_HEAD_BYTES)
      const preview = previewValue(type, data.length, head)
      const { revision } = hiveOf(doc)
      return { revision, id, name, type, size: data.length, preview, head, cell: 0x2040 }
    },
    async valueData({ doc, key, value }) {
      const { name, type, data } = storedValue(keyOf(doc, key), value)
      return { revision: hiveOf(doc).revision, name, type, data }
    },
    async resolvePath({ doc, text }) {
      const hive = hiveOf(doc)
      const { prefix } = infoOf(hive)
      const asked = readSpelledPath(text) ?? text.split('\\')
      const above = prefix.split('\\')
      const isAbsolute = asked[0]?.startsWith('HKEY_') ?? false
      const isOurs = !isAbsolute || above.every((name, index) => asked[index] === name)
      const kind = !isAbsolute ? 'relative' : isOurs ? 'absolute' : 'elsewhere'
      const reply = { revision: hive.revision, value: null, missing: null, kind } as const
      const names = asked.slice(kind === 'absolute' ? above.length : 0)
      let node = hive.root
      if (!isOurs) return { ...reply, key: node.id, missing: names[0] ?? '' }
      for (const segment of names.filter((part) => part !== '')) {
        const next = node.keys.find((key) => fold(key.name) === fold(segment))
        const value = node.values.find((one) => fold(one.name) === fold(segment))
        if (!next && value) return { ...reply, key: node.id, value: value.id }
        if (!next) return { ...reply, key: node.id, missing: segment }
        node = next
      }
      return { ...reply, key: node.id }
    },
    async completePath({ doc, text, limit }) {
      const cut = text.lastIndexOf('\\') + 1
      const parts = text.slice(0, cut).split('\\').filter(Boolean)
      let node: Node | undefined = hiveOf(doc).root
      for (const part of parts) node = node?.keys.find((key) => fold(key.name) === fold(part))
      const rest = fold(text.slice(cut))
      const names = (node?.keys ?? []).map((key) => key.name)
      const fitting = names.filter((name) => fold(name).startsWith(rest))
      return fitting.slice(0, limit).map((name) => text.slice(0, cut) + name)
    },
    async freeName({ doc, key, among, stem }) {
      const node = keyOf(doc, key)
      const taken = new Set(
        (among === 'keys' ? node.keys : node.values).map((one) => fold(one.name)),
      )
      let number = 1
      while (taken.has(fold(`${stem}${number}`))) number++
      return { revision: hiveOf(doc).revision, name: `${stem}${number}` }
    },
    async edit({ doc, edit }) {
      const hive = hiveOf(doc)
      if (hive.locked) throw new HiveError('locked', 'read-only')
      if (hive.access === 'dirty') throw new HiveError('dirty', 'read-only')
      if (hive.access !== 'editable') throw new HiveError('read-only', 'read-only')
      const key = keyOf(doc, edit.kind === 'create-key' ? edit.parent : edit.key)
      return commit(
        hive,
        stepOf(hive, key, edit, () => nextId++),
      )
    },
    async undo({ doc }) {
      const hive = hiveOf(doc)
      const step = hive.done.pop()
      if (!step) return null
      step.revert()
      hive.undone.push(step)
      return after(hive, step, { focus: step.back, removed: NOTHING })
    },
    async redo({ doc }) {
      const hive = hiveOf(doc)
      const step = hive.undone.pop()
      if (!step) return null
      step.run()
      hive.done.push(step)
      return after(hive, step, { focus: step.focus, removed: step.removed })
    },
    check: async ({ doc }) => {
      const { revision } = hiveOf(doc)
      const counts = { errors: 0, warnings: 0, infos: 0, keys: 1, values: 0 }
      return { revision, ...counts, findings: [], ...options.check?.(revision) }
    },
    changes: async ({ doc, limit }) => {
      const { revision, done, undone, saved } = hiveOf(doc)
      const steps =
        done.length < saved
          ? undone.slice(done.length - saved).map(({ label }) => ({ label, undone: true }))
          : done.slice(saved).map(({ label }) => ({ label, undone: false }))
      return { revision, total: steps.length, steps: steps.reverse().slice(0, limit) }
    },
    digest: async () => null,
    openAlready: async ({ name }) => {
      if (!options.knowsFiles) return null
      return [...open.values()].find((hive) => hive.name === name)?.doc ?? null
    },
    original: async () => ({ blob: new Blob([new Uint8Array(4096)]), sha256: 'ab'.repeat(32) }),
    async hasChanges({ doc }) {
      const hive = hiveOf(doc)
      return hive.done.length !== hive.saved
    },
    async save({ doc, to }) {
      const hive = hiveOf(doc)
      const blob = to === 'download' ? new Blob([new Uint8Array(4096)]) : null
      if (!blob) hive.saved = hive.done.length
      const state = stateOf(hive)
      const report = {
        size: 4096,
        keys: 1,
        values: 0,
        sha256: null,
        errors: 0,
        dirty: false,
        recovered: hive.recovery !== null,
        state,
      }
      return { report, blob }
    },
    async markSaved({ doc }) {
      const hive = hiveOf(doc)
      hive.saved = hive.done.length
      return stateOf(hive)
    },
  }

  /** What every call does around its method: counting, the gate, cancelling. */
  async function call(method: CallName, args: readonly unknown[]): Promise<unknown> {
    calls.push(method)
    const callOptions = args[1] as CallOptions | undefined
    const run = api[method] as (request: unknown) => Promise<unknown>
    const reply = await run(args[0])
    await gates.get(method)
    if (callOptions?.signal?.aborted) throw new HiveError('cancelled', method)
    return reply
  }

  const methods = Object.fromEntries(
    (Object.keys(api) as CallName[]).map((method) => [
      method,
      (...args: readonly unknown[]) => call(method, args),
    ]),
  ) as unknown as EngineClient

  return {
    ...methods,
    calls,
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
    hold(method) {
      let release = () => {}
      gates.set(method, new Promise((resolve) => (release = resolve)))
      return () => {
        gates.delete(method)
        release()
      }
    },
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onStopped() {},
  }
}
