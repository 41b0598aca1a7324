import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { type ReactNode, type RefObject, useRef } from 'react'
import { markedSentence } from '../../text/visibleText.ts'
import { cx } from './cx.ts'
import styles from './Dialog.module.css'

interface DialogProps {
  readonly title: string
  /** The subject of the dialog, when the title does not name it. */
  readonly about?: string | null
  readonly onClose: () => void
  readonly children: ReactNode
  /** The buttons at the end, the primary one last. */
  readonly actions?: ReactNode
  /** Gets the focus when the dialog opens; by default, or if it is disabled, the first focusable element does. */
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly size?: 'normal' | 'wide' | 'widest' | 'full'
  /**
   * The dialog has text to read and nothing to fill in: keys scroll the text, and a button has the
   * focus.
   */
  readonly reading?: boolean
  /** A click outside does not close the dialog, so that typed text is not lost. */
  readonly keepOnOutsideClick?: boolean
}

/**
 * A modal dialog named by its title, which is open while it is mounted. `Dialogs.tsx` decides where
 * the focus goes afterwards, since the row it came from may have moved.
 */
export function Dialog(props: DialogProps) {
  const { title, onClose, children, actions, initialFocus, size = 'normal' } = props
  const buttons = useRef<HTMLDivElement>(null)
  const firstButton = () => buttons.current?.querySelector('button') ?? true
  const givenFocus = () => {
    const given = initialFocus?.current
    return given && !given.matches(':disabled') ? given : true
  }
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
            initialFocus={initialFocus ? givenFocus : props.reading ? firstButton : true}
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
