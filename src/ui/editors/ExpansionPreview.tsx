import { useEffect, useMemo, useState } from 'react'
import { titleOf } from '../../state/documents.ts'
import { loadEnvironment } from '../../state/reads.ts'
import { EXPANSION, expandedFromText, unknownVariablesText } from '../../text/valueEditors.ts'
import { expandVariables } from '../../values/expand.ts'
import type { DocId, EnvironmentVariable } from '../../worker/protocol.ts'
import { Note } from '../common/Field.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './editors.module.css'
import { useSettled } from './useSettled.ts'

/** Names of unknown variables that are listed. */
const MOST_NAMES = 8

interface ExpansionPreviewProps {
  readonly doc: DocId
  readonly text: string
}

/** What an expandable string becomes with the variables that the open hives define. */
export function ExpansionPreview({ doc, text }: ExpansionPreviewProps) {
  const [variables, setVariables] = useState<readonly EnvironmentVariable[] | null>(null)
  useEffect(() => {
    let wanted = true
    void loadEnvironment(doc).then((found) => {
      if (wanted) setVariables(found)
    })
    return () => {
      wanted = false
    }
  }, [doc])
  const settled = useSettled(text)
  const made = useMemo(() => variables && expandVariables(settled, variables), [settled, variables])
  if (!made || !variables || !/%[^%]+%/.test(settled)) return null
  const defining = new Set(
    variables.filter(({ name }) => made.used.includes(name)).map((variable) => variable.doc),
  )
  const hives = [...defining].flatMap((id) => titleOf(id) ?? [])
  return (
    <section className={styles.expansion} aria-label={EXPANSION.title}>
      {made.used.length > 0 && (
        <dl className={styles.readings}>
          <div>
            <dt>{EXPANSION.title}</dt>
            <dd>
              <VisibleText text={made.text} />
            </dd>
          </div>
        </dl>
      )}
      {hives.length > 0 && <Note kind="hint">{expandedFromText(hives)}</Note>}
      {made.unknown.length > 0 && (
        <Note kind="hint">{unknownVariablesText(made.unknown.slice(0, MOST_NAMES))}</Note>
      )}
    </section>
  )
}
