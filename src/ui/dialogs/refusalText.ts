import { HiveError } from '../../errors.ts'
import { errorText } from '../../text/errors.ts'

/** Why an edit was refused and what to do, for a dialog that stays open. */
export function refusalText(error: unknown): string {
  const { text, detail } =
    error instanceof HiveError
      ? errorText(error.code, error.detail)
      : errorText('internal', { actual: String(error) })
  return `${text} ${detail}`
}
