import { useEffect, useState } from 'react'
import { carriesFiles, openDropped } from '../../state/openFiles.ts'
import { DROP } from '../../text/page.ts'
import styles from './DropOverlay.module.css'
import { Hexagon } from './Hexagon.tsx'

/** Files may be dropped anywhere; while they are over the window, it says so. */
export function DropOverlay() {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const isFiles = (event: DragEvent) => carriesFiles(event.dataTransfer)
    // A drop the page does not take would make the browser leave it.
    const onDragOver = (event: DragEvent) => {
      event.preventDefault()
      if (!event.dataTransfer) return
      event.dataTransfer.dropEffect = isFiles(event) ? 'copy' : 'none'
      if (isFiles(event)) setOver(true)
    }
    const onDragLeave = (event: DragEvent) => {
      // Leaving for another element of the page says where to; leaving the window does not.
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      event.preventDefault()
      setOver(false)
      if (event.dataTransfer && isFiles(event)) void openDropped(event.dataTransfer)
    }
    window.addEventListener('dragenter', onDragOver)
    window.addEventListener('dragover', onDragOver)
    window.addEventListener('dragleave', onDragLeave)
    window.addEventListener('drop', onDrop)
    return () => {
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
