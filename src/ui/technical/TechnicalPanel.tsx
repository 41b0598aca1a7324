import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { characterOf } from '../../commands/keys.ts'
import { useDocument } from '../../state/documents.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { arriveAt } from '../../state/focus.ts'
import { useTechnicalWish } from '../../state/technical.ts'
import {
  goBackTo,
  grantWish,
  isLoneThing,
  openPlace,
  showLevel,
  type TechnicalLevel,
  technicalViews,
} from '../../state/technicalView.ts'
import { cellsTitle, cellTitle, placeText, TECHNICAL } from '../../text/technical.ts'
import type { DocId } from '../../worker/protocol.ts'
import { IconButton } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { usePane } from '../common/usePane.ts'
import { PlaceField } from '../editors/PlaceField.tsx'
import type { PanelProps } from '../frame/PanelProps.ts'
import type { RowListHandle } from '../lists/RowList.tsx'
import panels from '../panels/panels.module.css'
import { ByteList } from './ByteList.tsx'
import { StructureList } from './StructureList.tsx'
import { ThingFacts } from './ThingFacts.tsx'
import styles from './technical.module.css'

/** The structures of a hive file: blocks, cells and fields, beside the bytes. */
export function TechnicalPanel({ doc, tabs }: PanelProps) {
  const rows = useRef<RowListHandle>(null)
  const offset = useRef<HTMLInputElement>(null)
  const pane = usePane('panel', rows)
  const view = technicalViews.useView(doc)
  const wish = useTechnicalWish(({ wishes }) => wishes[doc])
  const revision = useDocument(doc)?.state.revision
  useEffect(() => technicalViews.watch(doc), [doc])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step changes what is shown
  useEffect(() => void grantWish(doc, wish), [doc, wish, revision])
  const isListed = technicalViews.existing(doc) !== undefined
  useEffect(() => {
    if (isListed) arriveAt('panel')
  }, [isListed])
  return (
    <section
      className={cx(panels.pane, styles.pane)}
      aria-label={TECHNICAL.label}
      {...pane}
      onKeyDown={(event) => {
        const mod = KEYBOARD.mac ? event.metaKey : event.ctrlKey
        if (!mod || event.altKey || event.shiftKey || characterOf(event) !== 'G') return
        event.preventDefault()
        event.stopPropagation()
        offset.current?.focus()
      }}
    >
      <div className={cx(panels.head, panels.tall, styles.head)}>{tabs}</div>
      <div className={styles.tools}>
        <PathBar doc={doc} />
        <PlaceField
          ref={offset}
          label={TECHNICAL.goTo}
          title={TECHNICAL.goToHint}
          go={(text) => {
            const at = readOffset(text)
            if (at !== null) void openPlace(doc, at)
            return at === null ? TECHNICAL.goToHint : null
          }}
        />
      </div>
      <div className={styles.body}>
        <div className={styles.structure}>
          <StructureList doc={doc} handle={rows} />
          {view.level === 'fields' && <ThingFacts doc={doc} />}
        </div>
        <ByteList doc={doc} toStructure={() => rows.current?.focus()} />
      </div>
    </section>
  )
}

/** Where the list is: the file, a block, a cell. */
function PathBar({ doc }: { readonly doc: DocId }) {
  const { level, of, ofName, at, thing, visited } = technicalViews.useView(doc)
  const steps: { readonly level: TechnicalLevel; readonly text: string }[] = [
    { level: 'blocks', text: TECHNICAL.file },
  ]
  if (level !== 'blocks' && !isLoneThing(of)) {
    steps.push({ level: 'cells', text: cellsTitle(of, ofName) })
  }
  if (level === 'fields') {
    const title = thing === null ? '' : `${cellTitle(thing.of)} `
    steps.push({ level: 'fields', text: `${title}${placeText(at)}` })
  }
  return (
    <nav className={styles.path} aria-label={TECHNICAL.path}>
      <IconButton
        label={TECHNICAL.back}
        disabled={visited.length === 0}
        onClick={() => void goBackTo(doc)}
      >
        <ArrowLeft size="0.9375rem" aria-hidden="true" />
      </IconButton>
      <ol>
        {steps.map((step) => (
          <li key={step.level}>
            {step.level === level ? (
              <span aria-current="location">{step.text}</span>
            ) : (
              <button type="button" onClick={() => showLevel(doc, step.level)}>
                {step.text}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** A typed offset, decimal or hexadecimal with 0x; null if it is none. */
function readOffset(text: string): number | null {
  const typed = text.trim()
  if (!/^(0x[\da-f]{1,8}|\d{1,10})$/i.test(typed)) return null
  return Number(typed)
}
