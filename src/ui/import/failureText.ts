import { HiveError } from '../../errors.ts'
import { errorText } from '../../text/errors.ts'
import { notReadText } from '../../text/importDialog.ts'

/** Why a file cannot be imported. */
export function failureText(error: unknown, where: string): string {
  const known = error instanceof HiveError
  if (known && error.code === 'bad-text') return notReadText(where, error.detail)
  const { text, detail } = errorText(known ? error.code : 'internal', {
    ...(known ? error.detail : { actual: String(error) }),
    where,
  })
  return `${text} ${detail}`
}
