import { useState } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import type { ShownText } from '../../state/shownText.ts'
import { reopenText } from '../../state/textFiles.ts'
import { importNotes, skippedText } from '../../text/importDialog.ts'
import { TEXT_FILE } from '../../text/textFiles.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Choices } from '../common/Choices.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { Note } from '../common/Field.tsx'
import { useHiveName } from '../dialogs/useHiveName.ts'
import { CodePageField } from './CodePageField.tsx'
import styles from './import.module.css'

interface TextSourceProps {
  readonly doc: DocId
  readonly text: ShownText
}

/** Stands for no root: each root of the text is a key. */
const EACH = ''

/** Shows how a text became a hive and what of it was not read, and opens it in another way. */
export function TextSourceDialog({ doc, text }: TextSourceProps) {
  const { source, rows } = text
  const about = useHiveName(doc)
  const before = source.root ?? EACH
  const [root, setRoot] = useState(before)
  const [codePage, setCodePage] = useState(text.codePage)
  const isOther = root !== before || codePage !== text.codePage
  const lines = source.skipped + source.unlisted
  return (
    <Dialog
      title={TEXT_FILE.title}
      about={about}
      onClose={closeDialog}
      size="wide"
      actions={
        <>
          <Button onClick={closeDialog}>{TEXT_FILE.close}</Button>
          <Button
            look="primary"
            disabled={!isOther}
            onClick={() => {
              closeDialog()
              void reopenText(doc, { root: root === EACH ? null : root, codePage })
            }}
          >
            {TEXT_FILE.again}
          </Button>
        </>
      }
    >
      {source.roots.length > 0 && (
        <Choices
          legend={TEXT_FILE.root}
          choices={[
            ...source.roots.map(({ prefix, lines: count }) => ({
              ...{ value: prefix, label: TEXT_FILE.isRoot(prefix) },
              hint: TEXT_FILE.keys(count),
            })),
            { value: EACH, label: TEXT_FILE.each },
          ]}
          value={root}
          onChange={setRoot}
        />
      )}
      {(source.hasAnsi || text.codePage !== null) && (
        <CodePageField value={codePage} onChange={setCodePage} />
      )}
      {importNotes({ ...source, unlisted: 0 }).map((note) => (
        <Note key={note} kind="hint">
          {note}
        </Note>
      ))}
      {lines === 0 ? (
        <p>{TEXT_FILE.allRead}</p>
      ) : (
        <section className={styles.lines}>
          <h3>{TEXT_FILE.linesTitle}</h3>
          <ul>
            {rows.map((row) => (
              <li key={row.id}>{TEXT_FILE.line(row.line, skippedText(row))}</li>
            ))}
          </ul>
          {lines > rows.length && <p>{TEXT_FILE.more(lines - rows.length)}</p>}
        </section>
      )}
    </Dialog>
  )
}
