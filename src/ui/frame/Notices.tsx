import { CircleCheck, OctagonAlert, X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { clearNotices, dismissNotice, type Notice, useNotices } from '../../state/notices.ts'
import { FRAME } from '../../text/page.ts'
import { Button, IconButton } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { catchFocus } from './catchFocus.ts'
import styles from './Notices.module.css'

/** How long news stays when nobody looks at it; something to act on stays longer. */
const NEWS_MS = 6_000
const ACTION_MS = 15_000
/** From this many on they can all be dismissed at once. */
const MANY = 3

/** News and errors. News goes by itself, errors stay until they are dismissed or mended. */
export function Notices() {
  const notices = useNotices((state) => state.notices)
  const stack = useRef<HTMLElement>(null)
  const newest = notices.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest stands at the end
  useLayoutEffect(() => {
    if (stack.current) stack.current.scrollTop = stack.current.scrollHeight
  }, [newest])
  return (
    // The region is there before its content: what comes into it later is read out.
    <section ref={stack} className={styles.stack} aria-label={FRAME.notices} aria-live="polite">
      {notices.map((notice) => (
        <Toast key={notice.id} notice={notice} />
      ))}
      {notices.length >= MANY && (
        <Button className={styles.all} onClick={dismissAll}>
          {FRAME.dismissAll}
        </Button>
      )}
    </section>
  )
}

function dismissAll(): void {
  clearNotices()
  catchFocus()
}

/** Takes a notice away; the focus it had goes back to the rows. */
function dismiss(id: number): void {
  dismissNotice(id)
  catchFocus()
}

function Toast({ notice }: { readonly notice: Notice }) {
  const { id, kind, text, detail, action } = notice
  const stays = kind === 'alert' && !notice.passing
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (stays || held) return
    const brief = kind === 'status' && !action && !detail
    const timer = setTimeout(() => dismissNotice(id), brief ? NEWS_MS : ACTION_MS)
    return () => clearTimeout(timer)
  }, [id, kind, stays, held, action, detail])
  const Icon = kind === 'alert' ? OctagonAlert : CircleCheck
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only stays while it is being read
    <div
      role={kind}
      className={cx(styles.toast, styles[kind])}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon className={styles.icon} size="1rem" aria-hidden="true" />
      <div className={styles.words}>
        <p>{text}</p>
        {detail && <p className={styles.detail}>{detail}</p>}
      </div>
      {action && (
        <Button
          onClick={() => {
            dismiss(id)
            action.run()
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label={FRAME.dismiss} onClick={() => dismiss(id)}>
        <X size="0.9375rem" aria-hidden="true" />
      </IconButton>
    </div>
  )
}
