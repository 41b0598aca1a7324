import { CircleCheck, OctagonAlert, X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { isTextField } from '../../commands/place.ts'
import { useDialogs } from '../../state/dialogs.ts'
import { useDocuments } from '../../state/documents.ts'
import {
  clearNotices,
  dismissNotice,
  type Notice,
  noticesWith,
  useNotices,
} from '../../state/notices.ts'
import { titlesOf } from '../../state/titles.ts'
import { FRAME } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Button, IconButton } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './Notices.module.css'
import { catchFocus } from './rowFocus.ts'

/**
 * Milliseconds that news stays while it has neither focus nor pointer; news with an action stays
 * longer.
 */
const NEWS_MS = 6_000
const ACTION_MS = 15_000
/** From this many notices on, there is a button that dismisses all. */
const MANY = 3

/**
 * News and errors, above the status bar in the flow of the page, so that they cover nothing. News
 * disappears by itself; errors stay until they are dismissed or resolved. A notice about a hive is
 * shown with that hive, and names it when others are open.
 */
export function Notices() {
  const { active, docs } = useDocuments()
  const all = useNotices((state) => state.notices)
  const notices = noticesWith(all, active)
  const titles = titlesOf(docs)
  const nameOf = (doc: DocId | undefined) =>
    doc !== undefined && docs.length > 1 ? titles.get(doc) : undefined
  const stack = useRef<HTMLElement>(null)
  const newest = notices.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest stands at the end
  useLayoutEffect(() => {
    const shown = stack.current?.children.item(notices.length - 1)
    // From its beginning: in a very small window it may be higher than the stack.
    if (stack.current && shown instanceof HTMLElement) stack.current.scrollTop = shown.offsetTop
  }, [newest])
  useEffect(() => {
    window.addEventListener('keydown', dismissNewest)
    return () => window.removeEventListener('keydown', dismissNewest)
  }, [])
  return (
    // The region exists before its content, so that screen readers announce new notices.
    <section ref={stack} className={styles.stack} aria-label={FRAME.notices} aria-live="polite">
      {notices.map((notice) => (
        <Toast key={notice.id} notice={notice} hive={nameOf(notice.doc)} />
      ))}
      {notices.length >= MANY && (
        <Button className={styles.all} onClick={() => dismissAll(notices)}>
          {FRAME.dismissAll}
        </Button>
      )}
    </section>
  )
}

function dismissAll(notices: readonly Notice[]): void {
  clearNotices(notices)
  catchFocus()
}

/**
 * Esc, where nothing else handles it, dismisses the notice with the focus, otherwise the newest.
 */
function dismissNewest(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented || isElsewhere(event.target)) return
  const { active } = useDocuments.getState()
  const shown = noticesWith(useNotices.getState().notices, active)
  const own = event.target instanceof Element ? event.target.closest('[data-notice]') : null
  const id = own === null ? shown.at(-1)?.id : Number(own.getAttribute('data-notice'))
  if (id === undefined) return
  event.preventDefault()
  dismiss(id)
}

/** Whether a dialog, a menu or a field handles Esc itself. */
function isElsewhere(target: EventTarget | null): boolean {
  if (useDialogs.getState().dialog !== null || isTextField(target)) return true
  return target instanceof Element && target.closest('[role="menu"], [role="menubar"]') !== null
}

/** Dismisses a notice. If it had the focus, the rows get it. */
function dismiss(id: number): void {
  dismissNotice(id)
  catchFocus()
}

interface ToastProps {
  readonly notice: Notice
  /** The title of the hive it is about, when other hives are open. */
  readonly hive: string | undefined
}

function Toast({ notice, hive }: ToastProps) {
  const { id, kind, text, detail, action } = notice
  const stays = kind === 'alert' && !notice.transient
  const [held, setHeld] = useState(false)
  const covered = useDialogs(({ dialog }) => dialog !== null)
  useEffect(() => {
    if (stays || held || covered) return
    const brief = kind === 'status' && !action && !detail
    const timer = setTimeout(() => dismissNotice(id), brief ? NEWS_MS : ACTION_MS)
    return () => clearTimeout(timer)
  }, [id, kind, stays, held, covered, action, detail])
  const Icon = kind === 'alert' ? OctagonAlert : CircleCheck
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only stays while it is being read
    <div
      role={kind}
      data-notice={id}
      className={cx(styles.toast, styles[kind])}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon className={styles.icon} size="1rem" aria-hidden="true" />
      <div className={styles.words}>
        <p>
          {hive !== undefined && !text.includes(hive) && (
            <span className={styles.hive}>
              <VisibleText text={hive} />
              {': '}
            </span>
          )}
          {text}
        </p>
        {detail && <p className={styles.detail}>{detail}</p>}
      </div>
      <div className={styles.buttons}>
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
    </div>
  )
}
