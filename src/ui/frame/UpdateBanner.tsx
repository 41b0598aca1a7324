import { useDocuments } from '../../state/documents.ts'
import { askUpdate, updateAfterSaving, useUpdate } from '../../state/updates.ts'
import { UPDATE } from '../../text/dialogs.ts'
import { Button } from '../common/Button.tsx'
import { Banner } from './Banner.tsx'

/** Offers a newer version of the page; while there are unsaved changes, to start it once they are saved. */
export function UpdateBanner() {
  const unsaved = useDocuments(({ docs }) => docs.some((doc) => doc.state.unsaved > 0))
  const isWaiting = useUpdate((state) => state.afterSaving)
  if (!unsaved) {
    return (
      <Banner kind="info" text={UPDATE.ready} detail="">
        <Button onClick={askUpdate}>{UPDATE.now}</Button>
      </Banner>
    )
  }
  return (
    <Banner kind="info" text={UPDATE.ready} detail={isWaiting ? UPDATE.waiting : ''}>
      <Button aria-pressed={isWaiting} onClick={() => updateAfterSaving(!isWaiting)}>
        {UPDATE.afterSaving}
      </Button>
    </Banner>
  )
}
