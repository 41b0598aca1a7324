import { useEffect, useState } from 'react'
import { filetimeFromDate } from '../../bytes/filetime.ts'
import { checkNow, isOutdated } from '../../state/checks.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { type Doc, useDocument } from '../../state/documents.ts'
import { loadDigest } from '../../state/reads.ts'
import {
  contentsText,
  exactSizeText,
  sequenceText,
  HIVE_INFORMATION as WORDS,
} from '../../text/dialogs.ts'
import { checkingText, FRAME, kindText } from '../../text/page.ts'
import type { DocId, DocInfo } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { useTimeText } from '../common/useTimeText.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { Facts } from './Facts.tsx'
import { useHiveName } from './useHiveName.ts'

/** The contents of the hive's header, and the hash of the file as it was opened. */
export function HiveInformationDialog({ doc }: { readonly doc: DocId }) {
  const about = useHiveName(doc)
  const timeText = useTimeText()
  const entry = useDocument(doc)
  // undefined while it is computed, null where the browser cannot.
  const [digest, setDigest] = useState<string | null | undefined>(undefined)
  useEffect(() => {
    let wanted = true
    void loadDigest(doc).then((hash) => wanted && setDigest(hash))
    return () => {
      wanted = false
    }
  }, [doc])
  const outdated = entry !== undefined && isOutdated(entry)
  useEffect(() => {
    if (outdated) void checkNow(doc)
  }, [doc, outdated])
  if (!entry) return null
  return (
    <Dialog
      title={WORDS.title}
      about={about}
      onClose={closeDialog}
      reading
      actions={<Button onClick={closeDialog}>{FRAME.close}</Button>}
    >
      <Facts facts={factsOf(entry, digest, timeText)} />
    </Dialog>
  )
}

function stateOf({ dirty, recovery }: DocInfo): string {
  if (recovery !== null) return WORDS.recovered
  return dirty ? WORDS.dirty : WORDS.clean
}

/** The number of keys and values in the hive now. */
function contentsOf(doc: Doc): string {
  const { check, checkProgress } = doc
  if (check === null || isOutdated(doc)) return checkingText(checkProgress)
  return contentsText(check.keys, check.values)
}

function factsOf(doc: Doc, digest: string | null | undefined, timeText: (time: bigint) => string) {
  const { info, state } = doc
  return [
    { label: WORDS.file, value: <VisibleText text={info.name} /> },
    { label: WORDS.kind, value: kindText(info.kind) },
    { label: WORDS.prefix, value: info.prefix },
    { label: WORDS.version, value: info.version },
    { label: WORDS.size, value: exactSizeText(state.size) },
    ...(state.size === info.size
      ? []
      : [{ label: WORDS.sizeOpened, value: exactSizeText(info.size) }]),
    ...(info.modified === null
      ? []
      : [{ label: WORDS.modified, value: timeText(filetimeFromDate(info.modified)) }]),
    { label: WORDS.root, value: <VisibleText text={info.rootName} /> },
    { label: WORDS.contents, value: contentsOf(doc) },
    { label: WORDS.state, value: stateOf(info) },
    { label: WORDS.sequence, value: sequenceText(...info.sequence) },
    { label: WORDS.checksum, value: info.checksumValid ? WORDS.checksumOk : WORDS.checksumBad },
    { label: WORDS.saving, value: info.inPlace ? WORDS.inPlace : WORDS.download },
    {
      label: WORDS.sha256,
      value: digest === undefined ? WORDS.computing : (digest ?? WORDS.noDigest),
    },
  ]
}
