import { closeDialog } from '../../state/dialogs.ts'
import { showError } from '../../state/notices.ts'
import { Lazy, LazyPart } from '../common/lazyPart.tsx'

const palette = new LazyPart<object>(async () => (await import('./Palette.tsx')).Palette)

/** Fetches the palette ahead of its first use, so that it opens at once. */
export function preloadPalette(): void {
  palette.preload()
}

/** The command palette. */
export function LazyPalette() {
  const fail = (error: unknown) => {
    closeDialog()
    showError(error)
  }
  return <Lazy part={palette} props={{}} fail={fail} />
}
