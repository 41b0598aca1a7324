import { Autocomplete } from '@base-ui/react/autocomplete'
import type { ReactNode } from 'react'

interface Props<Value> {
  readonly value: Value
  readonly className: string | undefined
  /** Called when the option is clicked, or Enter is pressed while it is highlighted. */
  readonly onPick: () => void
  readonly children: ReactNode
}

/** An option of a combobox. Assistive technology gets the highlighted one as the selected one. */
export function ComboOption<Value>({ value, className, onPick, children }: Props<Value>) {
  return (
    <Autocomplete.Item
      value={value}
      className={className}
      onClick={onPick}
      render={(props, { highlighted }) => (
        <div {...props} role="option" tabIndex={-1} aria-selected={highlighted} />
      )}
    >
      {children}
    </Autocomplete.Item>
  )
}
