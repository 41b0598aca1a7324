import { useId, useRef, useState } from 'react'
import type { Pasting } from '../../state/clip.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { titleOf } from '../../state/documents.ts'
import { type PasteOptions, pasteAsChosen, usualOptions } from '../../state/pasting.ts'
import { KEY_CLASHES, PASTE, VALUE_CLASHES } from '../../text/clipboard.ts'
import { keyName } from '../../text/edits.ts'
import { markedText } from '../../text/visibleText.ts'
import type { Clash, PastePreview } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Check } from '../common/Check.tsx'
import { Choices } from '../common/Choices.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { Field, selectClass } from '../common/Field.tsx'
import { ClashTable } from './ClashTable.tsx'

interface PasteProps {
  readonly pasting: Pasting
  readonly preview: PastePreview
}

/** Asks what becomes of names that are taken, and how permissions and times are kept. */
export function PasteDialog({ pasting, preview }: PasteProps) {
  const { kind, taken, total, clashes } = preview
  const isMove = pasting.how === 'move'
  const isKey = kind === 'key'
  const [options, setOptions] = useState<PasteOptions>(() => ({
    ...usualOptions(pasting),
    clash: isKey ? 'merge' : 'replace',
  }))
  const [each, setEach] = useState<ReadonlyMap<number, Clash>>(new Map())
  const id = useId()
  const first = useRef<HTMLInputElement>(null)
  const change = (more: Partial<PasteOptions>) => setOptions((now) => ({ ...now, ...more }))
  const choose = (index: number, clash: Clash | null) =>
    setEach((now) => {
      const next = new Map(now)
      if (clash === null) next.delete(index)
      else next.set(index, clash)
      return next
    })
  const submit = () => {
    closeDialog()
    void pasteAsChosen(pasting, { ...options, clashes: [...each] })
  }
  const name = markedText(pasting.name)
  const [row] = clashes
  const choices = Object.entries(isKey ? KEY_CLASHES : VALUE_CLASHES) as [Clash, string][]
  return (
    <Dialog
      title={isMove ? PASTE.moveTitle(name) : PASTE.pasteTitle(name)}
      about={PASTE.into(titleOf(pasting.doc))}
      onClose={closeDialog}
      size="wide"
      keepOnOutsideClick
      {...(taken > 0 ? { initialFocus: first } : {})}
      actions={
        <>
          <Button onClick={closeDialog}>{PASTE.cancel}</Button>
          <Button look="primary" onClick={submit}>
            {isMove ? PASTE.move : PASTE.paste}
          </Button>
        </>
      }
    >
      {taken > 0 && (
        <Choices
          legend={
            isKey
              ? PASTE.taken(keyName(markedText(row?.name ?? '')))
              : PASTE.takenValues(taken, total)
          }
          // What stays as it is in the other key would be gone with the original.
          choices={choices
            .filter(([clash]) => !(isMove && clash === 'fill'))
            .map(([clash, words]) => ({ value: clash, label: words }))}
          value={options.clash}
          onChange={(clash) => change({ clash })}
          first={first}
        />
      )}
      {!isKey && taken > 1 && (
        <ClashTable rows={clashes} more={taken - clashes.length} each={each} choose={choose} />
      )}
      {isKey && (
        <>
          <Field id={`${id}-security`} label={PASTE.security}>
            <select
              id={`${id}-security`}
              className={selectClass}
              value={options.security}
              onChange={({ target }) =>
                change({ security: target.value === 'keep' ? 'keep' : 'inherit' })
              }
            >
              <option value="inherit">{PASTE.inherit}</option>
              <option value="keep">{PASTE.keep}</option>
            </select>
          </Field>
          <Check
            label={PASTE.times}
            checked={options.times === 'keep'}
            onChange={(keep) => change({ times: keep ? 'keep' : 'now' })}
          />
        </>
      )}
    </Dialog>
  )
}
