import { spellShownPath } from '../../bytes/spelling.ts'
import { runCommand } from '../../commands/dispatch.ts'
import { commandOf } from '../../commands/registry.ts'
import { deletedViews } from '../../state/deleted.ts'
import {
  DELETED,
  deletedName,
  evidenceTexts,
  leftBytesText,
  leftOfText,
  SURE_TEXT,
} from '../../text/deletedItems.ts'
import { hexOffset } from '../../text/findings.ts'
import { PENDING } from '../../text/pending.ts'
import { previewValue } from '../../values/preview.ts'
import { typeName } from '../../values/valueType.ts'
import type { DeletedDetails, DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { useTimeText } from '../common/useTimeText.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { HexDump } from '../panels/HexDump.tsx'
import styles from './deleted.module.css'

/** Bytes of data that are shown as a dump; the technical view shows all. */
const MOST_SHOWN = 4096

/** What is left of the focused record, what it was a part of, and the evidence. */
export function DeletedPreview({ doc }: { readonly doc: DocId }) {
  const { details } = deletedViews.useView(doc)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className={styles.preview} aria-label={DELETED.preview} tabIndex={0}>
      {details && <Record details={details} />}
    </section>
  )
}

function Record({ details }: { readonly details: DeletedDetails }) {
  const { kind, fullPath, pathWhole, confidence, type, size, left, lastWrite } = details
  const { at, values, subkeys, bytes, data } = details
  const timeText = useTimeText()
  const columns = DELETED.columns
  const path = `${pathWhole ? '' : '…\\'}${spellShownPath(fullPath)}` || PENDING.root
  return (
    <>
      <h3>
        <VisibleText text={deletedName({ kind, name: details.fullName })} />
      </h3>
      <div className={styles.buttons}>
        <Button look="primary" onClick={() => runCommand(commandOf('edit.restoreDeleted'))}>
          {DELETED.restore}
        </Button>
        <Button onClick={() => runCommand(commandOf('view.deletedCell'))}>{DELETED.show}</Button>
      </div>
      <dl>
        <dt>{DELETED.path}</dt>
        <dd>
          <VisibleText text={path} />
        </dd>
        {type !== null && (
          <>
            <dt>{columns.type}</dt>
            <dd>{typeName(type)}</dd>
            <dt>{columns.data}</dt>
            <dd>
              {leftBytesText(left, size)}
              {left > 0 && (
                <p className={styles.value} dir="auto">
                  <VisibleText text={previewValue(type, size, data).text} />
                </p>
              )}
            </dd>
          </>
        )}
        {lastWrite !== null && (
          <>
            <dt>{columns.time}</dt>
            <dd>{timeText(lastWrite)}</dd>
          </>
        )}
        {values && subkeys && (
          <>
            <dt>{DELETED.content}</dt>
            <dd>
              {leftOfText('value', values.found, values.had)},{' '}
              {leftOfText('subkey', subkeys.found, subkeys.had)}
            </dd>
          </>
        )}
        <dt>{columns.confidence}</dt>
        <dd>
          {SURE_TEXT[confidence]}
          <ul>
            {evidenceTexts(details).map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </dd>
        <dt>{columns.offset}</dt>
        <dd>{hexOffset(at)}</dd>
      </dl>
      {details.content.length > 0 && <Content details={details} />}
      {data.length > 0 && (
        <>
          <h4>{DELETED.data}</h4>
          <HexDump bytes={data.subarray(0, MOST_SHOWN)} />
        </>
      )}
      <h4>{DELETED.record}</h4>
      <HexDump bytes={bytes} />
    </>
  )
}

/** The values and subkeys of a deleted key that were found. */
function Content({ details }: { readonly details: DeletedDetails }) {
  const { content, contentTotal } = details
  return (
    <ul className={styles.content}>
      {content.map((row) => (
        <li key={row.at}>
          <span className={styles.muted}>{DELETED.kinds[row.kind]} </span>
          <VisibleText text={deletedName(row)} />
          {row.kind === 'value' && (
            <span className={styles.value} dir="auto">
              {' '}
              <VisibleText text={row.preview} />
            </span>
          )}
        </li>
      ))}
      {contentTotal > content.length && (
        <li className={styles.muted}>… {(contentTotal - content.length).toLocaleString('en')}</li>
      )}
    </ul>
  )
}
