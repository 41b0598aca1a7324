import { useEffect, useState } from 'react'
import { isTextField } from '../../commands/place.ts'
import { useDialogs } from '../../state/dialogs.ts'
import { bringsFiles, carriesFiles, openDropped } from '../../state/openFiles.ts'
import { DROP } from '../../text/page.ts'
import { keyOfItem } from '../drag/keyOfItem.ts'
import styles from './DropOverlay.module.css'
import { Hexagon } from './Hexagon.tsx'

/** Accepts files pasted or dropped anywhere, and shows so while they are over the window. */
export function DropOverlay() {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const isFiles = (event: DragEvent) => carriesFiles(event.dataTransfer)
    // If the page did not handle a drop, the browser would navigate to the file.
    const onDragOver = (event: DragEvent) => {
      event.preventDefault()
      if (!event.dataTransfer) return
      event.dataTransfer.dropEffect = isFiles(event) ? 'copy' : 'none'
      if (isFiles(event)) setOver(true)
    }
    const onDragLeave = (event: DragEvent) => {
      // The event names the element that is entered next; there is none when the pointer leaves the
      // window.
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      event.preventDefault()
      setOver(false)
      if (!event.dataTransfer || !isFiles(event)) return
      const found = event.target instanceof Element ? keyOfItem(event.target) : null
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
  if (!over) return null
  return (
    <div className={styles.overlay}>
      <div className={styles.card}>
        <Hexagon size={52} />
        <div>
          <b>{DROP.title}</b>
          <p>{DROP.hint}</p>
        </div>
      </div>
    </div>
  )
}
