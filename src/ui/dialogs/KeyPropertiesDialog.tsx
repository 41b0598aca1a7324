import { useEffect, useState } from 'react'
import { registryPath } from '../../state/copying.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { documentOf } from '../../state/documents.ts'
import { loadKeyDetails } from '../../state/reads.ts'
import { hexText, KEY_PROPERTIES, keyFlagsText } from '../../text/dialogs.ts'
import { bytesLength, keyName } from '../../text/edits.ts'
import { FRAME } from '../../text/page.ts'
import { layerText } from '../../text/panes.ts'
import type { DocId, KeyDetails, KeyId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { useTimeText } from '../common/useTimeText.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { WholeText } from '../common/WholeText.tsx'
import { Facts } from './Facts.tsx'
import { useHiveName } from './useHiveName.ts'

interface KeyPropertiesDialogProps {
  readonly doc: DocId
  readonly keyId: KeyId
}

/** The contents of a key's record: class, flags, times, counts and the position of its cell. */
export function KeyPropertiesDialog({ doc, keyId }: KeyPropertiesDialogProps) {
  const about = useHiveName(doc)
  const [details, setDetails] = useState<KeyDetails | null>(null)
  const timeText = useTimeText()
  const prefix = documentOf(doc)?.info.prefix ?? ''
  useEffect(() => {
    let wanted = true
    void loadKeyDetails(doc, keyId).then((loaded) => {
      if (!wanted) return
      if (loaded) setDetails(loaded)
      else closeDialog()
    })
    return () => {
      wanted = false
    }
  }, [doc, keyId])
  return (
    <Dialog
      title={KEY_PROPERTIES.title}
      about={about}
      onClose={closeDialog}
      reading
      actions={<Button onClick={closeDialog}>{FRAME.close}</Button>}
    >
      {details ? (
        <Facts facts={factsOf(details, prefix, timeText)} />
      ) : (
        <p>{KEY_PROPERTIES.loading}</p>
      )}
    </Dialog>
  )
}

function factsOf(details: KeyDetails, prefix: string, timeText: (time: bigint) => string) {
  const { className } = details
  return [
    { label: KEY_PROPERTIES.name, value: <VisibleText text={keyName(details.name)} /> },
    {
      label: KEY_PROPERTIES.path,
      value: <VisibleText text={registryPath(prefix, details.path)} />,
    },
    {
      label: KEY_PROPERTIES.className,
      value: className === null ? KEY_PROPERTIES.noClass : <WholeText text={className} />,
    },
    { label: KEY_PROPERTIES.lastWrite, value: timeText(details.lastWrite) },
    { label: KEY_PROPERTIES.values, value: details.values.toLocaleString('en') },
    { label: KEY_PROPERTIES.subkeys, value: details.subkeys.toLocaleString('en') },
    { label: KEY_PROPERTIES.flags, value: keyFlagsText(details.flags) },
    {
      label: KEY_PROPERTIES.link,
      value: details.link ? KEY_PROPERTIES.linkYes : KEY_PROPERTIES.linkNo,
    },
    ...(details.layer ? [{ label: KEY_PROPERTIES.layer, value: layerText(details.layer) }] : []),
    { label: KEY_PROPERTIES.descriptor, value: bytesLength(details.descriptorSize) },
    { label: KEY_PROPERTIES.cell, value: hexText(details.cell, 8) },
  ]
}
