import { useId, useRef, useState } from 'react'
import { registryPath } from '../../state/copying.ts'
import { closeDialog, typeInDialog } from '../../state/dialogs.ts'
import { documentOf } from '../../state/documents.ts'
import { printKey, runExport } from '../../state/exporting.ts'
import type { ExportPlace } from '../../state/exportPlace.ts'
import { prefixOf } from '../../state/prefixes.ts'
import { EXPORT, EXPORT_FORMATS, FORMAT_ORDER } from '../../text/exportDialog.ts'
import { markedText } from '../../text/visibleText.ts'
import type { FileFormat } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Check } from '../common/Check.tsx'
import { Choices } from '../common/Choices.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { controlClass, Field, Note, selectClass } from '../common/Field.tsx'
import { useHiveName } from '../dialogs/useHiveName.ts'

interface PlaceProps {
  readonly place: ExportPlace
}

type Range = 'all' | 'selected'

/** The beginning of a path in the registry. */
const PREFIX = /^(?:HKEY_[A-Z_]+|HKLM|HKU|HKCU|HKCR|HKCC)(?:\\[^\\]+)*\\?$/i

let lastFormat: FileFormat = 'reg5'

/** Asks what of a hive is exported, in which format, and which path in the registry it has there. */
export function ExportDialog({ place }: PlaceProps) {
  const { doc, key, path, isCurrent } = place
  const info = documentOf(doc)?.info
  const about = useHiveName(doc)
  const [range, setRange] = useState<Range>(path.length === 0 ? 'all' : 'selected')
  const [format, setFormat] = useState<FileFormat>(lastFormat)
  const [prefix, setPrefix] = useState(() => prefixOf(doc))
  const [asCurrent, setAsCurrent] = useState(false)
  const [failed, setFailed] = useState(false)
  const select = useRef<HTMLSelectElement>(null)
  const id = useId()
  const { without, hasPrefix } = EXPORT_FORMATS[format]
  const canBeCurrent = isCurrent && range === 'selected' && (format === 'reg5' || format === 'reg4')
  if (info === undefined) return null
  const submit = () => {
    if (hasPrefix && !PREFIX.test(prefix.trim())) return setFailed(true)
    lastFormat = format
    closeDialog()
    void runExport({
      ...(range === 'all'
        ? { key: info.root, name: stemOf(info.name) }
        : { key, name: path.at(-1) ?? '' }),
      ...{ doc, format, prefix: prefix.trim().replace(/\\$/, '') },
      asCurrent: canBeCurrent && asCurrent,
    })
  }
  return (
    <Dialog
      title={EXPORT.title}
      about={about}
      onClose={closeDialog}
      initialFocus={select}
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{EXPORT.cancel}</Button>
          <Button look="primary" type="submit" form={`${id}-form`}>
            {EXPORT.export}
          </Button>
        </>
      }
    >
      <form
        id={`${id}-form`}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Field id={`${id}-format`} label={EXPORT.format}>
          <select
            ref={select}
            id={`${id}-format`}
            className={selectClass}
            value={format}
            aria-describedby={`${id}-without`}
            onChange={({ target }) => {
              const chosen = FORMAT_ORDER.find((one) => one === target.value)
              if (chosen) setFormat(chosen)
            }}
          >
            {FORMAT_ORDER.map((one) => (
              <option key={one} value={one}>
                {EXPORT_FORMATS[one].title}
              </option>
            ))}
          </select>
          <Note id={`${id}-without`} kind="hint">
            {without}
          </Note>
        </Field>
      </form>
      <RangeChoice
        place={place}
        prefix={prefix}
        legend={EXPORT.range}
        value={range}
        onChange={setRange}
      />
      {hasPrefix && (
        <Field id={`${id}-prefix`} label={EXPORT.prefix}>
          <input
            id={`${id}-prefix`}
            className={controlClass}
            form={`${id}-form`}
            value={prefix}
            aria-invalid={failed || undefined}
            aria-describedby={`${id}-hint`}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => {
              setPrefix(target.value)
              setFailed(false)
              typeInDialog()
            }}
          />
          <Note id={`${id}-hint`} kind={failed ? 'error' : 'hint'}>
            {failed ? EXPORT.badPrefix : EXPORT.prefixHint}
          </Note>
        </Field>
      )}
      {canBeCurrent && (
        <>
          <Check label={EXPORT.asCurrent} checked={asCurrent} onChange={setAsCurrent} />
          <Note kind="hint">{EXPORT.asCurrentHint}</Note>
        </>
      )}
    </Dialog>
  )
}

/** Asks what of a hive is printed. */
export function PrintDialog({ place }: PlaceProps) {
  const { doc, key, path } = place
  const info = documentOf(doc)?.info
  const about = useHiveName(doc)
  const [range, setRange] = useState<Range>(path.length === 0 ? 'all' : 'selected')
  const print = useRef<HTMLButtonElement>(null)
  if (info === undefined) return null
  return (
    <Dialog
      title={EXPORT.printTitle}
      about={about}
      onClose={closeDialog}
      initialFocus={print}
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{EXPORT.cancel}</Button>
          <Button
            ref={print}
            look="primary"
            onClick={() => {
              closeDialog()
              void printKey(doc, range === 'all' ? info.root : key)
            }}
          >
            {EXPORT.print}
          </Button>
        </>
      }
    >
      <RangeChoice
        place={place}
        prefix={prefixOf(doc)}
        legend={EXPORT.printRange}
        value={range}
        onChange={setRange}
      />
    </Dialog>
  )
}

interface RangeProps extends PlaceProps {
  readonly prefix: string
  readonly legend: string
  readonly value: Range
  readonly onChange: (range: Range) => void
}

function RangeChoice({ place, prefix, legend, value, onChange }: RangeProps) {
  const selected = markedText(registryPath(prefix, place.path))
  return (
    <Choices
      legend={legend}
      choices={[
        { value: 'all', label: EXPORT.all },
        { value: 'selected', label: EXPORT.selected, hint: selected },
      ]}
      value={value}
      onChange={onChange}
    />
  )
}

/** The name of a file without its extension. */
function stemOf(name: string): string {
  return name.replace(/(?<=.)\.[^.]*$/, '')
}
