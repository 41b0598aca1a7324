/** One line for a change and its effect, for `import --dry-run`. */

import type { Change, Effect, ValueBefore } from '../edit/change.ts'
import { EFFECT_WORDS } from '../text/importing.ts'
import { PREVIEW_HEAD_BYTES, previewValue } from '../values/preview.ts'
import { typeName } from '../values/valueType.ts'
import { formatBoundedName, formatBoundedPath } from './names.ts'

/** `line 12: set Vendor\App "Limit" to REG_DWORD 0x00000005 (5), which was REG_DWORD 0x00000001 (1)` */
export function effectLine(change: Change, effect: Effect): string {
  const line = change.line === undefined ? '' : `${EFFECT_WORDS.line(change.line)} `
  return line + wordsOf(change, effect)
}

function wordsOf(change: Change, effect: Effect): string {
  const key = formatBoundedPath(change.path)
  const isDone = effect.kind !== 'none'
  switch (change.kind) {
    case 'create-key':
      return EFFECT_WORDS.createKey(key, isDone)
    case 'delete-key':
      return EFFECT_WORDS.deleteKey(key, effect.kind === 'deleted' ? effect : null)
    case 'delete-value':
      return EFFECT_WORDS.deleteValue(placeOf(key, change.name), isDone)
    case 'set-value': {
      const { type, data } = change
      const now = contentOf({ type, size: data.length, head: data.subarray(0, PREVIEW_HEAD_BYTES) })
      const before = effect.kind === 'replaced' ? contentOf(effect.before) : null
      return EFFECT_WORDS.setValue(placeOf(key, change.name), now, isDone, before)
    }
    default:
      return EFFECT_WORDS.attribute(key, change.kind, isDone)
  }
}

function placeOf(key: string, value: string): string {
  return `${key} "${formatBoundedName(value)}"`
}

function contentOf({ type, size, head }: ValueBefore): string {
  const { text, cut } = previewValue(type, size, head)
  return `${typeName(type)} ${text}${cut ? '…' : ''}`.trim()
}
