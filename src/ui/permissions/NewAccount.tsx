import type { Sid } from '../../security/sid.ts'
import type { AccountBook } from '../../state/accountBook.ts'
import { ACCOUNT_FIELD } from '../../text/permissions.ts'
import { AccountField } from './AccountField.tsx'

interface Props {
  readonly book: AccountBook
  readonly choose: (sid: Sid) => void
  readonly close: () => void
  /** The list that the account is added to. */
  readonly rows: { readonly current: { focus(): void } | null }
}

/** The field for an account that is added to a list. Esc closes it and goes back to the list. */
export function NewAccount({ book, choose, close, rows }: Props) {
  const cancel = () => {
    close()
    rows.current?.focus()
  }
  return (
    <AccountField
      book={book}
      action={ACCOUNT_FIELD.add}
      autoFocus
      choose={choose}
      cancel={cancel}
    />
  )
}
