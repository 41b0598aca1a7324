import { useState } from 'react'
import { ENTRIES } from '../../text/permissions.ts'
import { Button } from '../common/Button.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { AccountField } from './AccountField.tsx'
import type { PageProps } from './PageProps.ts'
import styles from './permissions.module.css'

const PARTS = ['owner', 'group'] as const

/** Who owns the key, and its primary group. */
export function OwnerFields({ descriptor, change, book, readOnly }: PageProps) {
  const [editing, setEditing] = useState<(typeof PARTS)[number] | null>(null)
  return (
    <>
      {PARTS.map((part) => {
        const sid = descriptor[part]
        return (
          <div key={part} className={styles.owner}>
            <span className={styles.ownerLabel}>{ENTRIES[part]}</span>
            {editing === part ? (
              <AccountField
                book={book}
                label={ENTRIES[part]}
                action={ENTRIES.change}
                autoFocus
                choose={(chosen) => {
                  setEditing(null)
                  change({ ...descriptor, [part]: chosen })
                }}
                cancel={() => setEditing(null)}
              />
            ) : (
              <>
                <span className={styles.ownerName}>
                  <VisibleText text={sid === null ? ENTRIES.noOwner : book.describe(sid)} />
                </span>
                {!readOnly && (
                  <Button
                    aria-label={`${ENTRIES.change} ${ENTRIES[part].toLowerCase()}`}
                    onClick={() => setEditing(part)}
                  >
                    {ENTRIES.change}
                  </Button>
                )}
              </>
            )}
          </div>
        )
      })}
    </>
  )
}
