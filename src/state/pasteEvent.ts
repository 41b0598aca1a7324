/** What a paste event brings, without a question of the browser. */

export { type ClipboardForms, formsOf } from '../platform/clipboard.ts'
