/** The line on a terminal that says how far a long command is. */

import { CLI } from '../text/cli.ts'

/** Where the line is drawn: standard error. */
export interface ProgressTerminal {
  /** Whether someone looks at it. Asked once, and only by a command that takes long. */
  isTerminal(): boolean
  write(text: string): void
}

/** Milliseconds after which a command says how far it is. */
const PATIENCE_MS = 1000
/** Milliseconds between two drawings. */
const PACE_MS = 200
/** Goes to the start of the line and erases it (ECMA-48, CR and EL). */
const ERASE = '\r\u001B[K'

/**
 * Shows how far a command is, once it has taken a while. The line is erased before anything else is
 * written, and at the end nothing of it is left.
 */
export class ProgressLine {
  readonly #terminal: ProgressTerminal
  #dueAt: number
  #isShown = false
  /** null until the first time the line would be drawn. */
  #isWanted: boolean | null = null

  /** @param now - milliseconds on the clock that `reach` uses */
  constructor(terminal: ProgressTerminal, now: number) {
    this.#terminal = terminal
    this.#dueAt = now + PATIENCE_MS
  }

  /**
   * Notes how far the command is.
   *
   * @param done - fraction of its whole, 0 to 1
   * @param now - milliseconds
   */
  reach(done: number, now: number): void {
    if (now < this.#dueAt) return
    this.#dueAt = now + PACE_MS
    this.#isWanted ??= this.#terminal.isTerminal()
    if (!this.#isWanted) return
    this.#isShown = true
    this.#terminal.write(ERASE + CLI.progress(Math.floor(done * 100)))
  }

  /** Erases the line, since something else is about to be written. */
  erase(): void {
    if (!this.#isShown) return
    this.#isShown = false
    this.#terminal.write(ERASE)
  }

  /** Erases the line for good, since results are written to the same terminal. */
  end(): void {
    this.erase()
    this.#isWanted = false
  }
}
