import type { RowWindow } from './RowWindow.ts'

/** The kinds of deletion beside the caret when nothing is selected. */
export type Deletion =
  | 'before'
  | 'after'
  | 'word-before'
  | 'word-after'
  | 'line-before'
  | 'line-after'

/**
 * The actions of an editor on the input of its field. Every action applies to the selection in the
 * window.
 */
export interface FieldActions {
  /** Replaces the selection by text. */
  insert(text: string, how: 'typed' | 'pasted'): void
  /** Deletes the selection or, if it is empty, text beside the caret. */
  delete(what: Deletion): void
  undo(): void
  redo(): void
  /** The selection as text. */
  copied(): string
  /** Handles a key of the editor; returns whether it was one. */
  press(event: KeyboardEvent): boolean
}

const DELETIONS: Readonly<Record<string, Deletion>> = {
  deleteContentBackward: 'before',
  deleteContentForward: 'after',
  deleteWordBackward: 'word-before',
  deleteWordForward: 'word-after',
  deleteSoftLineBackward: 'line-before',
  deleteHardLineBackward: 'line-before',
  deleteSoftLineForward: 'line-after',
  deleteHardLineForward: 'line-after',
}

/**
 * Turns the events of a window's field into actions on the whole content, until the returned
 * function is called. Changes that the browser has to make itself, such as those of an input
 * method, are read back afterwards.
 */
export function watchInput(
  field: HTMLTextAreaElement,
  rows: RowWindow,
  actions: FieldActions,
): () => void {
  const change = (act: () => void) => {
    if (field.readOnly) return
    rows.readSelection()
    act()
  }
  const takeIn = () => {
    const changed = rows.readChange()
    if (!changed) return
    rows.select({ anchor: changed.from, head: changed.to })
    if (changed.text === '') actions.delete('before')
    else actions.insert(changed.text, 'pasted')
    // A change that could not be read back is removed from the field.
    rows.refresh()
  }
  const listeners = {
    beforeinput: (event: InputEvent) => {
      const act = actionOf(event, actions)
      if (!act) return
      event.preventDefault()
      change(act)
    },
    input: () => takeIn(),
    compositionstart: () => {
      rows.readSelection()
      rows.hold(true)
    },
    compositionend: () => {
      rows.hold(false)
      takeIn()
    },
    paste: (event: ClipboardEvent) => {
      event.preventDefault()
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (text !== '') change(() => actions.insert(text, 'pasted'))
    },
    copy: (event: ClipboardEvent) => {
      event.preventDefault()
      rows.readSelection()
      copyTo(event, rows, actions)
    },
    cut: (event: ClipboardEvent) => {
      event.preventDefault()
      change(() => {
        if (copyTo(event, rows, actions)) actions.delete('before')
      })
    },
    keydown: (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return
      rows.readSelection()
      if (moved(event, rows) || edited(event, change, actions) || actions.press(event)) {
        event.preventDefault()
      } else {
        rows.bringCaret()
      }
    },
  } satisfies Partial<{ [K in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[K]) => void }>
  const stop = new AbortController()
  const { signal } = stop
  field.addEventListener('beforeinput', listeners.beforeinput, { signal })
  field.addEventListener('input', listeners.input, { signal })
  field.addEventListener('compositionstart', listeners.compositionstart, { signal })
  field.addEventListener('compositionend', listeners.compositionend, { signal })
  field.addEventListener('paste', listeners.paste, { signal })
  field.addEventListener('copy', listeners.copy, { signal })
  field.addEventListener('cut', listeners.cut, { signal })
  field.addEventListener('keydown', listeners.keydown, { signal })
  return () => stop.abort()
}

/** The action an input event asks for; null where the browser handles it. */
function actionOf(event: InputEvent, actions: FieldActions): (() => void) | null {
  const { inputType, data } = event
  const deletion = DELETIONS[inputType]
  if (deletion !== undefined) return () => actions.delete(deletion)
  switch (inputType) {
    case 'insertText':
      // Several characters at once are not typed, but come from a program that fills the field.
      return () => actions.insert(data ?? '', (data ?? '').length > 1 ? 'pasted' : 'typed')
    case 'insertLineBreak':
    case 'insertParagraph':
      return () => actions.insert('\n', 'typed')
    case 'historyUndo':
      return () => actions.undo()
    case 'historyRedo':
      return () => actions.redo()
    default:
      return null
  }
}

function copyTo(event: ClipboardEvent, rows: RowWindow, actions: FieldActions): boolean {
  const { from, to } = rows.range
  if (from === to) return false
  event.clipboardData?.setData('text/plain', actions.copied())
  return true
}

/** Handles keys that move the caret further than the rows in the field. */
function moved(event: KeyboardEvent, rows: RowWindow): boolean {
  const { key, shiftKey: extend, altKey } = event
  const isMod = event.ctrlKey || event.metaKey
  if (altKey) return false
  if (!isMod && (key === 'PageUp' || key === 'PageDown')) {
    rows.move(key === 'PageUp' ? -1 : 1, { far: false, extend })
    return true
  }
  const start = key === 'Home' ? event.ctrlKey : key === 'ArrowUp' && event.metaKey
  const end = key === 'End' ? event.ctrlKey : key === 'ArrowDown' && event.metaKey
  if (start || end) rows.move(start ? -1 : 1, { far: true, extend })
  return start || end
}

/** Handles undo and redo, since the browser's own know only the browser's changes. */
function edited(
  event: KeyboardEvent,
  change: (act: () => void) => void,
  actions: FieldActions,
): boolean {
  if ((!event.ctrlKey && !event.metaKey) || event.altKey) return false
  const key = /^[a-z]$/i.test(event.key)
    ? event.key.toLowerCase()
    : event.code.slice(3).toLowerCase()
  if (key !== 'z' && key !== 'y') return false
  const redo = key === 'y' || event.shiftKey
  change(() => (redo ? actions.redo() : actions.undo()))
  return true
}
