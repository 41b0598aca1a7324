import { useId } from 'react'
import { SAVE_AS, versionNotes, WINDOWS_VERSIONS, windowsTitle } from '../../text/saveAs.ts'
import type { NewMinor } from '../../worker/protocol.ts'
import { Field, Note, selectClass } from '../common/Field.tsx'
import styles from './LogsDialog.module.css'

interface Props {
  /** A version of Windows, or `own`. */
  readonly os: string
  /** The first entry, for the version that the hive has. */
  readonly own: string | null
  /** The minor version that it stands for, and that of the hive. */
  readonly minor: NewMinor
  readonly ownMinor: number
  readonly onChange: (os: string) => void
}

/** Chooses the version of Windows that a hive is for, and says what that means. */
export function VersionField({ os, own, minor, ownMinor, onChange }: Props) {
  const id = useId()
  return (
    <div className={styles.block}>
      <Field id={id} label={SAVE_AS.version}>
        <select
          id={id}
          className={selectClass}
          value={os}
          aria-describedby={`${id}-note`}
          onChange={({ target }) => onChange(target.value)}
        >
          {own !== null && <option value="own">{own}</option>}
          {WINDOWS_VERSIONS.map((one) => (
            <option key={one.os} value={one.os}>
              {windowsTitle(one)}
            </option>
          ))}
        </select>
      </Field>
      <Note id={`${id}-note`} kind="hint">
        {versionNotes(minor, ownMinor).join(' ')}
      </Note>
    </div>
  )
}
