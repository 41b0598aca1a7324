import { useEffect, useId, useRef, useState } from 'react'
import { closeDialog, typeInDialog } from '../../state/dialogs.ts'
import { type Doc, useDocument } from '../../state/documents.ts'
import { canPickTarget, dropCopy, saveDocumentAs } from '../../state/saving.ts'
import { exactSizeText } from '../../text/dialogs.ts'
import {
  COMPACTED_HINT,
  copySizeText,
  ownVersionText,
  refusedText,
  SAVE_AS,
  WINDOWS_VERSIONS,
} from '../../text/saveAs.ts'
import type { DocId, NewMinor } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Choices } from '../common/Choices.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { controlClass, Field, Note } from '../common/Field.tsx'
import styles from './LogsDialog.module.css'
import { refusalText } from './refusalText.ts'
import { useHiveName } from './useHiveName.ts'
import { type PreviewState, useSavePreview } from './useSavePreview.ts'
import { VersionField } from './VersionField.tsx'

/** Asks under which name, with which layout and for which version of Windows a hive is saved. */
export function SaveAsDialog({ doc }: { readonly doc: DocId }) {
  const entry = useDocument(doc)
  return entry ? <SaveAsForm entry={entry} /> : null
}

const OWN = 'own'

function SaveAsForm({ entry }: { readonly entry: Doc }) {
  const { info, state } = entry
  const { doc, version } = info
  const about = useHiveName(doc)
  const ownMinor = Number(version.split('.')[1])
  const canKeep = info.access === 'editable' || (state.unsaved > 0 && info.recovery === null)
  const [name, setName] = useState(info.name)
  const [way, setWay] = useState<'kept' | 'compacted'>(canKeep ? 'kept' : 'compacted')
  const [os, setOs] = useState(canKeep && newMinor(ownMinor) !== null ? OWN : '5.0')
  const minor = minorOf(os, ownMinor)
  const kept = useSavePreview(doc, canKeep ? 'kept' : null)
  const copy = useSavePreview(doc, minor)
  /** Whether the copy that was measured is about to be saved. */
  const isSaving = useRef(false)
  useEffect(() => () => void (isSaving.current || dropCopy(doc)), [doc])
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const chosen = way === 'kept' ? kept : copy
  const isReady = chosen.preview !== null && name.trim() !== ''
  const submit = () => {
    isSaving.current = way === 'compacted'
    closeDialog()
    void saveDocumentAs(doc, { name: name.trim(), layout: way === 'kept' ? 'kept' : minor })
  }
  return (
    <Dialog
      title={SAVE_AS.title}
      about={about}
      onClose={closeDialog}
      initialFocus={field}
      size="wide"
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{SAVE_AS.cancel}</Button>
          <Button look="primary" type="submit" form={`${id}-form`} disabled={!isReady}>
            {SAVE_AS.save}
          </Button>
        </>
      }
    >
      <form
        id={`${id}-form`}
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) submit()
        }}
      >
        <Field id={id} label={SAVE_AS.name}>
          <input
            ref={field}
            id={id}
            className={controlClass}
            value={name}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={`${id}-note`}
            onChange={(event) => {
              setName(event.target.value)
              typeInDialog()
            }}
          />
          <Note id={`${id}-note`} kind={name.trim() === '' ? 'error' : 'hint'}>
            {name.trim() === '' ? SAVE_AS.nameEmpty : targetText()}
          </Note>
        </Field>
      </form>
      <Choices
        legend={SAVE_AS.layout}
        value={way}
        onChange={setWay}
        choices={[
          {
            value: 'kept',
            label: canKeep ? `${SAVE_AS.kept}: ${exactSizeText(state.size)}` : SAVE_AS.kept,
            hint: canKeep ? SAVE_AS.keptHint : SAVE_AS.early,
            disabled: !canKeep,
          },
          {
            value: 'compacted',
            label: `${SAVE_AS.compacted}${copySize(copy, state.size)}`,
            hint: COMPACTED_HINT,
          },
        ]}
      />
      {way === 'compacted' && (
        <VersionField
          os={os}
          own={canKeep && newMinor(ownMinor) !== null ? ownVersionText(version) : null}
          minor={minor}
          ownMinor={ownMinor}
          onChange={setOs}
        />
      )}
      <Progress state={chosen} label={way === 'kept' ? SAVE_AS.checking : SAVE_AS.measuring} />
    </Dialog>
  )
}

function targetText(): string {
  return canPickTarget() ? SAVE_AS.picked : SAVE_AS.downloaded
}

/** The minor version of a new hive; null for a version that is only read. */
function newMinor(minor: number): NewMinor | null {
  const known: readonly NewMinor[] = [2, 3, 4, 5, 6]
  return known.find((one) => one === minor) ?? null
}

function minorOf(os: string, own: number): NewMinor {
  const windows = WINDOWS_VERSIONS.find((one) => one.os === os)
  return windows?.minor ?? newMinor(own) ?? 5
}

/** The size of the copy, once it is known. */
function copySize({ preview, failed }: PreviewState, kept: number): string {
  if (preview !== null) return `: ${copySizeText(preview.size, kept)}`
  return failed === null ? `: ${SAVE_AS.measuring}` : ''
}

/** The progress of what is measured or checked, or why it would be refused. */
function Progress({ state, label }: { readonly state: PreviewState; readonly label: string }) {
  const { preview, failed, done } = state
  if (preview !== null) return null
  if (failed !== null) return <Note kind="error">{refusedText(refusalText(failed))}</Note>
  return (
    <p className={styles.reading}>
      <span>{label}</span>
      <progress value={done} aria-label={label} />
    </p>
  )
}
