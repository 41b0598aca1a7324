import { useId, useMemo, useRef, useState } from 'react'
import { CHANGE_TYPE, conversionProblemText, newDataText } from '../../text/valueEditors.ts'
import { convertData } from '../../values/convertData.ts'
import { previewValue } from '../../values/preview.ts'
import { typeName } from '../../values/valueType.ts'
import { controlClass, Field, Note } from '../common/Field.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { EditorFrame } from './EditorFrame.tsx'
import styles from './editors.module.css'
import { TypeField } from './TypeField.tsx'
import { type EditedValue, useSubmit } from './useSubmit.ts'

/** Gives a value another type, with its data converted or with the same bytes. */
export function ChangeType({ value }: { readonly value: EditedValue }) {
  const [type, setType] = useState<number | null>(value.type)
  const [keeps, setKeeps] = useState(false)
  const { refused, submit } = useSubmit(value)
  const first = useRef<HTMLSelectElement>(null)
  const id = useId()
  const made = useMemo(() => {
    if (type === null) return null
    if (keeps) return { data: value.data, whole: true }
    return type === value.type
      ? { data: value.data, whole: true }
      : convertData(value.type, value.data, type)
  }, [type, keeps, value])
  const data = made && 'data' in made ? made.data : null
  return (
    <EditorFrame
      title={CHANGE_TYPE.title}
      value={value}
      dataField={first}
      invalid={data === null || type === null}
      refused={refused}
      onSubmit={() => data && type !== null && void submit(data, type)}
    >
      <Field id={`${id}-now`} label={CHANGE_TYPE.now}>
        <input id={`${id}-now`} className={controlClass} readOnly value={typeName(value.type)} />
      </Field>
      <TypeField ref={first} first={value.type} onType={setType} disabled={value.readOnly} />
      <fieldset className={styles.ways}>
        <legend>{CHANGE_TYPE.data}</legend>
        {[false, true].map((way) => (
          <label key={String(way)} className={styles.check}>
            <input
              type="radio"
              name={`${id}-way`}
              checked={keeps === way}
              disabled={value.readOnly}
              onChange={() => setKeeps(way)}
            />
            {way ? CHANGE_TYPE.keep : CHANGE_TYPE.convert}
          </label>
        ))}
      </fieldset>
      {made && 'problem' in made && <Note kind="error">{conversionProblemText(made.problem)}</Note>}
      {data && type !== null && (
        <Note kind="hint">
          {newDataText(data.length)}{' '}
          <VisibleText text={previewValue(type, data.length, data).text} />
        </Note>
      )}
      {made && 'data' in made && !made.whole && <Note kind="warning">{CHANGE_TYPE.lossy}</Note>}
    </EditorFrame>
  )
}
