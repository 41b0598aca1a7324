import { Ellipsis } from 'lucide-react'
import { type ContextMenu, openContextMenu } from '../../state/dialogs.ts'
import { IconButton } from '../common/Button.tsx'

interface Props {
  readonly label: string
  readonly menu: ContextMenu['kind']
  readonly className?: string | undefined
}

/** A button that opens the menu of a list. */
export function OptionsButton({ label, menu, className }: Props) {
  return (
    <IconButton
      label={label}
      className={className}
      aria-haspopup="menu"
      onClick={(event) => {
        const { left, bottom } = event.currentTarget.getBoundingClientRect()
        openContextMenu(menu, { x: left, y: bottom, byKey: event.detail === 0 })
      }}
    >
      <Ellipsis size="0.9375rem" aria-hidden="true" />
    </IconButton>
  )
}
