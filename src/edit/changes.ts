/**
 * Makes changes by path. However many there are, they are one edit: all of them are made, or none. They are read one
 * at a time and not kept, so that they may come from a file of any size.
 */

import type { EditScope } from '../offreg/editScope.ts'
import type { Hive } from '../offreg/Hive.ts'
import { renameKey, setClass, setFlags, setLastWrite, setVirtualFlags } from '../offreg/keys.ts'
import { moveKeySteps } from '../offreg/move.ts'
import { deleteKeySteps } from '../offreg/remove.ts'
import { setDescriptorSteps } from '../offreg/security.ts'
import { type NewValue, putShortValue, putValueSteps } from '../offreg/values.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { valueType } from '../regf/keyValue.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import { dataCopy, dataSize } from '../regf/valueData.ts'
import { abandon, type Work } from '../work.ts'
import type { Change, ChangeSource, Effect, ReportEffect, ValueBefore } from './change.ts'
import type { CommandResult, Place } from './command.ts'
import { located } from './locatedChange.ts'
import { PathCursor } from './PathCursor.ts'
import { ValueDeletions } from './ValueDeletions.ts'

/** Changes between two pauses: most are short, so that this takes about a millisecond. */
const CHANGES_A_STEP = 512
/** The most bytes of replaced data that a report has. */
const HEAD_BYTES = 1024

const NONE: Effect = { kind: 'none' }
const CREATED: Effect = { kind: 'created' }
const CHANGED: Effect = { kind: 'changed' }
const DELETED_VALUE: Effect = { kind: 'deleted', keys: 0, values: 1 }

/**
 * Makes changes inside an open transaction, in steps.
 *
 * @param scope - the edit
 * @param origin - what the changes come from, for the label
 * @param source - the changes
 * @param report - called after each change
 * @returns the label, with the number of changes that had an effect, and the places to show
 * @throws HiveError what the source throws, and what the functions in offreg/keys.ts, values.ts, remove.ts and
 *   security.ts throw, with the path and the line of the change
 */
export function* applyChangesSteps(
  scope: EditScope,
  origin: string,
  source: ChangeSource,
  report?: ReportEffect,
): Work<CommandResult> {
  const run = new ChangeRun(scope, report)
  let progress = 0
  let count = 0
  for (const change of source) {
    if (!run.makeShort(change)) {
      const work = run.makeSteps(change)
      try {
        while (work.next().done !== true) yield progress
      } finally {
        abandon(work)
      }
    }
    if (++count % CHANGES_A_STEP !== 0) continue
    progress = Math.max(progress, Math.min(1, source.progress))
    yield progress
  }
  run.end()
  const label = { kind: 'apply-changes', name: origin, count: run.effects } as const
  return { label, ...run.places }
}

/**
 * Reports what changes would do, without changing the hive: they are made in a transaction that is taken back.
 *
 * @param hive - the hive, which has to be editable
 * @param source - the changes
 * @param report - called after each change
 * @returns the number of changes that would have an effect
 * @throws HiveError what `applyChangesSteps` throws
 */
export function* tryChangesSteps(
  hive: Hive,
  source: ChangeSource,
  report: ReportEffect,
): Work<number> {
  let effects = 0
  const trial = hive.transactSteps(function* (scope): Work<never> {
    effects = (yield* applyChangesSteps(scope, '', source, report)).label.count
    throw new TakenBack()
  })
  try {
    yield* trial
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
  }
  return effects
}

/** The changes before which values that are to be deleted may still be there. */
const LEAVES_DELETIONS: ReadonlySet<Change['kind']> = new Set([
  'create-key',
  'set-value',
  'delete-value',
])

/** Ends a transaction that is only a trial. */
class TakenBack extends Error {}

/** Makes changes one after the other. */
class ChangeRun {
  /** The number of changes that had an effect. */
  effects = 0
  readonly #scope: EditScope
  readonly #report: ReportEffect | undefined
  readonly #cursor: PathCursor
  readonly #deletions: ValueDeletions
  /** The first key that was changed, and the nearest one above it that existed before. */
  #first: { readonly after: CellOffset; readonly before: CellOffset } | null = null
  /** Whether the key of the change was created by it. */
  #isNew = false
  /** The content of the value before it was replaced, if somebody wants to know. */
  #before: ValueBefore | null = null

  constructor(scope: EditScope, report: ReportEffect | undefined) {
    this.#scope = scope
    this.#report = report
    this.#cursor = new PathCursor(scope)
    this.#deletions = new ValueDeletions(scope)
  }

  get places(): { readonly after: Place; readonly before: Place } {
    const { cells, root } = this.#scope
    const { after, before } = this.#first ?? { after: root, before: root }
    // A later change may have deleted the key.
    const shown = findKeyNode(cells, after) === 0 ? root : after
    return { after: { key: shown, value: null }, before: { key: before, value: null } }
  }

  /**
   * Makes a change at once if it is one of the very many that create a key or a short value, or change nothing. False
   * if it is another one.
   */
  makeShort(change: Change): boolean {
    const { kind } = change
    if (kind !== 'create-key' && kind !== 'set-value') return false
    let isNew: boolean
    try {
      const key = this.#keyAt(change.path)
      isNew = this.#isNew
      if (kind === 'set-value') {
        this.#deletions.makeWayFor(key, change.name)
        const result = putShortValue(this.#scope, key, change)
        if (result === null) return false
        isNew = result === 'created'
      }
      if (isNew) this.#note(key)
    } catch (error) {
      throw located(error, change)
    }
    this.#done(change, isNew ? CREATED : NONE)
    return true
  }

  /** Makes a change and reports its effect. */
  *makeSteps(change: Change): Work<void> {
    if (!LEAVES_DELETIONS.has(change.kind)) this.#deletions.flush()
    let effect: Effect
    try {
      effect = yield* this.#effectOf(change)
    } catch (error) {
      throw located(error, change)
    }
    this.#done(change, effect)
  }

  /** Deletes the values whose deletion was put off. */
  end(): void {
    this.#deletions.flush()
  }

  *#effectOf(change: Change): Work<Effect> {
    if (change.kind === 'delete-key') return yield* this.#deleteKey(change.path)
    if (change.kind === 'delete-value') return this.#deleteValue(change)
    if (change.kind === 'rename-key') return this.#renameKey(change.path, change.name)
    if (change.kind === 'move-key') return yield* this.#moveKey(change)
    const key = this.#keyAt(change.path)
    const isNew = this.#isNew
    if (change.kind === 'set-value') this.#deletions.makeWayFor(key, change.name)
    const hasChanged = yield* this.#change(key, change)
    return isNew && change.kind !== 'set-value' ? CREATED : hasChanged
  }

  /** Whoever hears of the effect may fail too, which is no fault of the change. */
  #done(change: Change, effect: Effect): void {
    if (effect !== NONE) this.effects++
    this.#report?.(change, effect)
  }

  /** The key at a path. It is created if it is missing; `#isNew` is whether it was. */
  #keyAt(path: readonly string[]): CellOffset {
    const nearest = this.#cursor.nearest(path)
    this.#isNew = this.#cursor.depth < path.length
    if (!this.#isNew) return nearest
    const key = this.#cursor.create(path)
    this.#first ??= { after: key, before: nearest }
    return key
  }

  /** Takes note of a key that existed before it was changed. */
  #note(key: CellOffset): void {
    this.#first ??= { after: key, before: key }
  }

  *#change(key: CellOffset, change: Change): Work<Effect> {
    const scope = this.#scope
    switch (change.kind) {
      case 'set-value':
        return yield* this.#setValue(key, change)
      case 'set-security':
        return this.#changed(key, (yield* setDescriptorSteps(scope, key, change.descriptor)) > 0)
      case 'set-class':
        return this.#changed(key, setClass(scope, key, change.className))
      case 'set-virtual-flags':
        return this.#changed(key, setVirtualFlags(scope, key, change.flags))
      case 'set-flags':
        return this.#changed(key, setFlags(scope, key, change))
      case 'set-last-write':
        return this.#changed(key, setLastWrite(scope, key, change.time))
      default:
        return NONE
    }
  }

  #changed(key: CellOffset, hasChanged: boolean): Effect {
    if (!hasChanged) return NONE
    this.#note(key)
    return CHANGED
  }

  *#setValue(key: CellOffset, value: NewValue): Work<Effect> {
    const { result } = yield* putValueSteps(this.#scope, key, value, this.#report && this.#keep)
    if (result === 'same') return NONE
    this.#note(key)
    if (result === 'created') return CREATED
    const before = this.#before ?? { type: value.type, size: 0, head: new Uint8Array() }
    return { kind: 'replaced', before }
  }

  /** Keeps the content of a value that is about to be replaced. */
  readonly #keep = (value: FileOffset): void => {
    const { cells } = this.#scope
    const head = dataCopy(cells, value, HEAD_BYTES)
    this.#before = { type: valueType(cells, value), size: dataSize(cells, value), head }
  };

  *#deleteKey(path: readonly string[]): Work<Effect> {
    const key = this.#cursor.find(path)
    if (key === NIL) return NONE
    const gone = yield* deleteKeySteps(this.#scope, key)
    this.#cursor.leave()
    const parent = this.#cursor.key
    this.#first ??= { after: parent, before: parent }
    return { kind: 'deleted', ...gone }
  }

  #renameKey(path: readonly string[], name: string): Effect {
    const { cells } = this.#scope
    const key = this.#cursor.find(path)
    if (key === NIL || keyName(cells, key, cells.payloadAt(key)) === name) return NONE
    const renamed = renameKey(this.#scope, key, name)
    // Its record may be elsewhere now, and so is the path that leads to it.
    this.#cursor.leave()
    return this.#changed(renamed, true)
  }

  *#moveKey({ path, parent, name }: Change & { readonly kind: 'move-key' }): Work<Effect> {
    const key = this.#cursor.find(path)
    const into = key === NIL ? NIL : this.#cursor.find(parent)
    if (into === NIL) return NONE
    const options = { name, security: 'keep', times: 'keep' } as const
    const moved = yield* moveKeySteps(this.#scope, key, into, options)
    return this.#changed(moved.key, true)
  }

  #deleteValue(change: Change & { readonly kind: 'delete-value' }): Effect {
    const key = this.#cursor.find(change.path)
    if (key === NIL || !this.#deletions.add(key, change)) return NONE
    this.#first ??= { after: key, before: key }
    return DELETED_VALUE
  }
}
