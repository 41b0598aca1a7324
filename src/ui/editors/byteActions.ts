import { formatHex, type HexTextError, parseHexText } from '../../bytes/hex.ts'
import { decodeLatin1 } from '../../bytes/text.ts'
import type { ByteRows } from './ByteRows.ts'
import type { Deletion, FieldActions } from './FieldInput.ts'
import type { ReplaceHistory, Replacement } from './ReplaceHistory.ts'
import type { EditedWindow } from './RowWindow.ts'

/** Pasted text that is not a list of bytes, and why. */
export interface HexRefusal extends HexTextError {
  readonly text: string
  /** Inserts the bytes that the user then takes the text for. */
  readonly insert: (bytes: Uint8Array) => void
}

type Step = Replacement<Uint8Array>

/** The state and the callbacks of an editor of bytes. */
export interface ByteEditing {
  readonly rows: ByteRows
  readonly history: ReplaceHistory<Uint8Array>
  /** Whether typed and pasted bytes overwrite the following ones instead of moving them. */
  isOverwriting(): boolean
  toggleOverwriting(): void
  /** Whether characters are typed, and not hex digits. */
  isText(): boolean
  /** Called after each change. */
  onBytes(bytes: Uint8Array): void
  /** Called when pasted text was not hex; with null after the next action. */
  onRefused(error: HexRefusal | null): void
}

export interface ByteActions extends FieldActions {
  /** Replaces all bytes. */
  replaceAll(bytes: Uint8Array): void
  /** Overwrites the selected bytes with a pattern, again and again; false when nothing is selected. */
  fill(pattern: Uint8Array): boolean
  /** Inserts the bytes that pasted text was parsed to, or reports why it could not be parsed. */
  take(parsed: Uint8Array | HexTextError, text: string): void
}

const NOT_PRINTABLE = /[^ -~]/g
const NONE = new Uint8Array(0)

/** The actions for editing bytes as hex digits in a window. */
export function byteActions(editing: ByteEditing, window: () => EditedWindow): ByteActions {
  const { rows, history } = editing

  const put = ({ at, removed, inserted }: Step, caret: number) => {
    rows.replace(at, at + removed.length, inserted)
    window().refresh()
    window().select({ anchor: caret, head: caret })
    editing.onRefused(null)
    editing.onBytes(rows.bytes)
  }
  const replace = (from: number, to: number, inserted: Uint8Array, caret: number) => {
    const step = { at: from, removed: rows.bytes.slice(from, to), inserted }
    if (step.removed.length === 0 && inserted.length === 0) return
    history.add(step)
    put(step, caret)
  }
  const bytesRange = () => {
    const { from, to } = window().range
    return { from: from >> 1, to: from === to ? from >> 1 : (to + 1) >> 1 }
  }
  const typeDigit = (digit: number) => {
    const { from, to } = window().range
    if (from < to) {
      const bytes = bytesRange()
      return replace(bytes.from, bytes.to, Uint8Array.of(digit << 4), bytes.from * 2 + 1)
    }
    const at = from >> 1
    const byte = rows.bytes[at]
    const isSecond = from % 2 === 1
    if (byte === undefined || (!isSecond && !editing.isOverwriting())) {
      return replace(at, at, Uint8Array.of(digit << 4), from + 1)
    }
    const typed = isSecond ? (byte & 0xf0) | digit : (byte & 0x0f) | (digit << 4)
    replace(at, at + 1, Uint8Array.of(typed), from + 1)
  }
  const insertBytes = (inserted: Uint8Array) => {
    const { from, to } = bytesRange()
    const isOver = from === to && editing.isOverwriting()
    const end = isOver ? Math.min(from + inserted.length, rows.bytes.length) : to
    replace(from, end, inserted, (from + inserted.length) * 2)
  }
  const take = (parsed: Uint8Array | HexTextError, text: string) => {
    if (parsed instanceof Uint8Array) insertBytes(parsed)
    else editing.onRefused({ ...parsed, text, insert: insertBytes })
  }
  const repeat = (step: Step | null) => {
    if (step) put(step, (step.at + step.inserted.length) * 2)
  }
  return {
    take,
    fill: (pattern) => {
      const { from, to } = bytesRange()
      if (from === to || pattern.length === 0) return false
      const filled = Uint8Array.from(
        { length: to - from },
        (_, at) => pattern[at % pattern.length] ?? 0,
      )
      replace(from, to, filled, to * 2)
      window().select({ anchor: from * 2, head: to * 2 })
      return true
    },
    replaceAll: (bytes) => replace(0, rows.bytes.length, bytes, 0),
    insert: (text, how) => {
      if (editing.isText()) return insertBytes(new TextEncoder().encode(text))
      if (how === 'typed') {
        for (const character of text) {
          const digit = Number.parseInt(character, 16)
          if (!Number.isNaN(digit)) typeDigit(digit)
        }
        return
      }
      take(parseHexText(text), text)
    },
    delete: (what) => {
      const { from, to } = bytesRange()
      if (from < to) return replace(from, to, NONE, from * 2)
      const at = (isBackward(what) ? window().range.from - 1 : window().range.from) >> 1
      if (at >= 0 && at < rows.bytes.length) replace(at, at + 1, NONE, at * 2)
    },
    undo: () => repeat(history.undo()),
    redo: () => repeat(history.redo()),
    copied: () => {
      const { from, to } = bytesRange()
      const bytes = rows.bytes.subarray(from, to)
      return editing.isText() ? decodeLatin1(bytes).replace(NOT_PRINTABLE, '.') : formatHex(bytes)
    },
    press: (event) => {
      if (event.key === 'Insert' && !event.shiftKey && !event.ctrlKey) {
        editing.toggleOverwriting()
        return true
      }
      const way = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
      if (way === 0 || event.altKey || event.metaKey) return false
      const digits = event.ctrlKey || editing.isText() ? 2 : 1
      step(window(), rows.end, way * digits, event.shiftKey)
      return true
    },
  }
}

/** Moves the caret by hex digits: the spaces between bytes do not count as positions. */
function step(window: EditedWindow, end: number, digits: number, extend: boolean): void {
  const { anchor, head } = window.selection
  const to = Math.max(0, Math.min(head + digits, end))
  window.select({ anchor: extend ? anchor : to, head: to })
}

function isBackward(what: Deletion): boolean {
  return what === 'before' || what === 'word-before' || what === 'line-before'
}
