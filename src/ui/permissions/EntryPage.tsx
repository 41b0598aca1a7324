import { useMemo, useRef, useState } from 'react'
import { accessGroup, rightsOf } from '../../security/accessMask.ts'
import { ACE_FLAG, ACE_TYPE, type Ace } from '../../security/ace.ts'
import type { Descriptor } from '../../security/descriptor.ts'
import { entrySource } from '../../security/entrySource.ts'
import { LISTS, type ListName } from '../../security/inherit.ts'
import { addEntry, isPlainEntry, withEntries } from '../../security/newEntry.ts'
import { inOrder, isInOrder } from '../../security/order.ts'
import { scopeOf } from '../../security/scope.ts'
import { ENTRIES, entryTypeText, LABEL_WORDS, SCOPE_NAMES } from '../../text/permissions.ts'
import { ACCESS_WORDS, RIGHT_WORDS } from '../../text/rights.ts'
import { Button } from '../common/Button.tsx'
import { Note } from '../common/Field.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { GridList } from '../lists/GridList.tsx'
import { Cell, Clip, GridRow } from '../lists/GridRow.tsx'
import { ListHeader } from '../lists/ListHeader.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { useLocalList } from '../lists/useLocalList.ts'
import { EntryEditor } from './EntryEditor.tsx'
import { NewAccount } from './NewAccount.tsx'
import type { PageProps } from './PageProps.ts'
import styles from './permissions.module.css'

const COLUMNS = [
  ENTRIES.type,
  ENTRIES.principal,
  ENTRIES.rights,
  ENTRIES.from,
  ENTRIES.applies,
] as const

/** A key above, as the entries name it. */
export interface Source {
  /** The path of the key, and its own name. */
  readonly path: string
  readonly name: string
  readonly descriptor: Descriptor | null
}

interface EntryPageProps extends PageProps {
  readonly name: ListName
  /** The keys above, the parent first. */
  readonly above: readonly Source[]
}

/** The entries of a list as they are stored, one of which can be changed at a time. */
export function EntryPage({ descriptor, change, book, readOnly, name, above }: EntryPageProps) {
  const rows = useRef<RowListHandle>(null)
  const [adding, setAdding] = useState(false)
  const aces = descriptor[name]?.aces ?? NONE
  const entries = useMemo(() => aces.map((ace, id) => ({ ace, id })), [aces])
  const sources = useMemo(() => above.map((one) => one.descriptor), [above])
  const { list, view } = useLocalList(entries)
  const sourceOf = (ace: Ace) => above[entrySource(ace, sources, name)]
  const at = view.focusIndex
  const selected = aces[at]
  const isOwn = selected !== undefined && (selected.flags & ACE_FLAG.INHERITED) === 0
  const label = name === 'dacl' ? ENTRIES.access : ENTRIES.audit
  const put = (next: readonly Ace[], index: number) => {
    change(withEntries(descriptor, name, next))
    setTimeout(() => void list.focusAt(index))
  }
  const remove = () => {
    if (!isOwn) return
    put(aces.toSpliced(at, 1), at)
    rows.current?.focus()
  }
  const move = (step: number) => {
    if (selected !== undefined)
      put(aces.toSpliced(at, 1).toSpliced(at + step, 0, selected), at + step)
  }
  const add = (sid: string) => {
    const added = addEntry(descriptor, name, sid)
    change(added.descriptor)
    setAdding(false)
    setTimeout(() => {
      void list.focusAt(added.index)
      rows.current?.focus()
    })
  }
  return (
    <div className={styles.page}>
      <GridList
        list={list}
        view={view}
        handle={rows}
        name={`permission-${name}`}
        label={label}
        columns={COLUMNS.length}
        className={styles.entries}
        header={<ListHeader columns={COLUMNS} rows={rows} />}
        renderRow={({ ace }, frame) => (
          <GridRow {...frame}>
            <Cell at={1} look="small">
              <Clip>{entryTypeText(ace.type, ace.flags)}</Clip>
            </Cell>
            <Cell at={2} header>
              <Clip title={'sid' in ace ? ace.sid : ''}>
                <VisibleText text={'sid' in ace ? book.nameOf(ace.sid) : ''} />
              </Clip>
            </Cell>
            <Cell at={3}>
              <Clip title={rightsText(ace)}>{rightsText(ace)}</Clip>
            </Cell>
            <Cell at={4} look="small">
              <SourceName source={sourceOf(ace)} isOwn={(ace.flags & ACE_FLAG.INHERITED) === 0} />
            </Cell>
            <Cell at={5} look="small">
              <Clip>{SCOPE_NAMES[scopeOf(ace.flags)]}</Clip>
            </Cell>
          </GridRow>
        )}
        answerKey={({ key }) => {
          if (key !== 'Delete' || readOnly) return false
          remove()
          return true
        }}
      />
      {descriptor[name] === null && <Note kind="hint">{ENTRIES.missing[name]}</Note>}
      {descriptor[name]?.aces.length === 0 && <Note kind="hint">{ENTRIES.none[name]}</Note>}
      {!readOnly && (
        <div className={styles.buttons}>
          <Button aria-expanded={adding} onClick={() => setAdding(!adding)}>
            {ENTRIES.add}
          </Button>
          <Button disabled={!isOwn} onClick={remove}>
            {ENTRIES.remove}
          </Button>
          <Button disabled={!isOwn || at === 0} onClick={() => move(-1)}>
            {ENTRIES.up}
          </Button>
          <Button disabled={!isOwn || at >= aces.length - 1} onClick={() => move(1)}>
            {ENTRIES.down}
          </Button>
          {name === 'dacl' && !isInOrder(aces) && (
            <Button onClick={() => put(inOrder(aces), 0)}>{ENTRIES.reorder}</Button>
          )}
        </div>
      )}
      {adding && <NewAccount book={book} choose={add} close={() => setAdding(false)} rows={rows} />}
      {selected !== undefined &&
        (isPlainEntry(selected) ? (
          <>
            <EntryEditor
              ace={selected}
              readOnly={readOnly || !isOwn}
              change={(ace) => change(withEntries(descriptor, name, aces.with(at, ace)))}
            />
            {!isOwn && <Note kind="hint">{ENTRIES.inherited}</Note>}
          </>
        ) : (
          <Note kind="hint">{ENTRIES.verbatim}</Note>
        ))}
    </div>
  )
}

const NONE: readonly Ace[] = []

interface SourceNameProps {
  readonly source: Source | undefined
  /** Whether the entry is the key's own. */
  readonly isOwn: boolean
}

/** Where an inherited entry comes from: the name of that key, with its path as a hint. */
function SourceName({ source, isOwn }: SourceNameProps) {
  if (isOwn) return <Clip>{ENTRIES.own}</Clip>
  if (source === undefined) return <Clip>{ENTRIES.fromUnknown}</Clip>
  return (
    <Clip title={source.path}>
      <VisibleText text={source.name} />
    </Clip>
  )
}

/** The rights of an entry in words: one word for the usual sets, otherwise each right. */
export function rightsText(ace: Ace): string {
  if (!('mask' in ace)) return ''
  if (ace.type === ACE_TYPE.MANDATORY_LABEL) {
    return LABEL_WORDS.filter(([bit]) => (ace.mask & bit) !== 0)
      .map(([, words]) => words)
      .join(', ')
  }
  const { rights, rest } = rightsOf(ace.mask)
  const group = accessGroup(ace.mask)
  if (group !== 'special' && rest === 0 && rights.every((right) => !right.startsWith('GENERIC'))) {
    return ACCESS_WORDS[group]
  }
  const words: string[] = rights.map((right) => RIGHT_WORDS[right])
  if (rest !== 0) words.push(`0x${rest.toString(16)}`)
  return words.join(', ')
}

/** Whether a list is protected from the parent. */
export function isProtected({ control }: Descriptor, name: ListName): boolean {
  return (control & LISTS[name].protected) !== 0
}
