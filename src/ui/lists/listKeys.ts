import type { KeyboardEvent } from 'react'
import { characterOf } from '../../commands/keys.ts'
import type { ListRow, ListView, PagedList, SelectHow, Target } from '../../state/PagedList.ts'

interface KeyOptions {
  /** The number of whole rows in view. */
  readonly pageRows: number
  /** Whether several rows can be selected. */
  readonly multiple: boolean
}

/**
 * Handles the keys of every list: moving, selecting, type-ahead. false when the key is not one of
 * them.
 */
export function answerListKey<Row extends ListRow>(
  list: PagedList<Row>,
  event: KeyboardEvent,
  { pageRows, multiple }: KeyOptions,
): boolean {
  if (event.altKey || event.nativeEvent.isComposing) return false
  const mod = event.ctrlKey || event.metaKey
  if (mod && !multiple) return false
  const { key } = event
  const target = targetOf(key, pageRows)
  if (target !== null) void list.focusAt(target, multiple ? howOf(event) : 'replace')
  else if (mod && !event.shiftKey && characterOf(event) === 'A') void list.selectAll()
  else if (key === ' ' && !list.isTyping) selectFocused(list, { multiple, toggles: mod })
  else if (!mod && isTyped(key)) void list.typeAhead(key)
  else return false
  return true
}

function targetOf(key: string, pageRows: number): Target<ListRow> | null {
  switch (key) {
    case 'ArrowDown':
      return by(1)
    case 'ArrowUp':
      return by(-1)
    case 'PageDown':
      return by(pageRows)
    case 'PageUp':
      return by(-pageRows)
    case 'Home':
      return 0
    case 'End':
      return ({ total }) => total - 1
    default:
      return null
  }
}

function by(step: number): (view: ListView<ListRow>) => number {
  return ({ focusIndex }) => focusIndex + step
}

function howOf({ shiftKey, ctrlKey, metaKey, key }: KeyboardEvent): SelectHow {
  if (shiftKey) return 'extend'
  return (ctrlKey || metaKey) && key !== 'Home' && key !== 'End' ? 'move' : 'replace'
}

/**
 * Selects the focused row. In a list with a single selection it is selected already, and Space must
 * not scroll the list.
 */
function selectFocused<Row extends ListRow>(
  list: PagedList<Row>,
  { multiple, toggles }: { readonly multiple: boolean; readonly toggles: boolean },
): void {
  if (multiple) void list.focusAt((view) => view.focusIndex, toggles ? 'toggle' : 'replace')
}

/**
 * Whether type-ahead takes a typed character. `?` and `/` are shortcuts for help and the filter.
 */
function isTyped(key: string): boolean {
  return [...key].length === 1 && key !== '?' && key !== '/'
}
