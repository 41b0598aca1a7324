import { useId } from 'react'
import { formatHotkey } from '../../commands/keys.ts'
import { useDocuments } from '../../state/documents.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { changeFind, useFind } from '../../state/findForm.ts'
import { previewReplacements } from '../../state/replacing.ts'
import { REPLACE } from '../../text/find.ts'
import { Button } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { controlClass, Note } from '../common/Field.tsx'
import styles from './find.module.css'

/** What to put in place of what is found. The preview shows what that changes; nothing is changed before. */
export function ReplaceLine() {
  const { replacement, kind, fault, everywhere } = useFind()
  const isSeveral = useDocuments(({ docs }) => docs.length > 1)
  const id = useId()
  const wrong = fault?.field === 'replacement' ? fault : null
  return (
    <>
      <div className={styles.line}>
        <label className={cx(styles.label, styles.even)} htmlFor={`${id}-text`}>
          {REPLACE.with}
        </label>
        <input
          id={`${id}-text`}
          className={cx(controlClass, styles.text)}
          value={replacement}
          placeholder={kind === 'regex' ? REPLACE.groupsHint : undefined}
          aria-invalid={wrong !== null}
          aria-describedby={wrong ? `${id}-fault` : undefined}
          onChange={({ target }) => changeFind({ replacement: target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.altKey) return
            event.preventDefault()
            event.stopPropagation()
            if (!event.repeat) void previewReplacements()
          }}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          dir="auto"
        />
        <Button
          title={`${REPLACE.previewTitle} (${formatHotkey('Enter', KEYBOARD)})`}
          onClick={() => void previewReplacements()}
        >
          {REPLACE.preview}
        </Button>
      </div>
      {everywhere && isSeveral && <Note kind="hint">{REPLACE.onlyHere}</Note>}
      {wrong && (
        <Note id={`${id}-fault`} kind="error">
          {wrong.text}
        </Note>
      )}
    </>
  )
}
