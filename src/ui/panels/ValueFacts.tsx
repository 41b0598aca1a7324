import { Fragment, type ReactNode, useEffect, useMemo } from 'react'
import { HiveError } from '../../errors.ts'
import { loadValueDetails, useValueDetails } from '../../state/valueDetails.ts'
import { valueName } from '../../text/edits.ts'
import { errorText } from '../../text/errors.ts'
import { MEANING_LABELS, meaningText } from '../../text/meanings.ts'
import {
  DETAILS_WORDS,
  DUPLICATE,
  differenceText,
  firstBytesText,
  moreStringsText,
  NOTE_WORDS,
  READING_TITLES,
  sizeText,
} from '../../text/panes.ts'
import { busText, RESOURCES, resourceKind, resourceText } from '../../text/resources.ts'
import { decodeLink, decodeMultiString, decodeString } from '../../values/decode.ts'
import { dataReadings } from '../../values/readings.ts'
import { decodeResources } from '../../values/resources.ts'
import { standardType, typeName, VALUE_TYPE } from '../../values/valueType.ts'
import type { DocId, KeyId, Meaning, ValueDetails, ValueRow } from '../../worker/protocol.ts'
import { useTimeText } from '../common/useTimeText.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { DataText } from '../grid/DataText.tsx'
import { HexDump } from './HexDump.tsx'
import styles from './panels.module.css'

/** The most strings of a list that are drawn; the editor shows all. */
const MOST_STRINGS = 500

interface Props {
  readonly doc: DocId
  readonly keyId: KeyId
  readonly row: ValueRow
  readonly revision: number
}

/** The facts of a value: type, data, readings, strings and bytes. */
export function ValueFacts({ doc, keyId, row, revision }: Props) {
  const { id, absent } = row
  // biome-ignore lint/correctness/useExhaustiveDependencies: an edit may have changed the value
  useEffect(() => {
    if (!absent) void loadValueDetails(doc, keyId, id)
  }, [doc, keyId, id, absent, revision])
  const shown = useValueDetails((state) => state.shown[doc])
  const here = shown?.value === id && shown.key === keyId ? shown : null
  const details = here?.details ?? null
  const words = row.preview.notes.flatMap((note) => NOTE_WORDS[note]?.title ?? [])
  if (row.duplicate) words.push(DUPLICATE.title)
  return (
    <section className={styles.block}>
      <h2 className={styles.heading}>
        <VisibleText text={valueName(row.name)} />
      </h2>
      {absent ? (
        <>
          <p className={styles.muted}>{DETAILS_WORDS.notSet}</p>
          {row.was && (
            <dl className={styles.facts}>
              <WasFact row={row} />
            </dl>
          )}
        </>
      ) : (
        <>
          <dl className={styles.facts}>
            <Fact name={DETAILS_WORDS.type}>{typeName(row.type)}</Fact>
            <DataFact row={row} details={details} />
            {details && <Meanings meanings={details.meanings} />}
            {row.was && <WasFact row={row} />}
            {details && <Readings details={details} />}
            <Fact name={DETAILS_WORDS.size}>{sizeText(row.size)}</Fact>
            {details && <Fact name={DETAILS_WORDS.cell}>{hexOffset(details.cell)}</Fact>}
            {row.tombstone && (
              <Fact name={DETAILS_WORDS.layer} look={styles.plain}>
                {DETAILS_WORDS.tombstone}
              </Fact>
            )}
            {words.length > 0 && (
              <Fact name={DETAILS_WORDS.notes} look={styles.plain}>
                <span className={styles.notes}>
                  {words.map((text) => (
                    <span key={text}>{text}</span>
                  ))}
                </span>
              </Fact>
            )}
          </dl>
          {here !== null && here.failed !== null && <Unreadable error={here.failed} />}
          {details && standardType(row.type) === VALUE_TYPE.MULTI_SZ && (
            <Strings details={details} />
          )}
          {details && <DeviceResources details={details} />}
          {details && <Bytes details={details} />}
        </>
      )}
    </section>
  )
}

/** A file offset in the form used everywhere: `0x0021F4C8`. */
export function hexOffset(offset: number): string {
  return `0x${offset.toString(16).toUpperCase().padStart(8, '0')}`
}

interface FactProps {
  readonly name: string
  readonly look?: string | undefined
  readonly children: ReactNode
}

/** One line of a list of facts. */
export function Fact({ name, look, children }: FactProps) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={look}>{typeof children === 'string' ? <bdi>{children}</bdi> : children}</dd>
    </>
  )
}

/** The data as text; bytes and lists have their own cards. */
function DataFact({ row, details }: { row: ValueRow; details: ValueDetails | null }) {
  const text = details && textOf(details)
  if (text !== null) {
    return (
      <Fact name={DETAILS_WORDS.data}>
        {text === '' ? (
          <span className={styles.muted}>{DETAILS_WORDS.emptyString}</span>
        ) : (
          <div className={styles.long}>
            <VisibleText text={text} />
          </div>
        )}
      </Fact>
    )
  }
  const type = standardType(row.type)
  const number =
    type === VALUE_TYPE.DWORD || type === VALUE_TYPE.DWORD_BIG_ENDIAN || type === VALUE_TYPE.QWORD
  if (!number) return null
  return (
    <Fact name={DETAILS_WORDS.data}>
      <DataText row={row} />
    </Fact>
  )
}

/** What the data of a well-known value means. */
function Meanings({ meanings }: { readonly meanings: readonly Meaning[] }) {
  const timeText = useTimeText()
  return meanings.map((meaning, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the facts of a value never change their order
    <Fact key={`${meaning.label} ${at}`} name={MEANING_LABELS[meaning.label]} look={styles.plain}>
      <VisibleText text={meaningText(meaning, timeText)} />
    </Fact>
  ))
}

/** What the value was when the hive was saved last. */
function WasFact({ row: { was, type, absent } }: { readonly row: ValueRow }) {
  if (was?.kind !== 'changed') {
    return (
      <Fact name={DETAILS_WORDS.was} look={styles.muted}>
        {DETAILS_WORDS.wasAbsent}
      </Fact>
    )
  }
  return (
    <Fact name={DETAILS_WORDS.was}>
      {(absent || was.type !== type) && `${typeName(was.type)} `}
      <DataText row={{ ...was, absent: false, tombstone: false }} />
      {was.differs && ` (${differenceText(was.differs, 'was')})`}
    </Fact>
  )
}

function textOf({ type, head }: ValueDetails): string | null {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return decodeString(head).text
    case VALUE_TYPE.LINK:
      return decodeLink(head).text
    default:
      return null
  }
}

/** Other readings of a number, or of bytes of the size of one. */
function Readings({ details }: { readonly details: ValueDetails }) {
  const { type, head, size } = details
  const timeText = useTimeText()
  if (head.length < size) return null
  const standard = standardType(type)
  const shownAsData =
    standard === VALUE_TYPE.DWORD ||
    standard === VALUE_TYPE.DWORD_BIG_ENDIAN ||
    standard === VALUE_TYPE.QWORD
  const readings = dataReadings(type, head).filter(
    ({ kind }) => !shownAsData || (kind !== 'hex' && kind !== 'decimal'),
  )
  return readings.map(({ kind, text, time }) => (
    <Fact key={kind} name={READING_TITLES[kind]}>
      {time === undefined ? text : timeText(time)}
    </Fact>
  ))
}

function Strings({ details }: { readonly details: ValueDetails }) {
  const { items } = decodeMultiString(details.head)
  const shown = items.slice(0, MOST_STRINGS)
  const cut = shown.length < items.length || details.head.length < details.size
  return (
    <Card title={DETAILS_WORDS.strings} aside={cut ? '' : items.length.toLocaleString('en')}>
      <ol className={styles.strings}>
        {shown.map((text, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: strings of a list have no identity but their place
          <li key={at}>
            {text === '' ? (
              <span className={styles.muted}>{DETAILS_WORDS.emptyString}</span>
            ) : (
              <VisibleText text={text} />
            )}
          </li>
        ))}
      </ol>
      {cut && <p className={styles.more}>{moreStringsText(shown.length)}</p>}
    </Card>
  )
}

/** The resources of a device; nothing for other types. */
function DeviceResources({ details }: { readonly details: ValueDetails }) {
  const { type, head, size } = details
  const resources = useMemo(() => decodeResources(type, head, size), [type, head, size])
  if (resources === null) return null
  const { groups, cut } = resources
  return (
    <Card title={RESOURCES.title} aside="">
      {groups.length === 0 && <p className={styles.muted}>{RESOURCES.none}</p>}
      {groups.slice(0, MOST_STRINGS).map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups have no identity but their place
        <Fragment key={at}>
          <h4 className={styles.bus}>{busText(group)}</h4>
          <dl className={styles.resources}>
            {group.resources.slice(0, MOST_STRINGS).map((resource, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: resources have no identity but their place
              <Fact key={place} name={resourceKind(resource)}>
                {resourceText(resource)}
              </Fact>
            ))}
          </dl>
        </Fragment>
      ))}
      {cut && head.length === size && <p className={styles.more}>{RESOURCES.cut}</p>}
      {head.length < size && <p className={styles.more}>{firstBytesText(head.length, size)}</p>}
    </Card>
  )
}

function Bytes({ details }: { readonly details: ValueDetails }) {
  const { head, size } = details
  const aside = head.length < size ? firstBytesText(head.length, size) : ''
  return (
    <Card title={DETAILS_WORDS.bytes} aside={aside}>
      {size === 0 ? (
        <p className={styles.muted}>{DETAILS_WORDS.noBytes}</p>
      ) : (
        <HexDump bytes={head} />
      )}
    </Card>
  )
}

interface CardProps {
  readonly title: string
  readonly aside: string
  readonly children: ReactNode
}

function Card({ title, aside, children }: CardProps) {
  return (
    <section className={styles.card} aria-label={title}>
      <div className={styles.cardHead}>
        <h3>{title}</h3>
        <span>{aside}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={styles.cardBody} tabIndex={0}>
        {children}
      </div>
    </section>
  )
}

function Unreadable({ error }: { readonly error: unknown }) {
  const known = error instanceof HiveError
  const { text, detail } = errorText(known ? error.code : 'internal', known ? error.detail : {})
  return (
    <p>
      {DETAILS_WORDS.valueUnreadable} {text} {detail}
    </p>
  )
}
