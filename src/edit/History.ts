/**
 * Undo and redo. An entry has the label of an edit and the patch that reverts it, not the command and its data;
 * applying that patch yields the one that repeats the edit. A change of the whole image (logs applied, another
 * version) is a second kind of entry: it has the other hive, and undo exchanges the two. A patch belongs to one
 * revision and is refused at any other, so that an edit made outside the history is never half undone.
 * "Unsaved" is a comparison with the entry of the saved bytes, never a flag, so that undoing past a save works.
 * The history is bounded by the bytes of its patches.
 */

import type { EditScope } from '../offreg/editScope.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { RecordChanges } from '../regf/EditLog.ts'
import { changesBefore, changesBy, type HiveChange, type HivePatch } from '../regf/HivePatch.ts'
import { keyPath } from '../regf/keyNode.ts'
import { boundedPath } from '../text/boundedPath.ts'
import { part, runToEnd, type Work } from '../work.ts'
import type { CommandResult, EditCommand, EditLabel, Place } from './command.ts'
import { runCommand } from './run.ts'

/** The most bytes of patches that are kept for undo; the oldest are dropped first. */
const MAX_BYTES = 512 * 1024 * 1024

type Entry = EditEntry | SwapEntry

/** An edit of the history. */
export interface MadeEdit {
  readonly result: CommandResult
  /** Where it was made, when it was made. */
  readonly path: readonly string[]
}

interface EditEntry extends MadeEdit {
  /** `History.newestStep` */
  readonly step: number
  /** Reverts or repeats the edit, depending on the stack. */
  readonly patch: HivePatch
  readonly bytes: number
}

interface SwapEntry {
  readonly step: number
  readonly label: EditLabel
  /** The hive that undo or redo makes the current one. */
  readonly hive: Hive
}

/** The effect of a run, a swap, an undo or a redo. */
export interface Step {
  readonly label: EditLabel
  readonly focus: Place
  /** The changes of keys and values; null if the whole image was exchanged, so that old cells have no meaning. */
  readonly changes: RecordChanges | null
}

/** A step that is done, or was undone and can be done again. */
export interface KeptStep {
  readonly label: EditLabel
  /**
   * Names from the root (not included) down to the key that was shown after the step, as they were then: to the new
   * key, or to the one that lost a key or value. A long path is cut in the middle.
   */
  readonly path: readonly string[]
}

export class History {
  #hive: Hive
  readonly #undo: Entry[] = []
  readonly #redo: Entry[] = []
  #bytes = 0
  readonly #mostBytes: number
  /** The steps that were dropped to save memory; they count as done. */
  readonly #droppedSteps = new Set<number>()
  /** The number of steps that were ever made. */
  #made = 0
  /** The number of entries done when the bytes were saved; -1 if that state can no longer be reached. */
  #saved: number

  /**
   * Starts with no steps.
   *
   * @param hive - the current hive
   * @param options - `unsaved` if the hive differs from its file and undo cannot get back to that;
   *   `mostBytes` of patches that are kept
   */
  constructor(
    hive: Hive,
    options: { readonly unsaved?: boolean; readonly mostBytes?: number } = {},
  ) {
    this.#hive = hive
    this.#mostBytes = options.mostBytes ?? MAX_BYTES
    this.#saved = options.unsaved ? -1 : 0
  }

  /** The current hive. */
  get hive(): Hive {
    return this.#hive
  }

  /** The hives that undo and redo can make current. */
  get others(): readonly Hive[] {
    return [...this.#undo, ...this.#redo].flatMap((entry) => ('hive' in entry ? [entry.hive] : []))
  }

  /** Whether there is a step that is done. */
  get isEdited(): boolean {
    return this.#done > 0
  }

  /** The step that undo would revert; null if there is none. */
  get undoLabel(): EditLabel | null {
    return newestOf(this.#undo)
  }

  /** The step that redo would repeat; null if there is none. */
  get redoLabel(): EditLabel | null {
    return newestOf(this.#redo)
  }

  /** The number of edits between the saved bytes and now; 0 if they are the same. */
  get unsaved(): number {
    const done = this.#done
    return this.#saved < 0 ? Math.max(1, done) : Math.abs(done - this.#saved)
  }

  /** The number of steps done since the hive was opened. */
  get position(): number {
    return this.#done
  }

  /** The lowest position that undo can reach: above 0 once the oldest steps were dropped to save memory. */
  get firstPosition(): number {
    return this.#dropped
  }

  /** The highest position that redo can reach. */
  get lastPosition(): number {
    return this.#done + this.#redo.length
  }

  /** The position of the bytes that were saved last; null if it can no longer be reached. */
  get savedPosition(): number | null {
    return this.#saved < this.#dropped ? null : this.#saved
  }

  /**
   * The step that leads to a position.
   *
   * @param position - a number of steps, above `firstPosition` and at most `lastPosition`
   * @returns the step; null at any other number
   */
  stepTo(position: number): KeptStep | null {
    const done = this.#done
    const entry =
      position <= done
        ? this.#undo[position - this.#dropped - 1]
        : this.#redo[this.#redo.length - (position - done)]
    if (entry === undefined) return null
    return { label: labelOf(entry), path: 'hive' in entry ? [] : entry.path }
  }

  /** The edit that undo would revert, with the patch that does so; null if there is none, or the hive was exchanged. */
  get newestEdit(): (MadeEdit & { readonly patch: HivePatch }) | null {
    const entry = this.#undo.at(-1)
    return entry === undefined || 'hive' in entry ? null : entry
  }

  /** The number of the newest step that is done, which it keeps when it is undone and redone; null if there is none. */
  get newestStep(): number | null {
    return this.#undo.at(-1)?.step ?? null
  }

  /**
   * Finds a step.
   *
   * @param step - its number
   * @returns the position that it leads to. `kept`: it is done and was dropped to save memory, so that it can no longer
   *   be undone. `forgotten`: it was undone and can no longer be redone
   */
  positionOf(step: number): number | 'kept' | 'forgotten' {
    if (this.#droppedSteps.has(step)) return 'kept'
    const is = (entry: Entry) => entry.step === step
    const done = this.#undo.findLastIndex(is)
    if (done >= 0) return this.#dropped + done + 1
    const undone = this.#redo.findLastIndex(is)
    return undone < 0 ? 'forgotten' : this.lastPosition - undone
  }

  /**
   * Undoes or redoes steps until a number of them is done, under the rules of `runSteps`. If it is abandoned, the
   * steps that were finished stay undone or redone.
   *
   * @param position - the number of steps, from `firstPosition` to `lastPosition`; of others the nearest is meant
   * @param done - called after each step
   * @throws HiveError what `undo` throws
   */
  *goToSteps(position: number, done: (step: Step, direction: 'undo' | 'redo') => void): Work<void> {
    const wanted = Math.max(this.firstPosition, Math.min(position, this.lastPosition))
    const direction = wanted < this.#done ? 'undo' : 'redo'
    const count = Math.abs(wanted - this.#done)
    for (let index = 0; index < count; index++) {
      const work = direction === 'undo' ? this.undoSteps() : this.redoSteps()
      const step = yield* part(work, index / count, (index + 1) / count)
      if (step === null) return
      done(step, direction)
      yield (index + 1) / count
    }
  }

  /** Marks the current state as saved. */
  markSaved(): void {
    this.#saved = this.#done
  }

  /** Runs a command as one transaction. An edit that changes nothing leaves no entry. */
  run(command: EditCommand): Step {
    return this.#ran(this.#hive.transact((scope) => runToEnd(runCommand(scope, command))))
  }

  /**
   * Runs a command in steps. If it is abandoned, nothing is changed. Until it ends nothing else may
   * be changed, and reads have to go through `CellStore.readBefore`.
   */
  runSteps(command: EditCommand): Work<Step> {
    return this.editSteps((scope) => runCommand(scope, command))
  }

  /** Runs an edit made of any others as one entry, under the rules of `runSteps`. */
  *editSteps(edit: (scope: EditScope) => Work<CommandResult>): Work<Step> {
    return this.#ran(yield* this.#hive.transactSteps(edit))
  }

  #ran({ result, inverse }: { readonly result: CommandResult; readonly inverse: HivePatch }): Step {
    if (inverse.bytes.runs.length > 0 || inverse.bytes.length !== this.#hive.image.length) {
      this.#forgetUndone()
      const { cells, root } = this.#hive
      const names = keyPath(cells, root, result.after.key)
      const path = boundedPath(names.length, (index) => names[index] as string).names
      const entry = { result, path, patch: inverse, bytes: patchBytes(inverse) }
      this.#push(this.#undo, { ...entry, step: ++this.#made })
    }
    return { label: result.label, focus: result.after, changes: changesBefore(inverse) }
  }

  /**
   * Makes an edit again that was made to the same bytes before, under the rules of `runSteps`.
   *
   * @param edit - what it was
   * @param change - what it changed
   */
  *repeatSteps(edit: MadeEdit, change: HiveChange): Work<Step> {
    const patch = yield* this.#hive.cells.repeatSteps(change)
    const { result, path } = edit
    this.#forgetUndone()
    this.#push(this.#undo, { result, path, patch, bytes: patchBytes(patch), step: ++this.#made })
    return { label: result.label, focus: result.after, changes: changesBefore(patch) }
  }

  /** Makes another hive the current one, as one step. Neither hive is copied. */
  swap(hive: Hive, label: EditLabel): Step {
    this.#forgetUndone()
    this.#push(this.#undo, { label, hive: this.#hive, step: ++this.#made })
    this.#hive = hive
    return this.#swapped(label)
  }

  /**
   * Reverts the last step. Returns null if there is none.
   *
   * @throws HiveError `other-revision` when the hive was edited outside the history; nothing is
   *   changed, and it can be tried again
   * @throws HiveError `out-of-memory` when there is no room for the patch; nothing is changed, and
   *   it can be tried again
   */
  undo(): Step | null {
    return runToEnd(this.undoSteps())
  }

  /**
   * Repeats the step that was undone last, or returns null if there is none. Throws the same errors
   * as `undo`.
   */
  redo(): Step | null {
    return runToEnd(this.redoSteps())
  }

  /** `undo` in steps, under the rules of `runSteps`. */
  *undoSteps(): Work<Step | null> {
    const entry = yield* this.#apply(this.#undo, this.#redo)
    if (entry === null) return null
    if ('hive' in entry) return this.#swapped(entry.label)
    const { label, before } = entry.result
    return { label, focus: before, changes: changesBy(entry.patch) }
  }

  /** `redo` in steps, under the rules of `runSteps`. */
  *redoSteps(): Work<Step | null> {
    const entry = yield* this.#apply(this.#redo, this.#undo)
    if (entry === null) return null
    if ('hive' in entry) return this.#swapped(entry.label)
    const { label, after } = entry.result
    return { label, focus: after, changes: changesBy(entry.patch) }
  }

  get #dropped(): number {
    return this.#droppedSteps.size
  }

  get #done(): number {
    return this.#dropped + this.#undo.length
  }

  #swapped(label: EditLabel): Step {
    const focus: Place = { key: this.#hive.root, value: null }
    return { label, focus, changes: null }
  }

  /** Drops the undone steps, which can no longer be redone after a new one. */
  #forgetUndone(): void {
    if (this.#saved > this.#done) this.#saved = -1
    for (const entry of this.#redo.splice(0)) this.#bytes -= bytesOf(entry)
  }

  /** Applies the last entry of a stack and moves it to the other. If that throws, it stays. */
  *#apply(stack: Entry[], onto: Entry[]): Work<Entry | null> {
    const entry = stack.at(-1)
    if (entry === undefined) return null
    const inverse = yield* this.#invert(entry)
    stack.pop()
    this.#bytes -= bytesOf(entry)
    this.#push(onto, inverse)
    return entry
  }

  *#invert(entry: Entry): Work<Entry> {
    if ('hive' in entry) {
      const hive = this.#hive
      this.#hive = entry.hive
      return { ...entry, hive }
    }
    const patch = yield* this.#hive.cells.applyPatchSteps(entry.patch)
    return { ...entry, patch, bytes: patchBytes(patch) }
  }

  #push(stack: Entry[], entry: Entry): void {
    stack.push(entry)
    this.#bytes += bytesOf(entry)
    while (this.#bytes > this.#mostBytes && this.#undo.length > 1) {
      const oldest = this.#undo.shift()
      this.#bytes -= bytesOf(oldest)
      if (oldest !== undefined) this.#droppedSteps.add(oldest.step)
    }
  }
}

function newestOf(stack: readonly Entry[]): EditLabel | null {
  const entry = stack.at(-1)
  return entry === undefined ? null : labelOf(entry)
}

function labelOf(entry: Entry): EditLabel {
  return 'hive' in entry ? entry.label : entry.result.label
}

/** Another hive that undo can bring back is counted with the open ones, not here. */
function bytesOf(entry: Entry | undefined): number {
  return entry === undefined || 'hive' in entry ? 0 : entry.bytes
}

function patchBytes(patch: HivePatch): number {
  return 128 + patch.bytes.bytes.length + patch.bytes.runs.length * 8 + patch.events.byteLength
}
