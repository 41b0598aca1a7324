import { type KeyboardEvent, useId, useState } from 'react'
import type { Sid } from '../../security/sid.ts'
import type { AccountBook } from '../../state/accountBook.ts'
import { ACCOUNT_FIELD } from '../../text/permissions.ts'
import { Button } from '../common/Button.tsx'
import { controlClass, Field, Note } from '../common/Field.tsx'
import styles from './permissions.module.css'

interface AccountFieldProps {
  readonly book: AccountBook
  readonly label?: string
  /** The text of the button that takes the account. */
  readonly action: string
  readonly autoFocus?: boolean
  readonly choose: (sid: Sid) => void
  /** Without it there is no button to give up. */
  readonly cancel?: () => void
}

/** A field for an account, with names as suggestions. It takes a SID, letters of SDDL or a name. */
export function AccountField(props: AccountFieldProps) {
  const { book, label = ACCOUNT_FIELD.label, action, choose, cancel } = props
  const id = useId()
  const [text, setText] = useState('')
  const [unknown, setUnknown] = useState(false)
  const submit = () => {
    const sid = book.find(text)
    if (sid === null) return setUnknown(true)
    setText('')
    choose(sid)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      submit()
    } else if (event.key === 'Escape' && cancel) {
      event.preventDefault()
      event.stopPropagation()
      cancel()
    }
  }
  return (
    <Field id={id} label={label}>
      <div className={styles.line}>
        <input
          id={id}
          className={controlClass}
          list={`${id}-names`}
          value={text}
          // biome-ignore lint/a11y/noAutofocus: the user has just asked for the field
          autoFocus={props.autoFocus}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={unknown || undefined}
          aria-describedby={`${id}-note`}
          onKeyDown={onKeyDown}
          onChange={({ target }) => {
            setText(target.value)
            setUnknown(false)
          }}
        />
        <datalist id={`${id}-names`}>
          {book.suggest(text).map(({ sid, name }) => (
            <option key={sid} value={name} label={sid} />
          ))}
        </datalist>
        <Button onClick={submit} disabled={text.trim() === ''}>
          {action}
        </Button>
        {cancel && <Button onClick={cancel}>{ACCOUNT_FIELD.cancel}</Button>}
      </div>
      <Note id={`${id}-note`} kind={unknown ? 'error' : 'hint'}>
        {unknown ? ACCOUNT_FIELD.unknown : ACCOUNT_FIELD.hint}
      </Note>
    </Field>
  )
}
