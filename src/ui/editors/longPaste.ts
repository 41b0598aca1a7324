import type { ByteActions } from './byteActions.ts'
import type { FieldActions } from './FieldInput.ts'
import { isLongHex, parseHexSlices } from './hexSlices.ts'

/**
 * Parses long pastes a slice at a time. Input in the meantime is applied after the paste.
 * `onReading` is called when parsing begins and ends; `isOpen` returns whether the editor is still
 * open.
 */
export function withLongPaste(
  actions: ByteActions,
  { onReading, isOpen }: { onReading(isReading: boolean): void; isOpen(): boolean },
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
        if (how === 'pasted' && isLongHex(text)) void read(text)
        else actions.insert(text, how)
      }),
    delete: (what) => inTurn(() => actions.delete(what)),
    undo: () => inTurn(() => actions.undo()),
    redo: () => inTurn(() => actions.redo()),
    copied: () => actions.copied(),
    press: (event) => waiting === null && actions.press(event),
  }
}
