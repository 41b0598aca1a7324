import { type ReactNode, useRef } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'

/** An answer. The dialog closes before its action runs. */
interface Choice {
  readonly label: string
  readonly act: () => unknown
  readonly look?: 'primary'
}

interface Props {
  readonly title: string
  readonly cancel: string
  /** The choices in the order of their buttons, which come after Cancel. */
  readonly choices: readonly Choice[]
  /** The button that has the focus: Cancel or the last one. */
  readonly focus: 'cancel' | 'last'
  /** The text may need scrolling, which keys then do. */
  readonly reading?: boolean
  readonly children: ReactNode
}

/** A dialog that asks before an action. A click outside it does nothing. */
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
