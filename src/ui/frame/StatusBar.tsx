import { zoneName } from '../../bytes/filetime.ts'
import { isOutdated } from '../../state/checks.ts'
import { type Doc, useDocument, useDocuments } from '../../state/documents.ts'
import { useEnvironment } from '../../state/environment.ts'
import { goToPanelTab } from '../../state/goToPanel.ts'
import { useSelectionSize } from '../../state/selection.ts'
import { setTimes, useSettings } from '../../state/settings.ts'
import { useKeyDetails } from '../../state/tree.ts'
import {
  checkingText,
  countsText,
  kindText,
  problemsText,
  STATUS,
  sizeText,
  timesText,
  unsavedText,
} from '../../text/page.ts'
import { selectedText } from '../../text/panes.ts'
import { appliedText, usedLogs } from '../../text/recovery.ts'
import type { DocId } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import styles from './StatusBar.module.css'

/** The status bar: the selection, the hive, unsaved changes, and whether the page works offline. */
export function StatusBar() {
  const doc = useDocument(useDocuments((state) => state.active))
  const offlineReady = useEnvironment((state) => state.offlineReady)
  return (
    <footer className={styles.bar}>
      {doc ? <DocumentStatus doc={doc} /> : <span>{STATUS.noHive}</span>}
      <span className={styles.grow} />
      {offlineReady && <span role="status">{STATUS.readyOffline}</span>}
      {doc && <Times />}
    </footer>
  )
}

/** The zone of all times on the page; a click changes it. */
function Times() {
  const zone = useSettings(({ times }) => times)
  const local = zone === 'local'
  return (
    <button
      type="button"
      className={cx(styles.extra, styles.link)}
      title={local ? STATUS.localTitle : STATUS.utcTitle}
      onClick={() => setTimes(local ? 'utc' : 'local')}
    >
      {timesText(zoneName(Date.now(), zone), { local })}
    </button>
  )
}

function DocumentStatus({ doc }: { readonly doc: Doc }) {
  const { info, state, check, checkProgress, saving } = doc
  const problems =
    check && problemsText(check.errors, check.warnings, { outdated: isOutdated(doc) })
  return (
    <>
      <Counts doc={info.doc} />
      <span className={styles.extra}>
        {kindText(info.kind)} · regf {info.version} · {sizeText(state.size)}
      </span>
      {info.access !== 'editable' && (
        <span className={styles.marked}>
          {info.access === 'locked' ? STATUS.locked : STATUS.readOnly}
        </span>
      )}
      {info.keepsTimes && <span className={styles.marked}>{STATUS.keepsTimes}</span>}
      {info.dirty && (info.access === 'editable' || info.access === 'locked') && (
        <span className={styles.marked}>{STATUS.logsNotApplied}</span>
      )}
      {info.recovery && <span>{appliedText(usedLogs(info.recovery.report))}</span>}
      {state.unsaved > 0 && (
        <button
          type="button"
          className={cx(styles.link, styles.unsaved)}
          onClick={() => goToPanelTab(info.doc, 'changes')}
        >
          {unsavedText(state.unsaved)}
        </button>
      )}
      {isDownloaded(doc) && <span>{STATUS.downloaded}</span>}
      {saving && <span>{STATUS.saving}</span>}
      {checkProgress > 0 && checkProgress < 1 && <span>{checkingText(checkProgress)}</span>}
      {problems && <span>{problems}</span>}
    </>
  )
}

/** Whether the hive as it is was only handed to the browser, which may not have kept it. */
function isDownloaded({ state, lastSave }: Doc): boolean {
  if (lastSave === null || state.unsaved > 0) return false
  const { way, report } = lastSave
  const isDownload = way === 'download' || way === 'download-refused'
  return isDownload && report.layout === 'kept' && report.state.revision === state.revision
}

function Counts({ doc }: { readonly doc: DocId }) {
  const details = useKeyDetails(doc)
  const selected = useSelectionSize(doc)
  return (
    <>
      {details && <span>{countsText(details.values, details.subkeys)}</span>}
      <span role="status" className={styles.selected}>
        {selected && selectedText(selected.count, selected.bytes)}
      </span>
    </>
  )
}
