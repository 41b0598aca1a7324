import { useId } from 'react'
import { CODE_PAGES } from '../../bytes/codePages.ts'
import { CODE_PAGE_NAMES, IMPORT } from '../../text/importDialog.ts'
import type { CodePage } from '../../worker/protocol.ts'
import { Field, selectClass } from '../common/Field.tsx'

/** Asks which characters the bytes of a text are that does not say so. */
export function CodePageField({
  value,
  onChange,
}: {
  readonly value: CodePage | null
  readonly onChange: (value: CodePage | null) => void
}) {
  const id = useId()
  return (
    <Field id={id} label={IMPORT.encoding} aside={IMPORT.encodingHint}>
      <select
        id={id}
        className={selectClass}
        value={value ?? ''}
        onChange={({ target }) => {
          const chosen = CODE_PAGES.find((page) => String(page) === target.value)
          onChange(chosen ?? null)
        }}
      >
        <option value="">{IMPORT.automatic}</option>
        {CODE_PAGES.map((page) => (
          <option key={page} value={page}>
            {`${CODE_PAGE_NAMES[page]} (${page})`}
          </option>
        ))}
      </select>
    </Field>
  )
}
