/**
 * What the page tells the user in passing: news (`status`) and errors (`alert`). `showError` is the
 * one place that turns a rejected promise into a notice.
 */

import { create } from 'zustand'
import { HiveError } from '../errors.ts'
import { errorText } from '../text/errors.ts'
import { markedText } from '../text/visibleText.ts'

export interface NoticeAction {
  readonly label: string
  run(): void
}

export interface NoticeRequest {
  readonly kind: 'status' | 'alert'
  readonly text: string
  /** A second line: what to do next, or the numbers. */
  readonly detail?: string | undefined
  readonly action?: NoticeAction | undefined
  /** A newer notice of the same topic replaces this one. */
  readonly topic?: string | undefined
  /** An error that leaves nothing to mend: it goes by itself, as news does. */
  readonly passing?: boolean | undefined
}

export interface Notice extends NoticeRequest {
  readonly id: number
}

interface Notices {
  readonly notices: readonly Notice[]
}

/** With more than this on screen the oldest news goes. Errors never do: nobody may have read them. */
const MOST_NOTICES = 4

export const useNotices = create<Notices>(() => ({ notices: [] }))

let nextId = 1

/** Shows a notice and returns its id. A notice equal to one on screen replaces it. */
export function notify(request: NoticeRequest): number {
  const id = nextId++
  useNotices.setState(({ notices }) => {
    const others = notices.filter((notice) => !replaces(marked(request), notice))
    while (others.length >= MOST_NOTICES) {
      const news = others.findIndex((notice) => notice.kind === 'status')
      if (news === -1) break
      others.splice(news, 1)
    }
    return { notices: [...others, { ...marked(request), id }] }
  })
  return id
}

/** Names in it may have hidden characters. */
function marked(request: NoticeRequest): NoticeRequest {
  const { text, detail } = request
  return { ...request, text: markedText(text), detail: detail && markedText(detail) }
}

/** Says why a command does nothing here. */
export function sayWhyNot(text: string): void {
  notify({ kind: 'alert', text, topic: 'refusal', passing: true })
}

function replaces(request: NoticeRequest, shown: Notice): boolean {
  if (request.topic !== undefined && request.topic === shown.topic) return true
  return request.kind === shown.kind && request.text === shown.text
}

/** Takes a notice off the screen. */
export function dismissNotice(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }))
}

/** Takes what was said about a topic off the screen: it is no longer so. */
export function dismissTopic(topic: string): void {
  useNotices.setState(({ notices }) => ({
    notices: notices.filter((notice) => notice.topic !== topic),
  }))
}

/** Takes every notice off the screen. */
export function clearNotices(): void {
  useNotices.setState({ notices: [] })
}

/**
 * Words an error for the user and shows it as an alert. `subject` names what it is about (a file, a
 * key) when the error itself does not. A cancelled action says nothing: the user knows.
 */
export function showError(
  error: unknown,
  subject?: string,
  options: Pick<NoticeRequest, 'topic' | 'passing'> = {},
): void {
  if (isCancelled(error)) return
  const known = error instanceof HiveError
  notify({
    kind: 'alert',
    ...options,
    ...errorText(known ? error.code : 'internal', {
      ...(known ? error.detail : { actual: String(error) }),
      ...(subject === undefined ? {} : { where: subject }),
    }),
  })
}

function isCancelled(error: unknown): boolean {
  if (error instanceof HiveError) return error.code === 'cancelled'
  return error instanceof DOMException && error.name === 'AbortError'
}
