/**
 * Undo and redo. An entry holds the command, what it did, and the patch that takes it back; applying
 * that patch yields the one that does it again. "Unsaved" is a comparison with the entry the saved
 * bytes belong to, never a flag, so that undoing past a save works. Bounded by the bytes of patches.
 */

import type { Hive } from '../offreg/Hive.ts'
import type { HivePatch } from '../regf/CellStore.ts'
import type { CellOffset } from '../regf/offsets.ts'
import type { EditCommand, EditEffect, EditLabel, Place } from './command.ts'
import { runCommand } from './run.ts'

/** Patches kept for undo, in bytes; the oldest go first. */
const MAX_BYTES = 512 * 1024 * 1024

interface Entry {
  readonly command: EditCommand
  readonly effect: EditEffect
  /** Takes the edit back, or does it again, by the stack it is on. */
  readonly patch: HivePatch
  readonly bytes: number
}

/** What a run, an undo or a redo did. */
export interface Step {
  readonly label: EditLabel
  readonly focus: Place
  readonly moved: readonly (readonly [from: CellOffset, to: CellOffset])[]
  /** Records that are gone, and records that are back. */
  readonly freed: readonly CellOffset[]
  readonly revived: readonly CellOffset[]
  readonly removed: { readonly keys: number; readonly values: number }
}

export class History {
  readonly #hive: Hive
  readonly #undo: Entry[] = []
  readonly #redo: Entry[] = []
  #bytes = 0
  /** Undo entries dropped for want of room; they count as done. */
  #dropped = 0
  /** Entries done when the bytes were saved; -1 when that state can no longer be reached. */
  #saved = 0

  constructor(hive: Hive) {
    this.#hive = hive
  }

  /** What undo and redo would do; null when there is nothing. */
  get undoLabel(): EditLabel | null {
    return this.#undo.at(-1)?.effect.label ?? null
  }

  get redoLabel(): EditLabel | null {
    return this.#redo.at(-1)?.effect.label ?? null
  }

  /** Edits between the saved bytes and now; 0 when they are the same. */
  get unsaved(): number {
    const done = this.#done
    return this.#saved < 0 ? Math.max(1, done) : Math.abs(done - this.#saved)
  }

  /** The state now is what was saved. */
  markSaved(): void {
    this.#saved = this.#done
  }

  /** Runs a command as one transaction; an edit that changes nothing leaves no entry. */
  run(command: EditCommand): Step {
    const { result: effect, inverse } = this.#hive.transact((scope) => runCommand(scope, command))
    if (inverse.bytes.runs.length > 0 || inverse.bytes.length !== this.#hive.image.length) {
      if (this.#saved > this.#done) this.#saved = -1
      for (const { bytes } of this.#redo.splice(0)) this.#bytes -= bytes
      this.#push(this.#undo, { command, effect, patch: inverse, bytes: patchBytes(inverse) })
    }
    return { ...effect, focus: effect.after, revived: [] }
  }

  /**
   * Takes the last edit back; null when there is none.
   *
   * @throws HiveError `out-of-memory`; nothing changed, and it can be tried again
   */
  undo(): Step | null {
    const entry = this.#apply(this.#undo, this.#redo)
    if (entry === null) return null
    const { effect } = entry
    return {
      label: effect.label,
      focus: effect.before,
      moved: effect.moved.map(([from, to]) => [to, from]),
      freed: [],
      revived: effect.freed,
      removed: { keys: 0, values: 0 },
    }
  }

  /** Does the last edit that was taken back again; null when there is none. Throws what `undo` throws. */
  redo(): Step | null {
    const entry = this.#apply(this.#redo, this.#undo)
    if (entry === null) return null
    return { ...entry.effect, focus: entry.effect.after, revived: [] }
  }

  get #done(): number {
    return this.#dropped + this.#undo.length
  }

  /** Applies the last entry of a stack and moves it to the other; when that throws it stays. */
  #apply(stack: Entry[], onto: Entry[]): Entry | null {
    const entry = stack.at(-1)
    if (entry === undefined) return null
    const patch = this.#hive.cells.applyPatch(entry.patch)
    stack.pop()
    this.#bytes -= entry.bytes
    this.#push(onto, { ...entry, patch, bytes: patchBytes(patch) })
    return entry
  }

  #push(stack: Entry[], entry: Entry): void {
    stack.push(entry)
    this.#bytes += entry.bytes
    while (this.#bytes > MAX_BYTES && this.#undo.length > 1) {
      this.#bytes -= this.#undo.shift()?.bytes ?? 0
      this.#dropped++
    }
  }
}

function patchBytes(patch: HivePatch): number {
  return 128 + patch.bytes.bytes.length + patch.bytes.runs.length * 8
}
