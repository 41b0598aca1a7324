/** The privacy pane. */

import { counted } from './counted.ts'
import { KEPT_KINDS } from './kept.ts'
import { sizeText } from './page.ts'

export const PRIVACY = {
  title: 'Privacy',
  lead: 'Hives hold passwords, accounts and habits. This page reads them on your computer and sends them nowhere.',
  policyTitle: 'What the browser enforces',
  policy:
    'The page and its engine run under a content security policy with connect-src none: the browser itself blocks requests, sockets, images, fonts, styles, scripts, frames and forms that would go anywhere else. Only the engine’s own script may run as a worker. The service worker answers from its copy of the page and refuses everything else. WebRTC and new windows, which no such policy covers, are switched off.',
  policyText: 'The policy in full',
  testedTitle: 'What is tested',
  tested:
    'Every version of this page is tested with about a hundred ways to send something out, in the page and in its engine, on servers that send the policy and on servers that do not. None reaches another server. Once policy and service worker are removed, all that the browser offers do, so the test would notice.',
  limitsTitle: 'What no page can enforce',
  limits:
    'Nothing in a hive ever runs as a script; all of this is a second line of defence. A script that did get in could still open a window through a link, look up a host name or connect to it through a blocked frame or form, or reach WebRTC through an empty frame; in a browser without the Navigation API it could also send the tab to another address. Browser extensions see what you see. To be certain, unplug the network.',
  requestsTitle: 'Requests since this page began to load',
  tryIt:
    'Try it: once the status bar says Ready offline, unplug the network. Everything keeps working.',
  keepTitle: 'What is kept on this device',
  keep: 'Nothing else of a hive is kept, except in the history of the browser: the address of the page ends with the path of the selected key, after #, which is sent to no server. View > Path in Page Address turns that off.',
  reading: 'Reading what is kept…',
  nothing: 'Nothing.',
  forget: 'Forget',
  forgetEverything: 'Forget Everything',
  cancel: 'Cancel',
} as const

/** How many requests the page has made, and where they went. */
export function requestsText(counts: {
  readonly total: number
  /** Requests to anywhere other than where the page came from. */
  readonly elsewhere: number
  /** Requests since the page was ready to work offline; null until then. */
  readonly sinceReady: number | null
}): string {
  const { total, elsewhere, sinceReady } = counts
  const where =
    elsewhere === 0 ? 'all for the page’s own files' : `${elsewhere} of them to other places`
  const all = `${counted(total, 'request')}, ${where}.`
  if (sinceReady === null) return all
  const since = sinceReady === 0 ? 'None' : sinceReady.toLocaleString('en')
  return `${all} ${since} since it was ready to work offline.`
}

/** What the service worker has done with requests of the page. */
export function workerText(counts: { readonly fetched: number; readonly refused: number }): string {
  const sent = counts.fetched === 0 ? 'none' : counted(counts.fetched, 'request')
  const refused = counts.refused === 0 ? 'none' : counted(counts.refused, 'request')
  return `Since the service worker was last started, it sent ${sent} of them on to the network, and refused ${refused}.`
}

/** What is kept, in one line: its kind, size and times. */
export function keptText(kept: {
  readonly kind: keyof typeof KEPT_KINDS
  readonly bytes: number | null
  readonly since: number | null
  readonly until: number | null
}): string {
  const { kind, bytes, since, until } = kept
  const parts = [
    KEPT_KINDS[kind],
    ...(bytes === null ? [] : [sizeText(bytes)]),
    ...(since === null ? [] : [`since ${timeText(since)}`]),
    ...(until === null ? [] : [`until ${dayText(new Date(until))}`]),
  ]
  return parts.join(' · ')
}

/** How much room the browser gives. */
export function roomText(room: { readonly used: number; readonly most: number }): string {
  return `The browser says that ${sizeText(room.used)} of ${sizeText(room.most)} are used.`
}

/** Asks before something is forgotten for good. */
export function forgetQuestion(name: string | null): string {
  const what = name === null ? 'everything in this list' : name
  return `This removes ${what} from this device and cannot be undone. Open hives stay open.${
    name === null ? ' The page then needs the network when it is loaded again.' : ''
  }`
}

/** What was found when the storage was read again after something was forgotten. */
export function leftText(left: {
  readonly entries: number
  readonly records: number
  readonly files: number
  readonly copies: number
}): string {
  const found = [
    ...(left.entries === 0
      ? []
      : [counted(left.entries, 'entry of settings', 'entries of settings')]),
    ...(left.records === 0
      ? []
      : [counted(left.records, 'record of a database', 'records of databases')]),
    ...(left.files === 0 ? [] : [counted(left.files, 'file')]),
    ...(left.copies === 0 ? [] : ['the copy of the page']),
  ]
  const what = found.length === 0 ? 'nothing' : found.join(', ')
  return `Forgotten. The browser’s storage was read again. What is left: ${what}.`
}

function timeText(ms: number): string {
  const date = new Date(ms)
  const time = date.toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })
  return `${dayText(date)} ${time}`
}

function dayText(date: Date): string {
  return date.toLocaleDateString('en-CA')
}
