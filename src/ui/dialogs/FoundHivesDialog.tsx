import { useEffect, useRef } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import {
  chooseFound,
  type FoundHive,
  folderOf,
  forgetFound,
  nameOf,
  stopSearch,
  takeChosen,
  useFound,
} from '../../state/foundHives.ts'
import { openUnpacked } from '../../state/unpacking.ts'
import {
  FOUND,
  lookedText,
  moreHivesText,
  openChosenText,
  skippedText,
  sourcesText,
} from '../../text/foundHives.ts'
import { kindText, sizeText } from '../../text/page.ts'
import { Button } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { Dialog } from '../common/Dialog.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './FoundHivesDialog.module.css'
import { Warning } from './Warning.tsx'

/** The most hives that are listed. */
const LISTED = 1000

/** Lists the hives of archives and folders while they are searched, and opens the chosen ones. */
export function FoundHivesDialog() {
  const { sources, hives, chosen, looked, skipped, isSearching } = useFound()
  // The dialog may be closed by something else, which gives up what was found too.
  useEffect(() => forgetFound, [])
  const cancel = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The button that stops the search may have had the focus.
    if (!isSearching && document.activeElement === document.body) cancel.current?.focus()
  }, [isSearching])
  const open = () => {
    void openUnpacked(takeChosen())
    closeDialog()
  }
  const listed = hives.slice(0, LISTED)
  return (
    <Dialog
      title={FOUND.title}
      about={sourcesText(sources)}
      onClose={closeDialog}
      size="widest"
      initialFocus={cancel}
      keepOnOutsideClick
      actions={
        <>
          <Button ref={cancel} onClick={closeDialog}>
            {FOUND.cancel}
          </Button>
          <Button look="primary" disabled={chosen.size === 0 || isSearching} onClick={open}>
            {openChosenText(chosen.size)}
          </Button>
        </>
      }
    >
      <div className={styles.status}>
        <p role="status">{isSearching ? FOUND.searching : lookedText(looked, hives.length)}</p>
        {isSearching && (
          <>
            <progress aria-label={FOUND.searching} />
            <span className={styles.quiet}>{lookedText(looked, hives.length)}</span>
            <Button onClick={() => void stopSearch()}>{FOUND.stop}</Button>
          </>
        )}
      </div>
      {[...skipped].map(([reason, files]) => (
        <Warning key={reason}>{skippedText(reason, files)}</Warning>
      ))}
      {!isSearching && hives.length === 0 && <p>{FOUND.nothing}</p>}
      {listed.length > 0 && <HiveTable hives={listed} all={hives} chosen={chosen} />}
      {hives.length > LISTED && <p>{moreHivesText(hives.length - LISTED)}</p>}
      {hives.some(({ file }) => file.handle === null) && (
        <p className={styles.quiet}>{FOUND.archived}</p>
      )}
    </Dialog>
  )
}

interface TableProps {
  readonly hives: readonly FoundHive[]
  readonly all: readonly FoundHive[]
  readonly chosen: ReadonlySet<number>
}

function HiveTable({ hives, all, chosen }: TableProps) {
  const ids = all.map(({ id }) => id)
  return (
    <div className={styles.scroller}>
      <table className={styles.table} aria-label={FOUND.list}>
        <thead>
          <tr>
            <th scope="col">
              <label className={styles.choice}>
                <input
                  type="checkbox"
                  checked={chosen.size === ids.length}
                  onChange={({ target }) => chooseFound(ids, target.checked)}
                />
                {FOUND.all}
              </label>
            </th>
            <th scope="col">{FOUND.kind}</th>
            <th scope="col" className={styles.number}>
              {FOUND.size}
            </th>
            <th scope="col">{FOUND.state}</th>
            <th scope="col">{FOUND.logs}</th>
          </tr>
        </thead>
        <tbody>
          {hives.map((hive) => (
            <HiveRow key={hive.id} hive={hive} isChosen={chosen.has(hive.id)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function HiveRow({ hive, isChosen }: { readonly hive: FoundHive; readonly isChosen: boolean }) {
  const { id, file, kind, dirty, logs } = hive
  const folder = folderOf(file.path)
  return (
    <tr>
      <th scope="row">
        <label className={styles.choice}>
          <input
            type="checkbox"
            checked={isChosen}
            onChange={({ target }) => chooseFound([id], target.checked)}
          />
          <span className={styles.names}>
            <VisibleText text={nameOf(file.path)} />
            {folder !== '' && (
              <span className={styles.folder}>
                <VisibleText text={folder} />
              </span>
            )}
          </span>
        </label>
      </th>
      <td>{kindText(kind)}</td>
      <td className={styles.number}>{sizeText(file.size)}</td>
      <td className={cx(dirty && styles.dirty)}>{dirty ? FOUND.dirty : FOUND.clean}</td>
      <td>{logs.length === 0 ? FOUND.none : <LogNames ids={logs} />}</td>
    </tr>
  )
}

function LogNames({ ids }: { readonly ids: readonly number[] }) {
  const logs = useFound((state) => state.logs)
  const names = ids.map((id) => nameOf(logs.get(id)?.path ?? ''))
  return <VisibleText text={names.join(', ')} />
}
