import type { Dialog } from '../../state/dialogs.ts'
import { documentOf, titleOf } from '../../state/documents.ts'
import { convert } from '../../state/edits.ts'
import { CONVERT, convertText } from '../../text/convert.ts'
import { Question } from '../common/Question.tsx'
import styles from './dialogs.module.css'
import { Warning } from './Warning.tsx'

type ConvertDialogState = Extract<Dialog, { type: 'convert' }>

/**
 * Offers to convert a hive of an early version, which is needed to edit it. The action that the
 * user was about to take follows.
 */
export function ConvertDialog({ dialog }: { readonly dialog: ConvertDialogState }) {
  const { doc, next } = dialog
  const info = documentOf(doc)?.info
  if (!info) return null
  const convertThen = async () => {
    if (await convert(doc)) next?.()
  }
  return (
    <Question
      title={CONVERT.title}
      cancel={CONVERT.cancel}
      focus="last"
      reading
      choices={[{ label: CONVERT.convert, act: convertThen, look: 'primary' }]}
    >
      <div className={styles.text}>
        <p>{convertText(titleOf(doc), info.version)}</p>
        {info.dirty && <Warning>{CONVERT.dirty}</Warning>}
        <h3>{CONVERT.changes}</h3>
        <ul className={styles.bullets}>
          {CONVERT.list.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
        <p>{CONVERT.stays}</p>
        <p>{CONVERT.later}</p>
      </div>
    </Question>
  )
}
