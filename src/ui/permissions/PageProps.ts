import type { Descriptor } from '../../security/descriptor.ts'
import type { AccountBook } from '../../state/accountBook.ts'

/** What every part of the dialog is about. */
export interface PageProps {
  readonly descriptor: Descriptor
  readonly change: (descriptor: Descriptor) => void
  readonly book: AccountBook
  readonly readOnly: boolean
}
