import { useEffect, useRef, useState } from 'react'
import { forgetKept, type KeptThing, openKeptList, useKeptList } from '../../state/keptList.ts'
import { forgetQuestion, keptText, leftText, PRIVACY, roomText } from '../../text/privacy.ts'
import { Button } from '../common/Button.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './KeptList.module.css'

/** What a question is about: one thing, or everything. */
type Asked = KeptThing | 'everything'

/** What is kept on this device, with ways to forget it. */
export function KeptList() {
  const { things, room, left } = useKeptList()
  const [asked, setAsked] = useState<Asked | null>(null)
  const section = useRef<HTMLDivElement>(null)
  useEffect(() => void openKeptList(), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a button that had the focus may be gone with its row
  useEffect(() => {
    if (document.activeElement === document.body) section.current?.focus()
  }, [things, asked])
  const forget = async (what: Asked) => {
    setAsked(null)
    section.current?.focus()
    await forgetKept(what === 'everything' ? null : what)
  }
  if (things === null) return <p>{PRIVACY.reading}</p>
  return (
    <div ref={section} tabIndex={-1} className={styles.section}>
      {things.length === 0 ? (
        <p>{PRIVACY.nothing}</p>
      ) : (
        <ul className={styles.list} aria-label={PRIVACY.keepTitle}>
          {things.map((thing) => (
            <li key={thing.id}>
              <div>
                <VisibleText text={thing.name} />
                <p className={styles.facts}>{keptText(thing)}</p>
              </div>
              <Button
                aria-label={`${PRIVACY.forget}: ${thing.name}`}
                onClick={() => (thing.kind === 'edits' ? setAsked(thing) : void forget(thing))}
              >
                {PRIVACY.forget}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {asked === null ? (
        things.length > 0 && (
          <Button onClick={() => setAsked('everything')}>{PRIVACY.forgetEverything}</Button>
        )
      ) : (
        <Question asked={asked} forget={forget} cancel={() => setAsked(null)} />
      )}
      <p role="status">{left && leftText(left)}</p>
      {room && <p>{roomText(room)}</p>}
    </div>
  )
}

interface QuestionProps {
  readonly asked: Asked
  readonly forget: (asked: Asked) => void
  readonly cancel: () => void
}

/** Asks before something is forgotten that may be missed. */
function Question({ asked, forget, cancel }: QuestionProps) {
  const isAll = asked === 'everything'
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  return (
    <fieldset className={styles.question}>
      <legend>{forgetQuestion(isAll ? null : asked.name)}</legend>
      <Button ref={first} onClick={cancel}>
        {PRIVACY.cancel}
      </Button>
      <Button onClick={() => forget(asked)}>
        {isAll ? PRIVACY.forgetEverything : PRIVACY.forget}
      </Button>
    </fieldset>
  )
}
