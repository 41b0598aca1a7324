/** Printing a text in place of the page. */

/** The class of the text, which is on paper only; the style sheet hides the rest of the page there. */
const PRINTED = 'printed'

/**
 * Prints a text. The page is as it was once the browser's dialog is closed.
 *
 * @param title - the title of the printed pages
 */
export function printText(text: string, title: string): void {
  const pages = document.createElement('pre')
  pages.className = PRINTED
  pages.textContent = text
  document.body.append(pages)
  const before = document.title
  document.title = title
  const restore = () => {
    pages.remove()
    document.title = before
  }
  window.addEventListener('afterprint', restore, { once: true })
  window.print()
}
