import { Autocomplete } from '@base-ui/react/autocomplete'
import type { ReactNode } from 'react'

interface Props<Value> {
  readonly value: Value
  readonly className: string | undefined
  /** It was clicked, or Enter was pressed while it was highlighted. */
  readonly onPick: () => void
  readonly children: ReactNode
}

/** An option of a combobox; the highlighted one is the selected one for assistive technology. */
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
