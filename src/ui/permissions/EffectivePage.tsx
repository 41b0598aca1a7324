import { useMemo, useState } from 'react'
import { effectiveAccess, KEY_RIGHTS } from '../../security/accessCheck.ts'
import { assumedGroups, tokenOf } from '../../security/assumedToken.ts'
import type { Descriptor } from '../../security/descriptor.ts'
import type { Sid } from '../../security/sid.ts'
import type { AccountBook } from '../../state/accountBook.ts'
import {
  deciderText,
  EFFECTIVE,
  effectiveText,
  entryTypeText,
  unsureText,
} from '../../text/permissions.ts'
import { RIGHT_WORDS } from '../../text/rights.ts'
import { Check } from '../common/Check.tsx'
import { cx } from '../common/cx.ts'
import { Note } from '../common/Field.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { AccountField } from './AccountField.tsx'
import { rightsText } from './EntryPage.tsx'
import styles from './permissions.module.css'

interface EffectivePageProps {
  readonly descriptor: Descriptor
  readonly book: AccountBook
}

/** What an account can do with a key that has these permissions, and which entry decides each right. */
export function EffectivePage({ descriptor, book }: EffectivePageProps) {
  const [sid, setSid] = useState<Sid | null>(null)
  const [left, setLeft] = useState<ReadonlySet<Sid>>(new Set())
  const groups = useMemo(() => (sid === null ? [] : assumedGroups(sid, book.members)), [sid, book])
  return (
    <div className={styles.page}>
      <AccountField
        book={book}
        label={EFFECTIVE.account}
        action={EFFECTIVE.show}
        choose={(chosen) => {
          setSid(chosen)
          setLeft(new Set())
        }}
      />
      {sid === null ? (
        <Note kind="hint">{EFFECTIVE.choose}</Note>
      ) : (
        <>
          <fieldset className={styles.entry}>
            <legend className={styles.legend}>{EFFECTIVE.groups}</legend>
            <div className={cx(styles.rights, styles.members)}>
              {groups.map((group) => (
                <Check
                  key={group}
                  label={book.nameOf(group)}
                  checked={!left.has(group)}
                  onChange={(on) => {
                    const next = new Set(left)
                    if (on) next.delete(group)
                    else next.add(group)
                    setLeft(next)
                  }}
                />
              ))}
            </div>
            <Note kind="hint">{EFFECTIVE.assumed}</Note>
          </fieldset>
          <Rights
            descriptor={descriptor}
            book={book}
            sid={sid}
            groups={groups.filter((group) => !left.has(group))}
          />
        </>
      )}
    </div>
  )
}

interface RightsProps extends EffectivePageProps {
  readonly sid: Sid
  readonly groups: readonly Sid[]
}

function Rights({ descriptor, book, sid, groups }: RightsProps) {
  const access = effectiveAccess(descriptor, tokenOf([sid, ...groups]))
  const granted = access.decisions.filter((one) => one.granted).length
  const entryText = (index: number) => {
    const ace = descriptor.dacl?.aces[index]
    if (ace === undefined) return ''
    const name = 'sid' in ace ? book.nameOf(ace.sid) : ''
    return `${index + 1}. ${entryTypeText(ace.type, ace.flags)} ${name}: ${rightsText(ace)}`
  }
  return (
    <>
      <p role="status">
        <VisibleText text={effectiveText(book.nameOf(sid), granted, KEY_RIGHTS.length)} />
      </p>
      <table className={styles.effective} aria-label={EFFECTIVE.rights}>
        <thead>
          <tr>
            <th scope="col">{EFFECTIVE.right}</th>
            <th scope="col">{EFFECTIVE.result}</th>
            <th scope="col">{EFFECTIVE.decidedBy}</th>
          </tr>
        </thead>
        <tbody>
          {access.decisions.map(({ right, granted: isGranted, decider }) => (
            <tr key={right}>
              <th scope="row">{RIGHT_WORDS[right]}</th>
              <td className={isGranted ? styles.granted : styles.denied}>
                {isGranted ? EFFECTIVE.granted : EFFECTIVE.denied}
              </td>
              <td>
                <VisibleText
                  text={deciderText(
                    decider,
                    decider.by === 'entry' ? entryText(decider.index) : '',
                  )}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {[...access.unsure].slice(0, MOST_NOTES).map(([index, why]) => (
        <Note key={index} kind="hint">
          {unsureText(index, why)}
        </Note>
      ))}
    </>
  )
}

/** Notes about entries; a crafted list could have thousands. */
const MOST_NOTES = 8
