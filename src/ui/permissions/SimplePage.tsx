// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list are placed by position
import { useMemo, useRef, useState } from 'react'
import {
  type AccountAccess,
  accountAccess,
  addAccount,
  type Effect,
  removeAccount,
  type SimpleAccess,
  setSimpleAccess,
} from '../../security/simpleAccess.ts'
import {
  permissionsForText,
  SIMPLE,
  SIMPLE_NAMES,
  simpleCheckText,
} from '../../text/permissions.ts'
import { Button } from '../common/Button.tsx'
import { Note } from '../common/Field.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { GridList } from '../lists/GridList.tsx'
import { Cell, CellNote, Clip, GridRow } from '../lists/GridRow.tsx'
import { ListHeader } from '../lists/ListHeader.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { useLocalList } from '../lists/useLocalList.ts'
import { NewAccount } from './NewAccount.tsx'
import type { PageProps } from './PageProps.ts'
import styles from './permissions.module.css'

const KINDS = ['full', 'read', 'write'] as const
const EFFECTS = ['allow', 'deny'] as const

/** The accounts of the access list, and what each may do, as on the first page of regedit's dialog. */
export function SimplePage({ descriptor, change, book, readOnly }: PageProps) {
  const rows = useRef<RowListHandle>(null)
  const [adding, setAdding] = useState(false)
  const accounts = useMemo(
    () => accountAccess(descriptor).map((account, id) => ({ ...account, id })),
    [descriptor],
  )
  const { list, view } = useLocalList(accounts)
  const selected = accounts[view.focusIndex]
  const add = (sid: string) => {
    const next = addAccount(descriptor, sid)
    change(next)
    setAdding(false)
    const at = accountAccess(next).findIndex((account) => account.sid === sid)
    setTimeout(() => {
      void list.focusAt(at)
      rows.current?.focus()
    })
  }
  const remove = () => {
    if (!selected?.hasOwn) return
    change(removeAccount(descriptor, selected.sid))
    rows.current?.focus()
  }
  return (
    <div className={styles.page}>
      <GridList
        list={list}
        view={view}
        handle={rows}
        name="permission-group"
        label={SIMPLE.groups}
        columns={1}
        className={styles.groups}
        header={<ListHeader columns={[SIMPLE.groups]} rows={rows} />}
        renderRow={({ sid, hasOwn }, frame) => (
          <GridRow {...frame}>
            <Cell at={1} header>
              <Clip title={sid}>
                <VisibleText text={book.describe(sid)} />
              </Clip>
              {!hasOwn && <CellNote>{SIMPLE.inherited}</CellNote>}
            </Cell>
          </GridRow>
        )}
        answerKey={({ key }) => {
          if (key !== 'Delete' || readOnly) return false
          remove()
          return true
        }}
      />
      {descriptor.dacl === null && <Note kind="hint">{SIMPLE.none}</Note>}
      {descriptor.dacl?.aces.length === 0 && <Note kind="hint">{SIMPLE.nobody}</Note>}
      {!readOnly && (
        <div className={styles.buttons}>
          <Button aria-expanded={adding} onClick={() => setAdding(!adding)}>
            {SIMPLE.add}
          </Button>
          <Button disabled={!selected?.hasOwn} onClick={remove}>
            {SIMPLE.remove}
          </Button>
        </div>
      )}
      {adding && <NewAccount book={book} choose={add} close={() => setAdding(false)} rows={rows} />}
      {selected && (
        <Checks
          account={selected}
          name={shortName(book.nameOf(selected.sid))}
          readOnly={readOnly}
          set={(effect, access, on) =>
            change(setSimpleAccess(descriptor, selected.sid, effect, access, on))
          }
        />
      )}
    </div>
  )
}

interface ChecksProps {
  readonly account: AccountAccess
  readonly name: string
  readonly readOnly: boolean
  readonly set: (effect: Effect, access: SimpleAccess, on: boolean) => void
}

/** What one account is allowed and denied. */
function Checks({ account, name, readOnly, set }: ChecksProps) {
  const check = (effect: Effect, access: SimpleAccess) => {
    const state = account[effect][access]
    return (
      <td key={effect}>
        <input
          type="checkbox"
          aria-label={simpleCheckText(SIMPLE_NAMES[access], effect)}
          checked={state !== 'off'}
          // What is inherited cannot be taken away here; a denial of one's own comes before it.
          disabled={readOnly || state === 'inherited'}
          onChange={({ target }) => set(effect, access, target.checked)}
        />
      </td>
    )
  }
  return (
    <>
      <table className={styles.checks}>
        <caption>
          <VisibleText text={permissionsForText(name)} />
        </caption>
        <thead>
          <tr>
            <th scope="col">{SIMPLE.permission}</th>
            <th scope="col">{SIMPLE.allow}</th>
            <th scope="col">{SIMPLE.deny}</th>
          </tr>
        </thead>
        <tbody>
          {KINDS.map((access) => (
            <tr key={access}>
              <th scope="row">{SIMPLE_NAMES[access]}</th>
              {EFFECTS.map((effect) => check(effect, access))}
            </tr>
          ))}
          <tr>
            <th scope="row">{SIMPLE.special}</th>
            {EFFECTS.map((effect) => (
              <td key={effect}>
                <input
                  type="checkbox"
                  aria-label={simpleCheckText(SIMPLE.special, effect)}
                  checked={account[effect].special}
                  disabled
                  readOnly
                />
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      {!account.hasOwn && <Note kind="hint">{SIMPLE.onlyInherited}</Note>}
    </>
  )
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('\\') + 1)
}
