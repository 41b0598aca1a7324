import { useState } from 'react'
import { runCommand } from '../../commands/dispatch.ts'
import { commandOf } from '../../commands/registry.ts'
import { openDialog } from '../../state/dialogs.ts'
import { allowEditing, type Doc, useDocument, useDocuments } from '../../state/documents.ts'
import { reloadPage, useEnvironment } from '../../state/environment.ts'
import { useLogs } from '../../state/logs.ts'
import { showError } from '../../state/notices.ts'
import { CONVERT } from '../../text/convert.ts'
import { ACCESS_TEXT, BANNER, FRAME, findingsText, SALVAGE_OFFER } from '../../text/page.ts'
import { dirtyBannerText, neededBannerText, RECOVERY, usedLogs } from '../../text/recovery.ts'
import type { DocId, DocInfo } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Lazy } from '../common/lazyPart.tsx'
import { updatePart } from '../parts.ts'
import { Banner } from './Banner.tsx'

/** Banners for lasting states: a dead engine, a read-only hive, damage, a newer version. */
export function Banners() {
  const { active, stopped, startAgain } = useDocuments()
  const doc = useDocument(active)
  const isOutdated = useEnvironment((state) => state.startUpdate !== null)
  return (
    // The region exists before its content, so that screen readers announce a new banner.
    <section aria-label={FRAME.about} aria-live="polite">
      {stopped && (
        <Banner kind="error" text={BANNER.stopped} detail={BANNER.stoppedDetail}>
          {startAgain && <Button onClick={startAgain}>{BANNER.startAgain}</Button>}
          <Button onClick={reloadPage}>{BANNER.reload}</Button>
        </Banner>
      )}
      {isOutdated && <Lazy part={updatePart} props={{}} fail={showError} />}
      {doc && !stopped && <DocumentBanners key={doc.info.doc} doc={doc} />}
    </section>
  )
}

/** Documents whose damage banner the user has dismissed. */
const dismissed = new Set<DocId>()

function DocumentBanners({ doc }: { readonly doc: Doc }) {
  const { info, check } = doc
  const [hidden, setHidden] = useState(dismissed.has(info.doc))
  const hide = () => {
    dismissed.add(info.doc)
    setHidden(true)
  }
  return (
    <>
      <AccessBanner info={info} />
      {check && check.errors > 0 && !hidden && (
        <Banner
          kind="warning"
          text={findingsText(check.errors, { editable: info.access === 'editable' })}
          detail={SALVAGE_OFFER.detail}
          onDismiss={hide}
        >
          <Button onClick={() => runCommand(commandOf('tools.salvage'))}>
            {SALVAGE_OFFER.label}
          </Button>
          <Button onClick={() => runCommand(commandOf('tools.check'))}>
            {BANNER.showProblems}
          </Button>
        </Banner>
      )}
    </>
  )
}

/** Says why the hive is read-only, and whether it differs from its file. */
function AccessBanner({ info }: { readonly info: DocInfo }) {
  const { doc, access, dirty, logs, recovery } = info
  const report = useLogs(({ views }) => views[doc]?.report ?? null)
  if (recovery?.needed) {
    return (
      <Banner kind="warning" {...neededBannerText(usedLogs(recovery.report))}>
        <Button onClick={() => openDialog({ type: 'logs', doc })}>{RECOVERY.details}</Button>
      </Banner>
    )
  }
  // The toolbar, the tab and the status bar already show that a hive is locked.
  if (access === 'editable' || access === 'locked') return null
  const review = (
    <Button look="primary" onClick={() => openDialog({ type: 'logs', doc })}>
      {report !== null && report.effect === null ? RECOVERY.why : RECOVERY.review}
    </Button>
  )
  if (access !== 'dirty') {
    return (
      <Banner kind="warning" {...ACCESS_TEXT[access]}>
        {dirty && logs.length > 0 && review}
        {access !== 'old-version' && (
          <Button onClick={() => runCommand(commandOf('tools.salvage'))}>
            {SALVAGE_OFFER.label}
          </Button>
        )}
        {access === 'old-version' && (
          <Button onClick={() => runCommand(commandOf('tools.convert'))}>{CONVERT.offer}</Button>
        )}
      </Banner>
    )
  }
  return (
    <Banner kind="warning" {...dirtyBannerText(logs, report)}>
      <Button onClick={() => void allowEditing(doc)}>{RECOVERY.editWithout}</Button>
      {logs.length === 0 ? (
        <Button onClick={() => runCommand(commandOf('file.open'))}>{RECOVERY.open}</Button>
      ) : (
        review
      )}
    </Banner>
  )
}
