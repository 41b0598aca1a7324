/**
 * Keys that do something in regedit and nothing here yet. A notice says so. Pressed again while the
 * notice is shown, the key goes to the browser (print, reload).
 */

import { activeDocument } from '../state/documents.ts'
import { isInstalled, KEYBOARD } from '../state/environment.ts'
import { dismissTopic, notify, useNotices } from '../state/notices.ts'
import { NOT_YET } from '../text/commands.ts'
import { formatHotkey, type Hotkey, type KeyPress, matchesHotkey } from './keys.ts'

interface NotYet {
  readonly what: keyof typeof NOT_YET
  readonly keys: readonly Hotkey[]
  /** Only in an installed page: in a browser tab the key belongs to the browser (ui-anchors 3). */
  readonly installedOnly?: boolean
}

const KEYS: readonly NotYet[] = [{ what: 'refresh', keys: ['F5', 'Mod+R'], installedOnly: true }]

/** Answers a key press; returns false when the key belongs to the browser. */
export function answerNotYet(press: KeyPress): boolean {
  if (activeDocument() === undefined) return false
  for (const { what, keys, installedOnly } of KEYS) {
    const hotkey = keys.find((key) => matchesHotkey(key, press, KEYBOARD))
    if (hotkey === undefined) continue
    if (installedOnly && !isInstalled()) return false
    const topic = `not yet ${hotkey}`
    if (useNotices.getState().notices.some((notice) => notice.topic === topic)) {
      dismissTopic(topic)
      return false
    }
    const { text, again } = NOT_YET[what]
    notify({ kind: 'status', text, detail: again(formatHotkey(hotkey, KEYBOARD)), topic })
    return true
  }
  return false
}
