/** How the clipboard names a copy: by the tab it was made in and its number there, in an attribute of the HTML. */

import type { ClipId, Copied } from '../worker/protocol.ts'

/** This tab. */
const TAB = crypto.randomUUID()
/** The longest text that the HTML has, too, in UTF-16 units. */
const MOST_IN_HTML = 1 << 18
const ATTRIBUTE = /\sdata-propolis="([0-9a-f-]{36}\.\d+);([A-Za-z0-9+/=]*)"/

/** A copy that the clipboard names. */
export interface NamedClip {
  readonly token: string
  /** All of it in base64; empty if it was too large. */
  readonly hive: string
}

/** The HTML form of a copy, with its text as other programs show it. */
export function clipHtml({ clip, hive }: Copied, text: string): string {
  const shown = text.length > MOST_IN_HTML ? '' : `<pre>${escaped(text)}</pre>`
  return `<meta charset="utf-8"><span data-propolis="${TAB}.${clip};${hive ?? ''}"></span>${shown}`
}

/** The copy that HTML from a clipboard names; null if it names none. */
export function readClipHtml(html: string | null): NamedClip | null {
  const [, token, hive = ''] = (html !== null && ATTRIBUTE.exec(html)) || []
  return token === undefined ? null : { token, hive }
}

/** The number of a copy of this tab; null for one of another tab. */
export function ownClip(token: string): ClipId | null {
  const [tab, clip] = token.split('.')
  return tab === TAB ? Number(clip) : null
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '')
}
