/**
 * Notices: news (`status`) and errors (`alert`). `showError` is the one place that turns a rejected
 * promise into a notice.
 */

import { create } from 'zustand'
import { HiveError } from '../errors.ts'
import { reloadPage } from '../platform/page.ts'
import { BANNER, PART_MISSING } from '../text/page.ts'
import { markedSentence } from '../text/visibleText.ts'
import type { DocId } from '../worker/protocol.ts'
import { withErrorWords } from './errorWords.ts'
import { MissingPart } from './loadModule.ts'

export interface NoticeAction {
  readonly label: string
  run(): void
}

export interface NoticeRequest {
  readonly kind: 'status' | 'alert'
  readonly text: string
  /** A second line: what to do next, or figures. */
  readonly detail?: string | undefined
  readonly action?: NoticeAction | undefined
  /** The hive it is about. It is shown with that hive, and disappears when the hive is closed. */
  readonly doc?: DocId | undefined
  /** A newer notice of the same topic, about the same hive, replaces this one. */
  readonly topic?: string | undefined
  /** An error that needs no action: it disappears by itself, as news does. */
  readonly transient?: boolean | undefined
}

export interface Notice extends NoticeRequest {
  readonly id: number
  /** Another hive was on screen when it appeared: it is shown there too, or nobody would see it. */
  readonly away: boolean
}

interface Notices {
  readonly notices: readonly Notice[]
}

/**
 * With more notices than this about one hive, the oldest news disappears. Errors stay, since they
 * may not have been read.
 */
const MOST_NOTICES = 4

export const useNotices = create<Notices>(() => ({ notices: [] }))

let nextId = 1
/** Which hive is on screen, and the title of each. */
interface Screen {
  active(): DocId | null
  title(doc: DocId): string
}

let screen: Screen = { active: () => null, title: () => '' }

/** Sets the source of the hive on screen and its title. */
export function watchScreen(next: Screen): void {
  screen = next
}

/** The title of a hive; undefined when it is not open. */
function titleOnScreen(doc: DocId): string | undefined {
  return screen.title(doc) || undefined
}

/** Shows a notice and returns its id. A notice equal to one on screen replaces it. */
export function notify(request: NoticeRequest): number {
  const id = nextId++
  const shown = screen.active()
  const away = request.doc !== undefined && shown !== null && shown !== request.doc
  useNotices.setState(({ notices }) => {
    const others = notices.filter((notice) => !replaces(marked(request), notice))
    const isAlike = ({ doc }: Notice) => doc === request.doc
    while (others.filter(isAlike).length >= MOST_NOTICES) {
      const news = others.findIndex((notice) => notice.kind === 'status' && isAlike(notice))
      if (news === -1) break
      others.splice(news, 1)
    }
    return { notices: [...others, { ...marked(request), id, away }] }
  })
  return id
}

/** The request with hidden characters of its texts marked. */
function marked(request: NoticeRequest): NoticeRequest {
  const { text, detail } = request
  return { ...request, text: markedSentence(text), detail: detail && markedSentence(detail) }
}

/** Says why a command does nothing here. */
export function sayWhyNot(text: string, doc?: DocId): void {
  notify({ kind: 'alert', text, doc, topic: 'refusal', transient: true })
}

function replaces(request: NoticeRequest, shown: Notice): boolean {
  if (request.doc !== shown.doc) return false
  if (request.topic !== undefined && request.topic === shown.topic) return true
  return request.kind === shown.kind && request.text === shown.text
}

/** Removes a notice. */
export function dismissNotice(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }))
}

/** Removes the notices of a topic, which no longer apply. */
export function dismissTopic(topic: string): void {
  useNotices.setState(({ notices }) => ({
    notices: notices.filter((notice) => notice.topic !== topic),
  }))
}

/** Removes the notices about a hive that was closed. */
export function dropNotices(doc: DocId): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((one) => one.doc !== doc) }))
}

/**
 * The notices to show with the active hive: its own, those about no hive, and those that appeared
 * while another hive than theirs was on screen.
 */
export function noticesWith(notices: readonly Notice[], active: DocId | null): readonly Notice[] {
  return notices.filter(({ doc, away }) => doc === undefined || doc === active || away)
}

/** Removes some notices, or all of them. */
export function clearNotices(some: readonly Notice[] = useNotices.getState().notices): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((one) => !some.includes(one)) }))
}

/**
 * Words an error for the user and shows it as an alert. `subject` is the file or key that it is
 * about, when the error does not name it. A cancelled action shows nothing, since the user
 * cancelled it.
 */
export function showError(
  error: unknown,
  subject?: string,
  options: Pick<NoticeRequest, 'doc' | 'topic' | 'transient' | 'action'> = {},
): void {
  if (isCancelled(error) || isSaid(error)) return
  if (error instanceof MissingPart) {
    showMissingPart()
    return
  }
  const known = error instanceof HiveError
  withErrorWords((words) => {
    const text = words?.errorText(known ? error.code : 'internal', {
      ...(known ? error.detail : { actual: String(error) }),
      ...(subject === undefined ? {} : { where: subject }),
    })
    notify({ kind: 'alert', ...options, ...(text ?? { text: String(error) }) })
  })
}

/** Says that a part of the page could not be loaded. The page is reloaded only if the user wants it. */
function showMissingPart(): void {
  const action = { label: BANNER.reload, run: reloadPage }
  notify({ kind: 'alert', ...PART_MISSING, action, topic: 'part' })
}

function isCancelled(error: unknown): boolean {
  if (error instanceof HiveError) return error.code === 'cancelled'
  return error instanceof DOMException && error.name === 'AbortError'
}

/** Whether something else says it: the banner that the engine has stopped. */
function isSaid(error: unknown): boolean {
  return error instanceof HiveError && error.code === 'engine-stopped'
}

/**
 * Whether an error needs no message: the target is gone (`stale`) or the caller gave up
 * (`cancelled`).
 */
export function needsNoMessage(error: unknown): boolean {
  return error instanceof HiveError && (error.code === 'stale' || error.code === 'cancelled')
}

/** Shows errors about a hive, except those that need no message (`needsNoMessage`). */
export function reporterOf(doc: DocId): (error: unknown) => void {
  return (error) => {
    if (!needsNoMessage(error)) showError(error, titleOnScreen(doc), { doc })
  }
}
