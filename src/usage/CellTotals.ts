/** The numbers of cells, and their bytes, by kind and state. */

import { CELL_KINDS, type CellKind, type CellState } from './cellKind.ts'

export interface CellTotal {
  readonly state: CellState
  readonly kind: CellKind
  readonly cells: number
  readonly bytes: number
}

const STATES: readonly CellState[] = ['used', 'lost', 'free']

export class CellTotals {
  /** Cells and bytes of each kind, for one state after the other. */
  readonly #cells = new Float64Array(STATES.length * CELL_KINDS.length)
  readonly #bytes = new Float64Array(STATES.length * CELL_KINDS.length)

  /**
   * Adds cells.
   *
   * @param state - their state
   * @param kind - their kind
   * @param bytes - bytes of all of them
   * @param cells - how many there are
   */
  add(state: CellState, kind: CellKind, bytes: number, cells = 1): void {
    const place = STATES.indexOf(state) * CELL_KINDS.length + CELL_KINDS.indexOf(kind)
    this.#cells[place] = (this.#cells[place] as number) + cells
    this.#bytes[place] = (this.#bytes[place] as number) + bytes
  }

  /** The totals of every kind and state that there is, those of cells in use first. */
  get rows(): CellTotal[] {
    const rows: CellTotal[] = []
    for (const [index, cells] of this.#cells.entries()) {
      if (cells === 0) continue
      const state = STATES[Math.floor(index / CELL_KINDS.length)] as CellState
      const kind = CELL_KINDS[index % CELL_KINDS.length] as CellKind
      rows.push({ state, kind, cells, bytes: this.#bytes[index] as number })
    }
    return rows
  }

  /** Bytes of all cells. */
  get bytes(): number {
    return this.#bytes.reduce((sum, bytes) => sum + bytes, 0)
  }
}
