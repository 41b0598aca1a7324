import { formatFiletime } from '../../bytes/filetime.ts'
import { useSettings } from '../../state/settings.ts'

/** Formats times (FILETIME) in the zone that the user chose, which is part of the text. */
export function useTimeText(): (time: bigint) => string {
  const zone = useSettings(({ times }) => times)
  return (time) => formatFiletime(time, zone)
}
