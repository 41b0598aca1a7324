import { type ReactNode, useEffect } from 'react'
import { spellShownPath } from '../../bytes/spelling.ts'
import type { TwoHives } from '../../state/twoHives.ts'
import { differenceList, loadDetails } from '../../state/twoHivesRuns.ts'
import { flagsText } from '../../text/differences.ts'
import { valueName } from '../../text/edits.ts'
import { sizeText } from '../../text/panes.ts'
import { PENDING } from '../../text/pending.ts'
import { changeWord, differsAtText, TWO_HIVES } from '../../text/twoHives.ts'
import { decodeLink, decodeMultiString, decodeString } from '../../values/decode.ts'
import { previewValue } from '../../values/preview.ts'
import { standardType, typeName, VALUE_TYPE } from '../../values/valueType.ts'
import type { RowDetails, SideDetails } from '../../worker/protocol.ts'
import kinds from '../changes/kinds.module.css'
import { useTimeText } from '../common/useTimeText.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import panels from '../panels/panels.module.css'
import { Fact } from '../panels/ValueFacts.tsx'
import styles from './compare.module.css'
import { HexDiff } from './HexDiff.tsx'
import { LinesDiff, TextDiff } from './TextDiff.tsx'

interface Props {
  readonly comparison: TwoHives
  /** What the sides are called. */
  readonly left: string
  readonly right: string
}

/** Both sides of the selected difference in full. */
export function DifferenceDetails({ comparison, left, right }: Props) {
  const { id, view, details } = comparison
  const row = differenceList(id)?.rowAt(view.focusIndex)
  const isSelected = row !== undefined && view.selection.has(row.id)
  const wanted = isSelected ? row.id : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows may be there now
  useEffect(() => {
    if (wanted === null) return
    const timer = setTimeout(() => void loadDetails(id, wanted), REST_MS)
    return () => clearTimeout(timer)
  }, [id, wanted, view.revision])
  const shown = details !== null && details.row === wanted ? details.of : null
  return (
    <section className={styles.details} aria-label={TWO_HIVES.details}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={styles.scroll} tabIndex={0}>
        {row === undefined || shown === null ? (
          <p className={styles.nothing}>{TWO_HIVES.nothing}</p>
        ) : (
          <>
            <h2 className={styles.heading}>
              <span className={kinds.kind}>{changeWord(row)}</span>{' '}
              <VisibleText text={headingOf(row.what === 'value', shown)} />
              {shown.differsAt !== null && (
                <span className={styles.note}>{differsAtText(shown.differsAt)}</span>
              )}
            </h2>
            <div className={styles.sides}>
              <OneSide
                title={left}
                own={shown.left}
                other={shown.right}
                differsAt={shown.differsAt}
              />
              <OneSide
                title={right}
                own={shown.right}
                other={shown.left}
                differsAt={shown.differsAt}
              />
            </div>
          </>
        )}
      </div>
    </section>
  )
}

/** Milliseconds that the focus rests on a row before its details are fetched. */
const REST_MS = 60

function headingOf(isValue: boolean, { left, right }: RowDetails): string {
  const side = right ?? left
  const path = side === null || side.path.length === 0 ? PENDING.root : spellShownPath(side.path)
  return isValue ? `${path} \u2022 ${valueName(side?.value?.name ?? '')}` : path
}

interface SideProps {
  readonly title: string
  readonly own: SideDetails | null
  readonly other: SideDetails | null
  readonly differsAt: number | null
}

function OneSide({ title, own, other, differsAt }: SideProps) {
  return (
    <section className={styles.side} aria-label={title}>
      <h3 className={styles.sideTitle}>{title}</h3>
      {own === null && <p className={styles.absent}>{TWO_HIVES.absent}</p>}
      {own?.key && <KeySide own={own.key} other={other?.key ?? null} />}
      {own?.value && (
        <ValueSide own={own.value} other={other?.value ?? null} differsAt={differsAt} />
      )}
    </section>
  )
}

type KeyDetails = NonNullable<SideDetails['key']>
type ValueContent = NonNullable<SideDetails['value']>

function KeySide({ own, other }: { readonly own: KeyDetails; readonly other: KeyDetails | null }) {
  const timeText = useTimeText()
  const differs = (test: (key: KeyDetails) => unknown) =>
    other !== null && test(own) !== test(other) ? styles.differs : undefined
  return (
    <>
      <dl className={panels.facts}>
        <Fact name={TWO_HIVES.name} look={differs(({ name }) => name)}>
          <VisibleText text={own.name} />
        </Fact>
        <Fact name={TWO_HIVES.lastWrite} look={differs(({ time }) => time)}>
          {timeText(own.time)}
        </Fact>
        <Fact name={TWO_HIVES.values}>{own.values.toLocaleString('en')}</Fact>
        <Fact name={TWO_HIVES.subkeys}>{own.subkeys.toLocaleString('en')}</Fact>
        <Fact name={TWO_HIVES.class} look={differs((key) => key.class)}>
          {own.class === null ? TWO_HIVES.noClass : <VisibleText text={own.class} />}
        </Fact>
        <Fact name={TWO_HIVES.flags} look={differs(({ flags }) => flagsText(flags))}>
          {flagsText(own.flags)}
        </Fact>
      </dl>
      <h4 className={styles.part}>{TWO_HIVES.permissions}</h4>
      <LinesDiff own={entriesOf(own.security)} other={other && entriesOf(other.security)} />
    </>
  )
}

/** The parts of SDDL, an entry a line. */
function entriesOf(security: string | null): readonly string[] {
  if (security === null) return []
  return security
    .split(/(?=\((?:[A-Z]+);)|(?<=\))(?=[A-Z]:)|(?=[GDS]:)/)
    .filter((part) => part !== '')
}

function ValueSide({
  own,
  other,
  differsAt,
}: {
  readonly own: ValueContent
  readonly other: ValueContent | null
  readonly differsAt: number | null
}) {
  const look = (isOther: boolean) => (isOther ? styles.differs : undefined)
  return (
    <>
      <dl className={panels.facts}>
        {other !== null && own.name !== other.name && (
          <Fact name={TWO_HIVES.name} look={styles.differs}>
            <VisibleText text={valueName(own.name)} />
          </Fact>
        )}
        <Fact name={TWO_HIVES.type} look={look(other !== null && own.type !== other.type)}>
          {typeName(own.type)}
        </Fact>
        <Fact name={TWO_HIVES.size} look={look(other !== null && own.size !== other.size)}>
          {sizeText(own.size)}
        </Fact>
      </dl>
      <Data own={own} other={other} />
      {own.size > 0 && (
        <>
          <h4 className={styles.part}>{TWO_HIVES.bytes}</h4>
          <HexDiff own={own} other={other} differsAt={differsAt} />
        </>
      )}
    </>
  )
}

/** The data as text, where its type has one. */
function Data({
  own,
  other,
}: {
  readonly own: ValueContent
  readonly other: ValueContent | null
}): ReactNode {
  if (standardType(own.type) === VALUE_TYPE.MULTI_SZ) {
    const isList = other !== null && standardType(other.type) === VALUE_TYPE.MULTI_SZ
    return <LinesDiff own={itemsOf(own)} other={isList ? itemsOf(other) : null} />
  }
  const text = textOf(own)
  if (text === null) return null
  return <TextDiff own={text} other={other && textOf(other)} />
}

function itemsOf({ head }: ValueContent): readonly string[] {
  return decodeMultiString(head).items
}

function textOf({ type, head, size }: ValueContent): string | null {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return decodeString(head).text
    case VALUE_TYPE.LINK:
      return decodeLink(head).text
    case VALUE_TYPE.DWORD:
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
    case VALUE_TYPE.QWORD:
      return previewValue(type, size, head).text
    default:
      return null
  }
}
