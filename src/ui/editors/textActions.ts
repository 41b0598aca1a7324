import type { Deletion, FieldActions } from './FieldInput.ts'
import { moveLines } from './lines.ts'
import { ReplaceHistory, type Replacement } from './ReplaceHistory.ts'
import type { EditedWindow } from './RowWindow.ts'
import type { TextRows } from './TextRows.ts'

/** How many units are searched for the end of a word. */
const WORD_UNITS = 1024

/** The actions for editing a long text in a window. `onText` gets the text after each change. */
export function textActions(
  rows: TextRows,
  window: () => EditedWindow,
  onText: (text: string) => void,
  history = new ReplaceHistory<string>(),
): FieldActions {
  const put = ({ at, removed, inserted }: Replacement<string>) => {
    rows.replace(at, at + removed.length, inserted)
    const caret = at + inserted.length
    window().refresh()
    window().select({ anchor: caret, head: caret })
    onText(rows.text)
  }
  const replace = (from: number, to: number, inserted: string, isTyped: boolean) => {
    const removed = rows.text.slice(from, to)
    if (removed === '' && inserted === '') return
    const step = { at: from, removed, inserted }
    history.add(step, isTyped ? (before) => typedOn(before, step) : undefined)
    put(step)
  }
  return {
    insert: (text, how) => {
      const { from, to } = window().range
      replace(from, to, text.replace(/\r\n?/g, '\n'), how === 'typed')
    },
    delete: (what) => {
      const { from, to } = window().range
      if (from < to) replace(from, to, '', false)
      else replace(...besideCaret(rows.text, from, what), '', false)
    },
    undo: () => {
      const step = history.undo()
      if (step) put(step)
    },
    redo: () => {
      const step = history.redo()
      if (step) put(step)
    },
    copied: () => rows.text.slice(window().range.from, window().range.to),
    press: ({ key, altKey, ctrlKey, metaKey, shiftKey }) => {
      const step = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : null
      if (step === null || !altKey || ctrlKey || metaKey || shiftKey) return false
      const { from, to } = window().range
      const move = moveLines(rows.text, from, to, step)
      if (move === null) return true
      replace(move.from, move.to, move.inserted, false)
      const [anchor, head] = move.selection
      window().select({ anchor, head })
      return true
    },
  }
}

/** Joins characters that are typed one after another in a line into one step. */
function typedOn(
  before: Replacement<string>,
  step: Replacement<string>,
): Replacement<string> | null {
  const follows = before.at + before.inserted.length === step.at
  if (!follows || step.removed !== '' || /\n/.test(step.inserted)) return null
  // A paste is its own step.
  if (before.inserted.length > WORD_UNITS) return null
  return { ...before, inserted: before.inserted + step.inserted }
}

function besideCaret(text: string, at: number, what: Deletion): [from: number, to: number] {
  switch (what) {
    case 'before':
      return [at - lengthBefore(text, at), at]
    case 'after':
      return [at, at + lengthAfter(text, at)]
    case 'word-before': {
      const before = text.slice(Math.max(0, at - WORD_UNITS), at)
      return [at - (/(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_])\s*$/u.exec(before)?.[0].length ?? 0), at]
    }
    case 'word-after': {
      const after = text.slice(at, at + WORD_UNITS)
      return [at, at + (/^\s*(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_])/u.exec(after)?.[0].length ?? 0)]
    }
    case 'line-before':
      return [at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1, at]
    case 'line-after': {
      const end = text.indexOf('\n', at)
      return [at, end < 0 ? text.length : end]
    }
  }
}

function lengthBefore(text: string, at: number): number {
  const isPair = /[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, at - 2), at))
  return isPair ? 2 : Math.min(at, 1)
}

function lengthAfter(text: string, at: number): number {
  const isPair = /^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(at, at + 2))
  return isPair ? 2 : Math.min(text.length - at, 1)
}
