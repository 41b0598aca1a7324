/** What can be wrong with a line of .reg text, so that Windows does not read it. */

/** Each is put into words in text/importing.ts. */
export type LineProblem =
  // The file.
  | 'no-header'
  | 'utf-16-without-mark'
  | 'utf-16-big-endian'
  | 'not-utf-8'
  | 'nul'
  // A line that is none of what there is.
  | 'junk'
  | 'junk-31'
  | 'too-long'
  // A key.
  | 'key-name-long'
  | 'root-deleted'
  | 'key-not-closed'
  | 'key-blank'
  | 'key-text-behind'
  | 'short-root'
  | 'unknown-root'
  | 'outside-prefix'
  | 'not-chosen'
  // A value, and its name.
  | 'no-key'
  | 'deleted-key'
  | 'skipped-key'
  | 'name-long'
  | 'name-not-closed'
  | 'name-escape'
  | 'no-equals'
  // Its data.
  | 'no-data'
  | 'unknown-data'
  | 'text-behind'
  | 'string-not-closed'
  | 'escape'
  | 'nul-escape'
  | 'dword'
  | 'hex-type'
  | 'hex-digit'
  | 'hex-empty'
  | 'hex-large'
  | 'hex-separator'
  | 'hex-not-continued'

/** A line that is not read, and why. Both numbers are counted from 1; the column in UTF-16 units. */
export interface SkippedLine {
  readonly line: number
  readonly column: number
  readonly problem: LineProblem
}

/** What is wrong, and where in the window. */
export interface Fault {
  readonly problem: LineProblem
  readonly at: number
}
