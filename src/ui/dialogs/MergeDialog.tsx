import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { closeDialog, typeInDialog } from '../../state/dialogs.ts'
import { useDocuments } from '../../state/documents.ts'
import {
  dropMerged,
  isSameSource,
  openMerged,
  openSources,
  previewMerge,
  sourceName,
  withFiles,
} from '../../state/merging.ts'
import { layerText, MERGE, mergedText, sourceText, sourceWarnings } from '../../text/newHives.ts'
import { SAVE_AS } from '../../text/saveAs.ts'
import { markedText } from '../../text/visibleText.ts'
import type { MergePreview, MergeSource } from '../../worker/protocol.ts'
import { Button, IconButton } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { controlClass, Field, Note, selectClass } from '../common/Field.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { ChangeCounts } from './ChangeCounts.tsx'
import dialogs from './dialogs.module.css'
import styles from './LogsDialog.module.css'
import merge from './MergeDialog.module.css'
import { refusalText } from './refusalText.ts'
import { Warning } from './Warning.tsx'

/** Chooses hives and their order, shows what merging them gives, and opens it. */
export function MergeDialog() {
  const { active, docs } = useDocuments()
  const ids = docs.map(({ info }) => info.doc)
  const [sources, setSources] = useState<readonly MergeSource[]>(() => openSources(active, ids))
  const [name, setName] = useState<string>(MERGE.fileName)
  const result = useMerge(sources)
  const id = useId()
  const add = useRef<HTMLButtonElement>(null)
  const isReady = result.preview !== null && name.trim() !== ''
  const isOpening = useRef(false)
  useEffect(() => () => void (isOpening.current || dropMerged()), [])
  const submit = () => {
    if (result.preview === null) return
    isOpening.current = true
    closeDialog()
    void openMerged(result.preview.merge, name.trim())
  }
  const change = (next: readonly MergeSource[]) => {
    setSources(next)
    typeInDialog()
  }
  const left = openSources(active, ids).filter(
    (one) => !sources.some((chosen) => isSameSource(one, chosen)),
  )
  return (
    <Dialog
      title={MERGE.title}
      onClose={closeDialog}
      size="wide"
      keepOnOutsideClick
      initialFocus={add}
      actions={
        <>
          <Button onClick={closeDialog}>{MERGE.cancel}</Button>
          <Button look="primary" type="submit" form={`${id}-form`} disabled={!isReady}>
            {MERGE.merge}
          </Button>
        </>
      }
    >
      <p>{MERGE.lead}</p>
      <ol className={merge.sources} aria-label={MERGE.list}>
        {sources.map((source, at) => (
          <SourceItem
            key={sourceKey(source)}
            source={source}
            at={at}
            sources={sources}
            change={change}
            removed={() => add.current?.focus()}
          />
        ))}
      </ol>
      <div className={merge.add}>
        <AddFiles button={add} added={(files) => change(withFiles(sources, files))} />
        {left.length > 0 && (
          <select
            className={selectClass}
            aria-label={MERGE.addOpen}
            value=""
            onChange={({ target }) => {
              const chosen = left[Number(target.value)]
              if (chosen) change([...sources, chosen])
            }}
          >
            <option value="">{MERGE.choose}</option>
            {left.map((source, at) => (
              <option key={sourceKey(source)} value={at}>
                {markedText(sourceName(source))}
              </option>
            ))}
          </select>
        )}
      </div>
      <form
        id={`${id}-form`}
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) submit()
        }}
      >
        <Field id={id} label={MERGE.name}>
          <input
            id={id}
            className={controlClass}
            value={name}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setName(event.target.value)
              typeInDialog()
            }}
          />
        </Field>
        {name.trim() === '' && <Note kind="error">{SAVE_AS.nameEmpty}</Note>}
      </form>
      <section className={styles.block}>
        <h3>{MERGE.result}</h3>
        <Outcome isEnough={sources.length > 1} {...result} />
      </section>
      <details className={merge.rules}>
        <summary>{MERGE.rules}</summary>
        <ul className={dialogs.bullets}>
          {MERGE.rulesList.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      </details>
    </Dialog>
  )
}

let lastKey = 0
const keys = new WeakMap<Blob, number>()

/** A key for React: files of two folders may have the same name. */
function sourceKey(source: MergeSource): string {
  if (source.kind === 'document') return `doc ${source.doc}`
  const key = keys.get(source.file) ?? ++lastKey
  keys.set(source.file, key)
  return `file ${key}`
}

interface ItemProps {
  readonly source: MergeSource
  readonly at: number
  readonly sources: readonly MergeSource[]
  readonly change: (sources: readonly MergeSource[]) => void
  /** Takes the focus, whose button is gone. */
  readonly removed: () => void
}

function SourceItem({ source, at, sources, change, removed }: ItemProps) {
  const name = sourceName(source)
  const move = (by: -1 | 1) => {
    const next = [...sources]
    next.splice(at, 1)
    next.splice(at + by, 0, source)
    change(next)
  }
  return (
    <li className={merge.source}>
      <span className={merge.layer}>{layerText(at)}</span>
      <span className={merge.name}>
        <VisibleText text={name} />
      </span>
      <IconButton label={MERGE.up} disabled={at === 0} onClick={() => move(-1)}>
        <ArrowUp size="1rem" aria-hidden="true" />
      </IconButton>
      <IconButton label={MERGE.down} disabled={at === sources.length - 1} onClick={() => move(1)}>
        <ArrowDown size="1rem" aria-hidden="true" />
      </IconButton>
      <IconButton
        label={MERGE.remove}
        onClick={() => {
          change(sources.filter((one) => one !== source))
          removed()
        }}
      >
        <Trash2 size="1rem" aria-hidden="true" />
      </IconButton>
    </li>
  )
}

interface AddProps {
  readonly button: React.RefObject<HTMLButtonElement | null>
  readonly added: (files: readonly File[]) => void
}

function AddFiles({ button, added }: AddProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label={MERGE.files}
        onChange={({ target }) => {
          added([...(target.files ?? [])])
          target.value = ''
        }}
      />
      <Button ref={button} onClick={() => input.current?.click()}>
        {MERGE.addFiles}
      </Button>
    </>
  )
}

interface MergeState {
  readonly preview: MergePreview | null
  readonly failed: unknown
  /** The fraction done. */
  readonly done: number
}

const NOTHING: MergeState = { preview: null, failed: null, done: 0 }

/** Merges hives as soon as there are two. */
function useMerge(sources: readonly MergeSource[]): MergeState {
  const [state, setState] = useState(NOTHING)
  useEffect(() => {
    setState(NOTHING)
    if (sources.length < 2) return
    const controller = new AbortController()
    const { signal } = controller
    const set = (next: Partial<MergeState>) => {
      if (!signal.aborted) setState({ ...NOTHING, ...next })
    }
    previewMerge(sources, { signal, onProgress: (done) => set({ done }) }).then(
      (preview) => set({ preview }),
      (failed: unknown) => set({ failed }),
    )
    return () => controller.abort()
  }, [sources])
  return state
}

function Outcome({
  isEnough,
  preview,
  failed,
  done,
}: MergeState & { readonly isEnough: boolean }): ReactNode {
  if (!isEnough) return <p className={styles.quiet}>{MERGE.tooFew}</p>
  if (failed !== null) return <Note kind="error">{refusalText(failed)}</Note>
  if (preview === null) {
    return (
      <p className={styles.reading}>
        <span>{MERGE.working}</span>
        <progress value={done} aria-label={MERGE.working} />
      </p>
    )
  }
  return (
    <>
      <p>{mergedText(preview)}</p>
      {preview.sources.flatMap(sourceWarnings).map((text) => (
        <Warning key={text}>{text}</Warning>
      ))}
      <ul className={dialogs.bullets}>
        {preview.sources.map((source) => (
          <li key={source.name}>{sourceText(source)}</li>
        ))}
      </ul>
      <h3>{MERGE.counts}</h3>
      <ChangeCounts changes={preview.changes} />
    </>
  )
}
