import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { type ReactNode, type RefObject, useRef } from 'react'
import { markedSentence } from '../../text/visibleText.ts'
import { cx } from './cx.ts'
import styles from './Dialog.module.css'

interface DialogProps {
  readonly title: string
  /** The subject, where the title does not name it. */
  readonly about?: string | null
  readonly onClose: () => void
  readonly children: ReactNode
  /** Buttons at the end, the primary one last. */
  readonly actions?: ReactNode
  /** Gets the focus when the dialog opens; else the first thing that takes it. */
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly size?: 'normal' | 'wide'
  /** Text to read and nothing to fill in: keys can scroll it, a button has the focus. */
  readonly reading?: boolean
  /** A click beside the dialog must not throw away what was typed in it. */
  readonly keepOnOutsideClick?: boolean
}

/**
 * A modal dialog named by its title. Mounted means open. Where the focus goes afterwards is the
 * business of whoever mounts it (`Dialogs.tsx`): the row it came from may have moved.
 */
export function Dialog(props: DialogProps) {
  const { title, onClose, children, actions, initialFocus, size = 'normal' } = props
  const buttons = useRef<HTMLDivElement>(null)
  const firstButton = () => buttons.current?.querySelector('button') ?? true
  return (
    <BaseDialog.Root
      open
      disablePointerDismissal={props.keepOnOutsideClick ?? false}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles.backdrop} />
        <BaseDialog.Viewport className={styles.viewport}>
          <BaseDialog.Popup
            className={cx(styles.popup, styles[size])}
            initialFocus={initialFocus ?? (props.reading ? firstButton : true)}
            finalFocus={false}
          >
            <div className={styles.head}>
              <BaseDialog.Title className={styles.title}>{markedSentence(title)}</BaseDialog.Title>
              {props.about && (
                <BaseDialog.Description className={styles.about}>
                  {markedSentence(props.about)}
                </BaseDialog.Description>
              )}
            </div>
            <div className={styles.body} tabIndex={props.reading ? 0 : undefined}>
              {children}
            </div>
            {actions && (
              <div ref={buttons} className={styles.actions}>
                {actions}
              </div>
            )}
          </BaseDialog.Popup>
        </BaseDialog.Viewport>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}
