/** The clipboard: text for other programs, and HTML, which also carries what other pages of Propolis read. */

/** What is on the clipboard, or is to be. */
export interface ClipboardForms {
  readonly text: string
  /** null for plain text alone. */
  readonly html: string | null
}

/** Copies text; false when the browser refuses (plain http, no permission). */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyByCommand({ text, html: null })
  }
}

/** Copies both forms; false when the browser refuses. */
export async function writeClipboard(forms: ClipboardForms): Promise<boolean> {
  const { text, html } = forms
  if (html === null) return copyText(text)
  try {
    const blob = (type: string, content: string) => ({ [type]: new Blob([content], { type }) })
    const item = new ClipboardItem({ ...blob('text/plain', text), ...blob('text/html', html) })
    await navigator.clipboard.write([item])
    return true
  } catch {
    return copyByCommand(forms)
  }
}

/**
 * The fallback that needs no permission: select a hidden field and make the document copy it. The field is one to type
 * in, so that the event is not taken for the user's.
 */
function copyByCommand({ text, html }: ClipboardForms): boolean {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = html === null ? text : ' '
  field.readOnly = true
  field.className = 'sr-only'
  field.addEventListener('copy', (event) => {
    if (html === null || event.clipboardData === null) return
    event.preventDefault()
    event.clipboardData.setData('text/plain', text)
    event.clipboardData.setData('text/html', html)
  })
  document.body.append(field)
  field.select()
  const copied = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  return copied
}

/** Reads the clipboard; null when the browser does not allow it. A key press of Paste needs no such permission. */
export async function readClipboard(): Promise<ClipboardForms | null> {
  try {
    return await readItems(await navigator.clipboard.read())
  } catch {
    return readText()
  }
}

async function readText(): Promise<ClipboardForms | null> {
  try {
    return { text: await navigator.clipboard.readText(), html: null }
  } catch {
    return null
  }
}

async function readItems(items: readonly ClipboardItem[]): Promise<ClipboardForms> {
  const read = async (type: string) => {
    const item = items.find(({ types }) => types.includes(type))
    return item === undefined ? null : (await item.getType(type)).text()
  }
  return { text: (await read('text/plain')) ?? '', html: await read('text/html') }
}

/** What a paste event brings. */
export function formsOf(transfer: DataTransfer | null): ClipboardForms {
  const html = transfer?.getData('text/html') ?? ''
  return { text: transfer?.getData('text/plain') ?? '', html: html === '' ? null : html }
}
