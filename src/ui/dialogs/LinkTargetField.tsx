import { kernelPath } from '../../bytes/kernelPath.ts'
import { readName } from '../../bytes/spelling.ts'
import { NEW_LINK, storedTargetText } from '../../text/dialogs.ts'
import { controlClass, Field, Note } from '../common/Field.tsx'

interface LinkTargetFieldProps {
  readonly id: string
  readonly label: string
  readonly text: string
  /** Whether the text is wrong, once something was typed. */
  readonly invalid: boolean
  /** The target that is stored if the text is not read; null for none. */
  readonly kept?: string | null
  readonly change: (text: string) => void
}

/** The field of the target of a symbolic link, which says what will be stored. */
export function LinkTargetField(props: LinkTargetFieldProps) {
  const { id, label, text, invalid, kept = null, change } = props
  const stored = storedTarget(text) ?? kept
  return (
    <Field id={id} label={label}>
      <input
        id={id}
        className={controlClass}
        value={text}
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
        aria-invalid={invalid}
        aria-describedby={`${id}-stored`}
        onChange={({ target }) => change(target.value)}
      />
      <Note id={`${id}-stored`} kind={invalid ? 'error' : 'hint'}>
        {invalid || stored === null ? NEW_LINK.notAbsolute : storedTargetText(stored)}
      </Note>
    </Field>
  )
}

/** The target that a typed text stands for; null if it is not an absolute path. */
export function storedTarget(text: string): string | null {
  return kernelPath(readName(text))
}
