import { type RefObject, useId, useState } from 'react'
import { CHANGE_TYPE } from '../../text/valueEditors.ts'
import { parseTypeName, standardType, typeName, VALUE_TYPE } from '../../values/valueType.ts'
import { controlClass, Field, Note, selectClass } from '../common/Field.tsx'

const OTHER = 'other'

interface TypeFieldProps {
  readonly ref?: RefObject<HTMLSelectElement | null>
  /** The type that is chosen at first. */
  readonly first: number
  /** Called with null while the typed number is not one. */
  readonly onType: (type: number | null) => void
  readonly disabled?: boolean
  /** By default, that of a new type. */
  readonly label?: string
}

/** The choice of a type: one of those with a name, or any number. */
export function TypeField(props: TypeFieldProps) {
  const { ref, first, onType, disabled = false, label = CHANGE_TYPE.type } = props
  const id = useId()
  const [named, setNamed] = useState(first)
  const [other, setOther] = useState(() => (isNamed(first) ? null : spelled(first)))
  const wrong = other !== null && parseTypeName(other) === null
  return (
    <>
      <Field id={id} label={label}>
        <select
          ref={ref}
          id={id}
          className={selectClass}
          value={other === null ? named : OTHER}
          disabled={disabled}
          onChange={({ target }) => {
            if (target.value === OTHER) {
              setOther(spelled(named))
              return
            }
            setOther(null)
            setNamed(Number(target.value))
            onType(Number(target.value))
          }}
        >
          {Object.values(VALUE_TYPE).map((one) => (
            <option key={one} value={one}>
              {typeName(one)}
            </option>
          ))}
          <option value={OTHER}>{CHANGE_TYPE.other}</option>
        </select>
      </Field>
      {other !== null && (
        <Field id={`${id}-number`} label={CHANGE_TYPE.number}>
          <input
            id={`${id}-number`}
            className={controlClass}
            autoComplete="off"
            spellCheck={false}
            disabled={disabled}
            aria-invalid={wrong}
            aria-describedby={`${id}-note`}
            value={other}
            onChange={({ target }) => {
              setOther(target.value)
              onType(parseTypeName(target.value))
            }}
          />
          <Note id={`${id}-note`} kind={wrong ? 'error' : 'hint'}>
            {wrong ? CHANGE_TYPE.notANumber : CHANGE_TYPE.numberHint}
          </Note>
        </Field>
      )}
    </>
  )
}

function spelled(type: number): string {
  return `0x${type.toString(16)}`
}

function isNamed(type: number): boolean {
  return standardType(type) === type
}
