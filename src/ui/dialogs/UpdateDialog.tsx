import { useDocuments } from '../../state/documents.ts'
import { titlesOf } from '../../state/titles.ts'
import { applyUpdate } from '../../state/updates.ts'
import { UPDATE, updateText } from '../../text/dialogs.ts'
import { Question } from '../common/Question.tsx'

/** Asks before a newer version reloads the page, which closes the open hives. */
export function UpdateDialog() {
  const docs = useDocuments((state) => state.docs)
  return (
    <Question
      title={UPDATE.title}
      cancel={UPDATE.cancel}
      focus="cancel"
      choices={[{ label: UPDATE.apply, act: applyUpdate, look: 'primary' }]}
    >
      <p>{updateText([...titlesOf(docs).values()])}</p>
    </Question>
  )
}
