import { useEffect, useRef } from 'react'
import { openInputFiles, registerFileInput } from '../../state/openFiles.ts'
import { FRAME } from '../../text/page.ts'

/** The file input, always there: for browsers without a picker that gives handles, and for programs. */
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
        // The same file may be chosen again.
        event.target.value = ''
        void openInputFiles(files)
      }}
    />
  )
}
