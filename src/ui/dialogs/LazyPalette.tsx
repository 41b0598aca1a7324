import { type ComponentType, useEffect, useState } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { showError } from '../../state/notices.ts'

let loaded: ComponentType | null = null

async function load(): Promise<ComponentType> {
  const { Palette } = await import('./Palette.tsx')
  loaded = Palette
  return Palette
}

/** Fetches the palette ahead of its first use, so that it opens at once. */
export function preloadPalette(): void {
  // A failure is reported when the palette is opened.
  load().catch(() => {})
}

/** The command palette, loaded separately because the page does not need it to start. */
export function LazyPalette() {
  const [Palette, setPalette] = useState(() => loaded)
  useEffect(() => {
    if (loaded !== null) return
    load().then(
      (component) => setPalette(() => component),
      (error: unknown) => {
        closeDialog()
        showError(error)
      },
    )
  }, [])
  return Palette && <Palette />
}
