import { useId } from 'react'
import { KEY_RIGHTS } from '../../security/accessCheck.ts'
import { KEY_ACCESS, RIGHT, type Right } from '../../security/accessMask.ts'
import { ACE_FLAG, ACE_TYPE } from '../../security/ace.ts'
import type { PlainEntry } from '../../security/newEntry.ts'
import { isOneLevel, type Scope, scopeOf, withScope } from '../../security/scope.ts'
import { ENTRIES, entryTypeText, LABEL_WORDS, SCOPE_NAMES } from '../../text/permissions.ts'
import { ACCESS_WORDS, RIGHT_WORDS } from '../../text/rights.ts'
import { Check } from '../common/Check.tsx'
import { Field, selectClass } from '../common/Field.tsx'
import styles from './permissions.module.css'

const SCOPES: readonly Scope[] = ['key-and-subkeys', 'key', 'subkeys']
const GENERIC: readonly Right[] = [
  'GENERIC_READ',
  'GENERIC_WRITE',
  'GENERIC_EXECUTE',
  'GENERIC_ALL',
]
const NAMED = [...KEY_RIGHTS, ...GENERIC].reduce((mask, right) => mask | RIGHT[right], 0)
/** Integrity levels, as the last number of their SIDs. */
const LEVELS = [
  [0, 'Untrusted'],
  [4096, 'Low'],
  [8192, 'Medium'],
  [8448, 'Medium Plus'],
  [12288, 'High'],
  [16384, 'System'],
] as const

interface EntryEditorProps {
  readonly ace: PlainEntry
  readonly readOnly: boolean
  readonly change: (ace: PlainEntry) => void
}

/** The fields of one entry. */
export function EntryEditor({ ace, readOnly, change }: EntryEditorProps) {
  const id = useId()
  const isLabel = ace.type === ACE_TYPE.MANDATORY_LABEL
  const scope = scopeOf(ace.flags)
  const flip = (bits: number, on: boolean) =>
    change({ ...ace, mask: (on ? ace.mask | bits : ace.mask & ~bits) >>> 0 })
  const flag = (bit: number, on: boolean) =>
    change({ ...ace, flags: on ? ace.flags | bit : ace.flags & ~bit })
  const scopes = scope === 'nothing' ? [...SCOPES, scope] : SCOPES
  const rest = (ace.mask & ~NAMED) >>> 0
  return (
    <fieldset className={styles.entry} disabled={readOnly}>
      <legend className="sr-only">{ENTRIES.entry}</legend>
      <div className={styles.fields}>
        {(ace.type === ACE_TYPE.ALLOW || ace.type === ACE_TYPE.DENY) && (
          <Field id={`${id}-type`} label={ENTRIES.type}>
            <select
              id={`${id}-type`}
              className={selectClass}
              value={ace.type}
              onChange={({ target }) => change({ ...ace, type: Number(target.value) })}
            >
              {[ACE_TYPE.ALLOW, ACE_TYPE.DENY].map((type) => (
                <option key={type} value={type}>
                  {entryTypeText(type, 0)}
                </option>
              ))}
            </select>
          </Field>
        )}
        {isLabel && (
          <Field id={`${id}-level`} label={ENTRIES.level}>
            <select
              id={`${id}-level`}
              className={selectClass}
              value={ace.sid}
              onChange={({ target }) => change({ ...ace, sid: target.value })}
            >
              {LEVELS.map(([level, name]) => (
                <option key={level} value={`S-1-16-${level}`}>
                  {name}
                </option>
              ))}
              {!LEVELS.some(([level]) => ace.sid === `S-1-16-${level}`) && (
                <option value={ace.sid}>{ace.sid}</option>
              )}
            </select>
          </Field>
        )}
        <Field id={`${id}-scope`} label={ENTRIES.applies}>
          <select
            id={`${id}-scope`}
            className={selectClass}
            value={scope}
            onChange={({ target }) => {
              const chosen = scopes.find((one) => one === target.value)
              if (chosen === undefined) return
              change({ ...ace, flags: withScope(ace.flags, chosen, isOneLevel(ace.flags)) })
            }}
          >
            {scopes.map((one) => (
              <option key={one} value={one}>
                {SCOPE_NAMES[one]}
              </option>
            ))}
          </select>
        </Field>
      </div>
      {ace.type === ACE_TYPE.AUDIT && (
        <div className={styles.rights}>
          <Check
            label={ENTRIES.success}
            checked={(ace.flags & ACE_FLAG.SUCCESS) !== 0}
            onChange={(on) => flag(ACE_FLAG.SUCCESS, on)}
          />
          <Check
            label={ENTRIES.failure}
            checked={(ace.flags & ACE_FLAG.FAILURE) !== 0}
            onChange={(on) => flag(ACE_FLAG.FAILURE, on)}
          />
        </div>
      )}
      <div className={styles.rights}>
        {isLabel ? (
          LABEL_WORDS.map(([bit, words]) => (
            <Check
              key={bit}
              label={words}
              checked={(ace.mask & bit) !== 0}
              onChange={(on) => flip(bit, on)}
            />
          ))
        ) : (
          <>
            <Check
              label={ACCESS_WORDS.full}
              checked={(ace.mask & KEY_ACCESS.ALL) === KEY_ACCESS.ALL}
              onChange={(on) => flip(KEY_ACCESS.ALL, on)}
            />
            {KEY_RIGHTS.map((right) => (
              <Check
                key={right}
                label={RIGHT_WORDS[right]}
                checked={(ace.mask & RIGHT[right]) !== 0}
                onChange={(on) => flip(RIGHT[right], on)}
              />
            ))}
            {GENERIC.map((right) => (
              <Check
                key={right}
                label={RIGHT_WORDS[right]}
                checked={(ace.mask & RIGHT[right]) !== 0}
                onChange={(on) => flip(RIGHT[right], on)}
              />
            ))}
          </>
        )}
      </div>
      {!isLabel && rest !== 0 && (
        <Check
          label={`${ENTRIES.others}: 0x${rest.toString(16)}`}
          checked
          onChange={() => flip(rest, false)}
        />
      )}
      {(scope === 'key-and-subkeys' || scope === 'subkeys') && (
        <Check
          label={ENTRIES.oneLevel}
          checked={isOneLevel(ace.flags)}
          onChange={(on) => change({ ...ace, flags: withScope(ace.flags, scope, on) })}
        />
      )}
    </fieldset>
  )
}
