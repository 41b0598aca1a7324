import { useEffect, useRef } from 'react'
import { openInputFiles, registerFileInput } from '../../state/openFiles.ts'
import { FRAME } from '../../text/page.ts'

/**
 * The file input, which is always in the document: for browsers without a picker that gives
 * handles, and for scripts.
 */
export function FileInput() {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => registerFileInput(() => input.current?.click()), [])
  return (
    <input
      ref={input}
      type="file"
      multiple
      className="sr-only"
      aria-label={FRAME.openFiles}
      tabIndex={-1}
      onChange={(event) => {
        const files = [...(event.target.files ?? [])]
        // Cleared, so that choosing the same file again is a change.
        event.target.value = ''
        void openInputFiles(files)
      }}
    />
  )
}
