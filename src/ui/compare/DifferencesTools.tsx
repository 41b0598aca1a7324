import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  ChevronsDownUp,
  ChevronsUpDown,
  type LucideIcon,
} from 'lucide-react'
import { focusPane } from '../../state/focus.ts'
import type { TwoHives } from '../../state/twoHives.ts'
import { filterDifferences } from '../../state/twoHivesRuns.ts'
import type { CommandId } from '../../text/commands.ts'
import { kindCountText, SUBJECT_NAMES, TWO_HIVES } from '../../text/twoHives.ts'
import type { DifferenceKind, Subject } from '../../worker/protocol.ts'
import kinds from '../changes/kinds.module.css'
import { FilterField } from '../common/FilterField.tsx'
import { CommandButton } from '../frame/CommandButton.tsx'
import { OptionsButton } from '../lists/OptionsButton.tsx'
import styles from './compare.module.css'

const KINDS: readonly DifferenceKind[] = ['added', 'removed', 'changed', 'moved']
const SUBJECTS: readonly Subject[] = ['keys', 'values', 'security', 'times']

const BUTTONS: readonly (readonly [CommandId, LucideIcon])[] = [
  ['go.previousDifference', ArrowUp],
  ['go.nextDifference', ArrowDown],
  ['edit.takeToLeft', ArrowLeft],
  ['edit.takeToRight', ArrowRight],
  ['view.expandDifferences', ChevronsUpDown],
  ['view.collapseDifferences', ChevronsDownUp],
]

/** The filters of the differences, and what can be done with them. */
export function DifferencesTools({ comparison }: { readonly comparison: TwoHives }) {
  const { id, filter, state } = comparison
  const toRows = () => focusPane('panel')
  return (
    <div className={styles.tools}>
      <fieldset className={styles.set}>
        <legend className="sr-only">{TWO_HIVES.kinds}</legend>
        {KINDS.map((kind) => (
          <Toggle
            key={kind}
            text={kindCountText(kind, state?.kinds[kind] ?? 0)}
            look={kinds[kind]}
            pressed={filter.kinds?.includes(kind) ?? true}
            toggle={() => void filterDifferences(id, { kinds: without(filter.kinds, kind, KINDS) })}
          />
        ))}
      </fieldset>
      <fieldset className={styles.set}>
        <legend className="sr-only">{TWO_HIVES.subjects}</legend>
        {SUBJECTS.map((subject) => (
          <Toggle
            key={subject}
            text={SUBJECT_NAMES[subject]}
            pressed={filter.subjects?.includes(subject) ?? true}
            toggle={() =>
              void filterDifferences(id, { subjects: without(filter.subjects, subject, SUBJECTS) })
            }
          />
        ))}
      </fieldset>
      <span className={styles.filter}>
        <FilterField
          pane="panel-filter"
          label={TWO_HIVES.filter}
          text={filter.text}
          found=""
          change={(text) => void filterDifferences(id, { text })}
          enter={toRows}
          leave={toRows}
        />
      </span>
      <span className={styles.buttons}>
        {BUTTONS.map(([id, Icon]) => (
          <CommandButton key={id} id={id} icon={<Icon size="0.9375rem" aria-hidden="true" />} />
        ))}
        <OptionsButton label={TWO_HIVES.more} menu="differences" />
      </span>
    </div>
  )
}

interface ToggleProps {
  readonly text: string
  readonly look?: string | undefined
  readonly pressed: boolean
  readonly toggle: () => void
}

function Toggle({ text, look, pressed, toggle }: ToggleProps) {
  return (
    <button type="button" aria-pressed={pressed} className={styles.toggle} onClick={toggle}>
      <span className={look}>{text}</span>
    </button>
  )
}

/** The same choice with one more or one less; null for all. */
function without<T>(chosen: readonly T[] | null, one: T, all: readonly T[]): readonly T[] | null {
  const now = chosen ?? all
  const next = all.filter((other) => now.includes(other) !== (other === one))
  return next.length === all.length ? null : next
}
