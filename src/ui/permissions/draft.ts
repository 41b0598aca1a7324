import { useState } from 'react'
import type { Descriptor } from '../../security/descriptor.ts'
import { formatSddl } from '../../security/sddl.ts'
import { readSddlOver, type SddlProblem } from '../../security/sddlOver.ts'
import type { AccountBook } from '../../state/accountBook.ts'
import { typeInDialog } from '../../state/dialogs.ts'

/** A descriptor that is being edited, and its text. */
export interface Draft {
  readonly descriptor: Descriptor
  /** As it was typed, or as the descriptor is written. */
  readonly text: string
  /** Why the text is no descriptor; the descriptor is the last one then. */
  readonly problem: SddlProblem | null
}

/** Keeps a descriptor and its text in step: each change of one changes the other. */
export function useDraft(initial: Descriptor, book: AccountBook) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(initial))
  return {
    draft,
    /** Takes another descriptor. */
    change: (descriptor: Descriptor) => {
      if (descriptor === draft.descriptor) return
      typeInDialog()
      setDraft(draftOf(descriptor))
    },
    /** Takes a typed text. */
    type: (text: string) => {
      typeInDialog()
      const read = readSddlOver(draft.descriptor, text, book.domain)
      if ('position' in read) setDraft({ ...draft, text, problem: read })
      else setDraft({ descriptor: read, text, problem: null })
    },
  }
}

function draftOf(descriptor: Descriptor): Draft {
  return { descriptor, text: formatSddl(descriptor), problem: null }
}
