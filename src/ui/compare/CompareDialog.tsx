import { ArrowLeftRight } from 'lucide-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { readRelativePath } from '../../bytes/spelling.ts'
import {
  type ComparedChoice,
  comparedChoices,
  FILE_CHOICE,
  firstSides,
  pathOf,
  USUAL_ATTRIBUTES,
} from '../../state/compareChoice.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { useDocuments } from '../../state/documents.ts'
import type { WishedSide } from '../../state/twoHives.ts'
import { startComparison } from '../../state/twoHivesRuns.ts'
import { COMPARE } from '../../text/twoHives.ts'
import { markedText } from '../../text/visibleText.ts'
import type { DocId, HiveToCompare, KeyAttribute, SideName } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Check } from '../common/Check.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { controlClass, Field, Note, selectClass } from '../common/Field.tsx'
import styles from './compare.module.css'

/** What is chosen for a side. */
interface Chosen {
  readonly value: string
  readonly file: File | null
  /** The key below which it is compared, as typed. */
  readonly key: string
}

const ATTRIBUTES: readonly KeyAttribute[] = ['security', 'class', 'flags', 'time']

/** Chooses what is compared with what. */
export function CompareDialog({ doc }: { readonly doc: DocId }) {
  const choices = comparedChoices(useDocuments(({ docs }) => docs))
  const [sides, setSides] = useState(() => {
    const { left, right } = firstSides(doc)
    return { left: chosen(left), right: chosen(right) }
  })
  const [attributes, setAttributes] = useState(USUAL_ATTRIBUTES)
  const [rootNames, setRootNames] = useState(false)
  const [moves, setMoves] = useState(true)
  const [refused, setRefused] = useState<string | null>(null)
  const start = useRef<HTMLButtonElement>(null)
  const id = useId()
  const change = (side: SideName) => (more: Partial<Chosen>) => {
    setRefused(null)
    setSides((before) => ({ ...before, [side]: { ...before[side], ...more } }))
  }
  const left = hiveOf(sides.left, choices)
  const right = hiveOf(sides.right, choices)
  const isSame = left !== null && left === right && sides.left.key.trim() === sides.right.key.trim()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (left === null || right === null || isSame) return
    const [from, to] = [await sideOf(left, sides.left), await sideOf(right, sides.right)]
    if (typeof from === 'string') return setRefused(from)
    if (typeof to === 'string') return setRefused(to)
    closeDialog()
    void startComparison({ left: from, right: to, attributes, rootNames, moves })
  }
  const names = (side: Chosen) => choices.find(({ value }) => value === side.value)?.title ?? ''
  const sideOf = async (hive: HiveToCompare, side: Chosen): Promise<WishedSide | string> => {
    const path = await pathOf(hive, side.key, readRelativePath)
    return path === null ? COMPARE.noKey(side.key, names(side)) : { hive, path }
  }
  return (
    <Dialog
      title={COMPARE.title}
      onClose={closeDialog}
      size="wide"
      initialFocus={start}
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{COMPARE.cancel}</Button>
          <Button
            ref={start}
            look="primary"
            type="submit"
            form={id}
            disabled={left === null || right === null || isSame}
          >
            {COMPARE.compare}
          </Button>
        </>
      }
    >
      <form id={id} className={styles.form} onSubmit={(event) => void submit(event)}>
        <div className={styles.choices}>
          <SideChoice
            id={`${id}-left`}
            title={COMPARE.left}
            choices={choices}
            side={sides.left}
            change={change('left')}
          />
          <SideChoice
            id={`${id}-right`}
            title={COMPARE.right}
            choices={choices}
            side={sides.right}
            change={change('right')}
          />
        </div>
        <div>
          <Button onClick={() => setSides(({ left: a, right: b }) => ({ left: b, right: a }))}>
            <ArrowLeftRight size="0.875rem" aria-hidden="true" />
            {COMPARE.swap}
          </Button>
        </div>
        <fieldset className={styles.options}>
          <legend>{COMPARE.options}</legend>
          {ATTRIBUTES.map((one) => (
            <Check
              key={one}
              label={COMPARE[one]}
              checked={attributes.includes(one)}
              onChange={(on) =>
                setAttributes(
                  ATTRIBUTES.filter((other) => (other === one ? on : attributes.includes(other))),
                )
              }
            />
          ))}
          <Check label={COMPARE.rootNames} checked={rootNames} onChange={setRootNames} />
          <Check label={COMPARE.moves} checked={moves} onChange={setMoves} />
        </fieldset>
        {isSame && <Note kind="hint">{COMPARE.same}</Note>}
        {refused !== null && <Note kind="error">{refused}</Note>}
        {!isSame && refused === null && <Note kind="hint">{COMPARE.hint}</Note>}
      </form>
    </Dialog>
  )
}

interface SideChoiceProps {
  readonly id: string
  readonly title: string
  readonly choices: readonly ComparedChoice[]
  readonly side: Chosen
  readonly change: (more: Partial<Chosen>) => void
}

function SideChoice({ id, title, choices, side, change }: SideChoiceProps) {
  return (
    <div className={styles.choice}>
      <Field id={id} label={title}>
        <select
          id={id}
          className={selectClass}
          value={side.value}
          onChange={(event) => change({ value: event.target.value })}
        >
          {choices.map(({ value, title: name }) => (
            <option key={value} value={value}>
              {markedText(name)}
            </option>
          ))}
        </select>
      </Field>
      {side.value === FILE_CHOICE && (
        <input
          type="file"
          className={styles.file}
          aria-label={COMPARE.fileOf(title)}
          onChange={(event) => change({ file: event.target.files?.[0] ?? null })}
        />
      )}
      <Field id={`${id}-key`} label={COMPARE.keyOf(title)}>
        <input
          id={`${id}-key`}
          className={controlClass}
          value={side.key}
          placeholder={COMPARE.allOf}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          dir="ltr"
          onChange={(event) => change({ key: event.target.value })}
        />
      </Field>
    </div>
  )
}

function chosen(value: string): Chosen {
  return { value, file: null, key: '' }
}

function hiveOf({ value, file }: Chosen, choices: readonly ComparedChoice[]): HiveToCompare | null {
  if (value !== FILE_CHOICE) return choices.find((one) => one.value === value)?.hive ?? null
  return file && { kind: 'file', name: file.name, file }
}
