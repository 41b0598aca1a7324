/** Edits that are kept on this device until they are saved. */

import type { JournalNews, KeptEdits } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { editName } from './edits.ts'
import { markedText } from './visibleText.ts'

export const KEPT_EDITS = {
  title: 'Resume Edits',
  lead: 'These edits were not saved. They are kept on this device, with the hive as it was opened, so that they can be resumed.',
  list: 'Kept edits',
  none: 'No unsaved edits are kept on this device.',
  resume: 'Resume',
  chooseFile: 'Choose the File…',
  chooseWithLogs: 'Choose the File and Its Logs…',
  show: 'Resume…',
  forget: 'Forget',
  forgetSure: 'These edits cannot be brought back.',
  keep: 'Cancel',
  close: 'Close',
  steps: 'Newest steps',
  needsFile:
    'There is no whole copy of the hive: choose the file as it was before these edits to resume them.',
  needsLogs:
    'There is no whole copy of the hive, which could not be opened without its logs: choose the file as it was before these edits together with them, such as SYSTEM, SYSTEM.LOG1 and SYSTEM.LOG2.',
  partly:
    'The file can be compared only in part: its size, its beginning and the edited places. Choose it only if nothing has changed it since.',
  wasPartly: 'The file could be compared only in part: look at the hive before you save it.',
  wereSaved: 'They were saved: the file holds them.',
  elsewhere: 'They are open in another tab.',
  here: 'They are open in this tab.',
  unreadable: 'They cannot be read, and can only be forgotten.',
  cut: 'The end is missing: they end at the last step that was written completely.',
  damaged: 'The end is damaged: they end at the last step that could be read.',
  secrets:
    'This kind of hive holds secrets. Its edits and a copy of it stay on this device until you save or close it.',
  dontKeep: 'Do Not Keep Them',
  notKept: 'The edits of this hive are not kept on this device.',
  keptLater: 'They are kept again when the hive is opened the next time.',
  laterTitle: 'Keep for Later',
} as const

/** A heading for kept edits: `37 changes to SOFTWARE`. */
export function keptTitle({ name, unsaved, end }: KeptEdits): string {
  if (end === 'unreadable') return 'Edits of a hive'
  return `${counted(unsaved, 'change')} to ${markedText(name)}`
}

/** When they were made: `30 Nov 2026, 10:42 to 11:05 UTC`. */
export function keptSpan({ since, last }: Pick<KeptEdits, 'since' | 'last'>): string {
  const [from, to] = [since, last].map((time) => new Date(time)) as [Date, Date]
  const end = clock(to, 'short')
  if (day(from) !== day(to)) return `${day(from)}, ${clock(from)} to ${day(to)}, ${end}`
  return clock(from) === clock(to) ? `${day(to)}, ${end}` : `${day(from)}, ${clock(from)} to ${end}`
}

function day(date: Date): string {
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}

function clock(date: Date, timeZoneName?: 'short'): string {
  return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZoneName })
}

/** How long they are kept. */
export function keptUntil({ until }: Pick<KeptEdits, 'until'>): string {
  const date = new Date(until).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })
  return `Kept until ${date}.`
}

/** The newest steps, the last one first, and how many came before them. */
export function keptSteps({ steps, count }: KeptEdits, most: number): readonly string[] {
  const shown = steps.slice(-most).reverse()
  const names = shown.map(({ label }) => editName(label))
  const earlier = count - shown.length
  return earlier > 0 ? [...names, `${counted(earlier, 'earlier step')}`] : names
}

/** What is offered when the page starts, or the same hive is opened. */
export function offerText(kept: KeptEdits): string {
  const since = new Date(kept.since)
  const from = `${day(since)}, ${clock(since, 'short')}`
  return `Resume edits to ${markedText(kept.name)} from ${from} (${counted(kept.unsaved, 'change')})?`
}

/**
 * Edits were resumed.
 *
 * @param unsaved - how many of them are not saved; none if the page was gone as they were written to the file
 */
export function resumedText(
  kept: KeptEdits,
  unsaved: number,
): { readonly text: string; readonly detail: string } {
  const [last] = keptSteps(kept, 1)
  const at = last === undefined ? '' : ` The last step is “${last}”.`
  const file = isPartlyKnown(kept) ? ` ${KEPT_EDITS.wasPartly}` : ''
  const saved = unsaved === 0 ? ` ${KEPT_EDITS.wereSaved}` : ''
  return {
    text: `${counted(kept.unsaved, 'change')} to ${markedText(kept.name)} ${kept.unsaved === 1 ? 'was' : 'were'} resumed.`,
    detail:
      `${endText(kept)}${at}${file}${saved} Undo goes back to the file as it was opened.`.trim(),
  }
}

/** Whether the file that is needed can be compared only in part with the one that was opened. */
export function isPartlyKnown({ needsFile, knowsFile }: KeptEdits): boolean {
  return needsFile && !knowsFile
}

/** What is said of the end, if it is not whole. */
export function endText({ end }: KeptEdits): string {
  return end === 'cut' || end === 'damaged' ? KEPT_EDITS[end] : ''
}

/** Kept edits that were removed because of their age. */
export function expiredText(expired: readonly Pick<KeptEdits, 'name' | 'last'>[]): {
  readonly text: string
  readonly detail: string
} {
  const names = expired.map(({ name, last }) => {
    const day = new Date(last).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
    return `${markedText(name)} (last edited on ${day})`
  })
  return {
    text: 'Old edits were removed from this device.',
    detail: `Nobody resumed them for 30 days: ${names.join(', ')}.`,
  }
}

/** What became of keeping edits; null where nothing has to be said. */
export function newsText(
  news: JournalNews,
  title: string,
): { readonly text: string; readonly detail: string } | null {
  const name = markedText(title)
  switch (news) {
    case 'begun':
    case 'off':
      return null
    case 'no-copy':
      return {
        text: `There is no room for a copy of ${name} on this device.`,
        detail:
          'Its edits are kept, but to resume them after a crash you need the file as it was opened. A save in place replaces it: keep a copy.',
      }
    case 'elsewhere':
      return {
        text: `${name} is also being edited in another tab.`,
        detail:
          'Each tab keeps its own edits. Saving one over the other loses the changes of the first. Once the other tab is closed, what it did not save can be resumed here.',
      }
    case 'slow':
      return {
        text: 'The storage of this device is slow.',
        detail: `Keeping the edits of ${name} makes each of them take longer. You can switch that off in the File menu.`,
      }
    case 'full':
      return {
        text: 'The storage of this device is full.',
        detail: `New edits of ${name} are not kept: a crash would lose them. Save soon.`,
      }
    case 'denied':
      return {
        text: 'The browser does not let this page keep edits.',
        detail: `A crash would lose the edits of ${name}. Private windows and blocked site data do that. Save soon.`,
      }
    case 'gone':
      return {
        text: 'The browser removed what this page kept.',
        detail: `A crash would lose the edits of ${name}. Save soon.`,
      }
  }
}

/** The engine was started again after it had stopped. */
export function revivedText(
  resumed: number,
  lost: readonly string[],
): { readonly text: string; readonly detail: string } {
  const back = resumed === 1 ? 'The hive is back' : `${counted(resumed, 'hive')} are back`
  return {
    text: 'The engine stopped and was started again.',
    detail:
      lost.length === 0
        ? `${back}, with every edit.`
        : `${resumed === 0 ? '' : `${back}. `}These could not be brought back: ${lost.map(markedText).join(', ')}.`,
  }
}
