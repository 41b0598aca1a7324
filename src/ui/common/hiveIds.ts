/** The ids of the elements of an open hive, and the hive of an element. */

import type { DocId } from '../../worker/protocol.ts'

const TAB = 'tab-'
const PANEL = 'hive-'

/** The id of a hive's tab. */
export function tabId(doc: DocId): string {
  return `${TAB}${doc}`
}

/** The id of the element with the panes of a hive. */
export function hivePanelId(doc: DocId): string {
  return `${PANEL}${doc}`
}

/** The hive whose tab an element is in; null when it is in none. */
export function hiveOfTab(element: Element | null): DocId | null {
  return hiveOf(element, 'tab', TAB)
}

/** The hive whose panes an element is in; null when it is in none. */
export function hiveOfPanes(element: Element | null): DocId | null {
  return hiveOf(element, 'tabpanel', PANEL)
}

function hiveOf(element: Element | null, role: string, prefix: string): DocId | null {
  const owner = element?.closest(`[role=${role}][id^="${prefix}"]`)
  return owner ? Number(owner.id.slice(prefix.length)) : null
}
