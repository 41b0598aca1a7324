import { type KeyboardEvent, type RefObject, useEffect } from 'react'
import { Separator } from 'react-resizable-panels'
import { runCommand } from '../../commands/dispatch.ts'
import { commandOf } from '../../commands/registry.ts'
import { catchFocus } from './rowFocus.ts'
import { SPLITTER_MARK } from './tabOrder.ts'
import styles from './Workspace.module.css'

interface SplitterProps {
  readonly label: string
  readonly ref?: RefObject<HTMLDivElement | null>
  /** The action of Enter. */
  readonly toggle?: () => void
  readonly leave?: () => void
}

/** The line between two panes, which moves with the mouse and the arrow keys. */
export function Splitter({ label, ref, toggle, leave }: SplitterProps) {
  useEffect(() => catchFocus, [])
  const onKeyDown = (event: KeyboardEvent) => {
    // The library would move to the next splitter.
    if (event.key === 'F6') {
      event.preventDefault()
      runCommand(commandOf(event.shiftKey ? 'go.previousPane' : 'go.nextPane'))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      toggle?.()
    }
  }
  return (
    <Separator
      elementRef={ref}
      className={styles.divider}
      aria-label={label}
      onKeyDownCapture={onKeyDown}
      // The library sets onBlur itself.
      onBlurCapture={leave}
      {...SPLITTER_MARK}
    />
  )
}
