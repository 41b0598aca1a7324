import { useState } from 'react'
import type { Descriptor } from '../../security/descriptor.ts'
import {
  inheritAgain,
  type ListName,
  resetToParent,
  stopInheriting,
} from '../../security/inherit.ts'
import { ENTRIES } from '../../text/permissions.ts'
import { Button } from '../common/Button.tsx'
import { isProtected } from './EntryPage.tsx'
import styles from './permissions.module.css'

interface InheritanceProps {
  readonly descriptor: Descriptor
  readonly change: (descriptor: Descriptor) => void
  /** That of the parent; null if there is none, or it cannot be read. */
  readonly parent: Descriptor | null
  readonly name: ListName
}

/** Buttons that stop inheritance, begin it again, or leave nothing but what is inherited. */
export function Inheritance({ descriptor, change, parent, name }: InheritanceProps) {
  const [asking, setAsking] = useState(false)
  const stop = (inherited: 'convert' | 'remove') => {
    setAsking(false)
    change(stopInheriting(descriptor, name, inherited))
  }
  if (isProtected(descriptor, name)) {
    return (
      <div className={styles.buttons}>
        <Button
          disabled={parent === null}
          onClick={() => parent && change(inheritAgain(descriptor, parent, name))}
        >
          {ENTRIES.enable}
        </Button>
        <Reset {...{ descriptor, change, parent, name }} />
      </div>
    )
  }
  return (
    <div className={styles.buttons}>
      <Button aria-expanded={asking} onClick={() => setAsking(!asking)}>
        {ENTRIES.disable}
      </Button>
      <Reset {...{ descriptor, change, parent, name }} />
      {asking && (
        <>
          <Button autoFocus onClick={() => stop('convert')}>
            {ENTRIES.convert}
          </Button>
          <Button onClick={() => stop('remove')}>{ENTRIES.removeInherited}</Button>
        </>
      )}
    </div>
  )
}

function Reset({ descriptor, change, parent, name }: InheritanceProps) {
  return (
    <Button
      disabled={parent === null}
      onClick={() => parent && change(resetToParent(descriptor, parent, name))}
    >
      {ENTRIES.reset}
    </Button>
  )
}
