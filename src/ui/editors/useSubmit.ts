import { useRef, useState } from 'react'
import { copyBytesSteps } from '../../bytes/copy.ts'
import { sameBytesSteps } from '../../bytes/same.ts'
import { HiveError } from '../../errors.ts'
import { actNext } from '../../state/actionQueue.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { runEdit } from '../../state/edits.ts'
import { errorText } from '../../text/errors.ts'
import type { Work } from '../../work.ts'
import type { DocId, KeyId, ValueId } from '../../worker/protocol.ts'
import { runInSlices } from '../../worker/slices.ts'

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
  const isBusy = useRef(false)
  const store = async (data: Uint8Array, type: number): Promise<void> => {
    // Unchanged data adds no step to the history and does not mark the hive as unsaved.
    if (type === value.type && !value.absent && (await atOnce(sameBytesSteps(data, value.data)))) {
      closeDialog()
      return
    }
    setRefused(null)
    await actNext(value.doc, async () => {
      const { doc, key, id } = value
      // The engine takes the data it is given; what is on screen stays if it refuses that.
      const given = await atOnce(copyBytesSteps(data))
      const edit = { kind: 'set-value', key, value: id, type, data: given } as const
      const result = await runEdit(doc, edit, {
        onRefused: (error) => setRefused(wordsOf(error)),
      })
      if (result) closeDialog()
    })
  }
  const submit = async (data: Uint8Array, type = value.type): Promise<void> => {
    if (isBusy.current) return
    isBusy.current = true
    try {
      await store(data, type)
    } finally {
      isBusy.current = false
    }
  }
  return { refused, submit }
}

/** Runs work on data of any size; on short data it is done in this task. */
function atOnce<T>(work: Work<T>): Promise<T> {
  return runInSlices(work, { atOnce: true })
}

/** What an error of the engine says. */
export function wordsOf(error: unknown): string {
  const { text, detail } =
    error instanceof HiveError
      ? errorText(error.code, error.detail)
      : errorText('internal', { actual: String(error) })
  return `${text} ${detail}`
}
