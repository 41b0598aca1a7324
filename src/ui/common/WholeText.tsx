import { copyPlainText } from '../../state/copying.ts'
import { FRAME } from '../../text/page.ts'
import { isCut } from '../../text/visibleText.ts'
import { Button } from './Button.tsx'
import { VisibleText } from './VisibleText.tsx'

/**
 * Untrusted text that nothing else on the page shows completely: the beginning of a long text, with
 * a button that shows all of it.
 */
export function WholeText({ text }: { readonly text: string }) {
  return (
    <>
      <VisibleText text={text} />
      {isCut(text) && (
        <>
          {' '}
          <Button look="quiet" onClick={() => void copyPlainText(text)}>
            {FRAME.copyWhole}
          </Button>
        </>
      )}
    </>
  )
}
