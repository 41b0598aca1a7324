/** Asking the other tabs of this browser in which Propolis is open. Messages do not leave the browser. */

const CHANNEL = 'propolis clipboard'
/** Milliseconds that the others have for an answer. */
const PATIENCE_MS = 2_000

interface Question {
  readonly kind: 'question'
  readonly id: string
  readonly about: string
}

interface Answer {
  readonly kind: 'answer'
  readonly id: string
  readonly file: Blob
}

type Message = Question | Answer

/** Answers the questions of other tabs, where `answer` has something. */
export function answerOtherTabs(answer: (about: string) => Promise<Blob | null>): void {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = async ({ data }: MessageEvent<Message>) => {
    if (data.kind !== 'question') return
    const file = await answer(data.about).catch(() => null)
    if (file !== null) channel.postMessage({ kind: 'answer', id: data.id, file } satisfies Answer)
  }
}

/** Asks the other tabs; null when none of them answers in time. */
export function askOtherTabs(about: string): Promise<Blob | null> {
  if (typeof BroadcastChannel === 'undefined') return Promise.resolve(null)
  const channel = new BroadcastChannel(CHANNEL)
  const id = crypto.randomUUID()
  return new Promise<Blob | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), PATIENCE_MS)
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind !== 'answer' || data.id !== id) return
      clearTimeout(timer)
      resolve(data.file)
    }
    channel.postMessage({ kind: 'question', id, about } satisfies Question)
  }).finally(() => channel.close())
}
