import { useEffect, useState } from 'react'
import { isTextField } from '../../commands/place.ts'
import { useDialogs } from '../../state/dialogs.ts'
import { activeDocument, documentOf, titleOf } from '../../state/documents.ts'
import { bringsFiles, carriesFiles, openDropped } from '../../state/openFiles.ts'
import { hiveOf } from '../../state/places.ts'
import { DROP, dropImportText } from '../../text/page.ts'
import { keyOfItem } from '../drag/keyOfItem.ts'
import styles from './DropOverlay.module.css'
import { Hexagon } from './Hexagon.tsx'

/** Accepts files pasted or dropped anywhere, and shows so while they are over the window. */
export function DropOverlay() {
  /** What becomes of a text; empty where it is opened as a hive. null while no files are over the window. */
  const [over, setOver] = useState<string | null>(null)
  useEffect(() => {
    const isFiles = (event: DragEvent) => carriesFiles(event.dataTransfer)
    // If the page did not handle a drop, the browser would navigate to the file.
    const onDragOver = (event: DragEvent) => {
      event.preventDefault()
      if (!event.dataTransfer) return
      event.dataTransfer.dropEffect = isFiles(event) ? 'copy' : 'none'
      if (isFiles(event)) setOver(importText(event.target))
    }
    const onDragLeave = (event: DragEvent) => {
      // The event names the element that is entered next; there is none when the pointer leaves the
      // window.
      if (event.relatedTarget === null) setOver(null)
    }
    const onDrop = (event: DragEvent) => {
      event.preventDefault()
      setOver(null)
      if (!event.dataTransfer || !isFiles(event)) return
      const found = keyUnder(event.target)
      void openDropped(event.dataTransfer, found && { doc: found.doc, key: found.row.id })
    }
    const onPaste = (event: ClipboardEvent) => {
      const { clipboardData, target } = event
      if (clipboardData === null || isTextField(target) || useDialogs.getState().dialog) return
      if (!bringsFiles(clipboardData)) return
      event.preventDefault()
      void openDropped(clipboardData)
    }
    // Before the keys and values take the event for what they copied.
    window.addEventListener('paste', onPaste, { capture: true })
    window.addEventListener('dragenter', onDragOver)
    window.addEventListener('dragover', onDragOver)
    window.addEventListener('dragleave', onDragLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('paste', onPaste, { capture: true })
      window.removeEventListener('dragenter', onDragOver)
      window.removeEventListener('dragover', onDragOver)
      window.removeEventListener('dragleave', onDragLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  if (over === null) return null
  return (
    <div className={styles.overlay}>
      <div className={styles.card}>
        <Hexagon size={52} />
        <div>
          <b>{over === '' ? DROP.title : DROP.orImport}</b>
          <p>{DROP.hint}</p>
          {over !== '' && <p>{over}</p>}
        </div>
      </div>
    </div>
  )
}

function keyUnder(target: EventTarget | null): ReturnType<typeof keyOfItem> {
  return target instanceof Element ? keyOfItem(target) : null
}

/** What becomes of a .reg file that is dropped there; empty where it is opened as a hive, as others are. */
function importText(target: EventTarget | null): string {
  const key = keyUnder(target)
  const doc = key === null ? activeDocument() : documentOf(hiveOf(key.doc))
  if (doc?.info.access !== 'editable') return ''
  return dropImportText(titleOf(doc.info.doc), key?.row.name ?? null)
}
