import { useState } from 'react'
import { sameBytes } from '../../bytes/same.ts'
import { HiveError } from '../../errors.ts'
import { actNext } from '../../state/actionQueue.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { runEdit } from '../../state/edits.ts'
import { errorText } from '../../text/errors.ts'
import type { DocId, KeyId, ValueId } from '../../worker/protocol.ts'

/** The value that an editor is open for, with all of its data. */
export interface EditedValue {
  readonly doc: DocId
  readonly key: KeyId
  /** 0 for a default value that is not set. */
  readonly id: ValueId
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
  /** Whether it is a default value that is not set: OK sets it, whatever is typed. */
  readonly absent: boolean
  readonly readOnly: boolean
}

/**
 * Stores new data as one edit and closes the editor; a refusal keeps it open and is shown there.
 */
export function useSubmit(value: EditedValue) {
  const [refused, setRefused] = useState<string | null>(null)
  const submit = async (data: Uint8Array, type = value.type): Promise<void> => {
    const same = type === value.type && sameBytes(data, value.data)
    // Unchanged data adds no step to the history and does not mark the hive as unsaved.
    if (same && !value.absent) {
      closeDialog()
      return
    }
    setRefused(null)
    const edit = { kind: 'set-value', key: value.key, value: value.id, type, data } as const
    await actNext(value.doc, async () => {
      const result = await runEdit(value.doc, edit, {
        onRefused: (error) => setRefused(wordsOf(error)),
      })
      if (result) closeDialog()
    })
  }
  return { refused, submit }
}

/** What an error of the engine says. */
export function wordsOf(error: unknown): string {
  const { text, detail } =
    error instanceof HiveError
      ? errorText(error.code, error.detail)
      : errorText('internal', { actual: String(error) })
  return `${text} ${detail}`
}
