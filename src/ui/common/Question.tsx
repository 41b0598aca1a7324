import { type ReactNode, useRef } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'

/** One answer; the dialog closes before it is acted on. */
interface Choice {
  readonly label: string
  readonly act: () => unknown
  readonly look?: 'primary'
}

interface Props {
  readonly title: string
  readonly cancel: string
  /** In the order of their buttons, which follow that of Cancel. */
  readonly choices: readonly Choice[]
  /** Which button has the focus: Cancel, or the last one. */
  readonly focus: 'cancel' | 'last'
  /** Text that may need scrolling, which keys then do. */
  readonly reading?: boolean
  readonly children: ReactNode
}

/** A dialog that asks before something is done. A click beside it answers nothing. */
export function Question({ title, cancel, choices, focus, reading = false, children }: Props) {
  const focused = useRef<HTMLButtonElement>(null)
  return (
    <Dialog
      title={title}
      onClose={closeDialog}
      initialFocus={focused}
      keepOnOutsideClick={!reading}
      reading={reading}
      actions={
        <>
          <Button ref={focus === 'cancel' ? focused : undefined} onClick={closeDialog}>
            {cancel}
          </Button>
          {choices.map(({ label, act, look }, at) => (
            <Button
              key={label}
              ref={focus === 'last' && at === choices.length - 1 ? focused : undefined}
              look={look ?? 'plain'}
              onClick={() => {
                closeDialog()
                void act()
              }}
            >
              {label}
            </Button>
          ))}
        </>
      }
    >
      {children}
    </Dialog>
  )
}
