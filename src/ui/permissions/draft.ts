import { useState } from 'react'
import type { Descriptor } from '../../security/descriptor.ts'
import { type AceTexts, formatSddl, type SddlLoss, sddlLosses } from '../../security/sddl.ts'
import { readSddlOver, type SddlProblem } from '../../security/sddlOver.ts'
import { typeInDialog } from '../../state/dialogs.ts'
import type { LoadedPermissions } from '../../state/permissions.ts'

/** A descriptor that is being edited, and its text. */
export interface Draft {
  readonly descriptor: Descriptor
  /** As it was typed, or as the descriptor is written. */
  readonly text: string
  /** Why the text is no descriptor; the descriptor is the last one then. */
  readonly problem: SddlProblem | null
  /** What the text does not express of the descriptor. */
  readonly losses: readonly SddlLoss[]
}

/** Keeps a descriptor and its text in step: each change of one changes the other. */
export function useDraft(
  initial: Descriptor,
  { book, texts }: Pick<LoadedPermissions, 'book' | 'texts'>,
) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(initial, texts))
  return {
    draft,
    /** Takes another descriptor. */
    change: (descriptor: Descriptor) => {
      if (descriptor === draft.descriptor) return
      typeInDialog()
      setDraft(draftOf(descriptor, texts))
    },
    /** Takes a typed text. */
    type: (text: string) => {
      typeInDialog()
      const read = readSddlOver(draft.descriptor, text, { domain: book.domain, texts })
      if ('position' in read) setDraft({ ...draft, text, problem: read })
      else setDraft({ ...draftOf(read, texts), text })
    },
  }
}

function draftOf(descriptor: Descriptor, texts: AceTexts): Draft {
  const losses = sddlLosses(descriptor, texts)
  return { descriptor, text: formatSddl(descriptor, texts), problem: null, losses }
}
