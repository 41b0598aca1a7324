import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { titleOf } from '../../state/documents.ts'
import {
  applyImport,
  beginImport,
  type Importing,
  readImportAgain,
  useImport,
} from '../../state/importing.ts'
import type { ImportSource } from '../../state/importSource.ts'
import { IMPORT, importNotes, importSummary } from '../../text/importDialog.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { Note } from '../common/Field.tsx'
import { CodePageField } from './CodePageField.tsx'
import { failureText } from './failureText.ts'
import { ImportList } from './ImportList.tsx'
import styles from './import.module.css'
import { RootsTable } from './RootsTable.tsx'

/** Shows what a text would change in a hive, row by row, and makes the accepted changes as one step. */
export function ImportDialog({ source }: { readonly source: ImportSource }) {
  const now = useImport((state) => state.now)
  useEffect(() => beginImport(source), [source])
  const ok = useRef<HTMLButtonElement>(null)
  const canApply = now !== null && now.preview !== null && now.counts.effects > 0
  const apply = () => {
    if (!canApply) return
    // The dialog gives the text up when it closes.
    void applyImport(source)
    closeDialog()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    apply()
  }
  return (
    <Dialog
      title={source.pasted ? IMPORT.pasteTitle : IMPORT.title}
      about={source.pasted ? titleOf(source.doc) : `${source.name} › ${titleOf(source.doc)}`}
      onClose={closeDialog}
      size="widest"
      initialFocus={ok}
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{IMPORT.cancel}</Button>
          {/* It has the focus from the start. */}
          <Button ref={ok} look="primary" aria-disabled={!canApply} onClick={apply}>
            {IMPORT.ok}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Enter anywhere in the dialog is OK */}
      <div className={styles.body} onKeyDown={onKeyDown}>
        {now !== null && <Content now={now} />}
      </div>
    </Dialog>
  )
}

function Content({ now }: { readonly now: Importing }) {
  const { source, preview, failed, done, counts } = now
  const id = useId()
  const [place, setPlace] = useState(0)
  return (
    <>
      {source.places.length > 1 && (
        <fieldset className={styles.places}>
          <legend>{IMPORT.where}</legend>
          {source.places.map(({ label, rules }, at) => (
            <label key={label}>
              <input
                type="radio"
                name={`${id}-place`}
                checked={place === at}
                onChange={() => {
                  setPlace(at)
                  readImportAgain({ rules })
                }}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
      )}
      {source.pasted && source.places.length === 1 && <p>{source.places[0]?.label}</p>}
      {failed !== null && <Note kind="error">{failureText(failed, source.name)}</Note>}
      {preview === null && failed === null && (
        <p className={styles.reading}>
          <span>{IMPORT.reading}</span>
          <progress value={done} aria-label={IMPORT.reading} />
        </p>
      )}
      {preview !== null && (
        <>
          <p role="status">{importSummary(counts.kinds)}</p>
          {importNotes(preview).map((note) => (
            <Note key={note} kind="hint">
              {note}
            </Note>
          ))}
          {(preview.hasAnsi || now.codePage !== null) && (
            <CodePageField
              value={now.codePage}
              onChange={(codePage) => readImportAgain({ codePage })}
            />
          )}
          {preview.roots.length > 0 && (
            <RootsTable
              roots={preview.roots}
              isOpen={preview.roots.some(({ to }) => to === null)}
            />
          )}
          <ImportList now={now} />
        </>
      )}
    </>
  )
}
