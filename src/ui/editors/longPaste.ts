import type { ByteActions } from './byteActions.ts'
import type { FieldActions } from './FieldInput.ts'
import { isLongHex, parseHexSlices } from './hexSlices.ts'

interface LongPaste {
  /** Whether pasted text is read as hex. */
  isHex(): boolean
  /** Called when parsing begins and ends. */
  onReading(isReading: boolean): void
  /** Whether the editor is still open. */
  isOpen(): boolean
}

/**
 * Parses long pastes a slice at a time. Input in the meantime is applied after the paste.
 */
export function withLongPaste(
  actions: ByteActions,
  { isHex, onReading, isOpen }: LongPaste,
): FieldActions {
  let waiting: (() => void)[] | null = null
  const inTurn = (act: () => void) => {
    if (waiting) waiting.push(act)
    else act()
  }
  const read = async (text: string) => {
    waiting = []
    onReading(true)
    const parsed = await parseHexSlices(text)
    const acts = waiting
    waiting = null
    onReading(false)
    if (!isOpen()) return
    actions.take(parsed, text)
    for (const act of acts) inTurn(act)
  }
  return {
    insert: (text, how) =>
      inTurn(() => {
        if (how === 'pasted' && isHex() && isLongHex(text)) void read(text)
        else actions.insert(text, how)
      }),
    delete: (what) => inTurn(() => actions.delete(what)),
    undo: () => inTurn(() => actions.undo()),
    redo: () => inTurn(() => actions.redo()),
    copied: () => actions.copied(),
    press: (event) => waiting === null && actions.press(event),
  }
}
