/** The option `--prefix`: the path in the registry that stands for the root of a hive file. */

import { basename } from 'node:path'
import { defaultPrefix, readPrefix } from '../regtext/prefix.ts'
import { CLI } from '../text/cli.ts'
import { type Arguments, usage } from './arguments.ts'

/**
 * The prefix for a hive file: the one that was given, or HKEY_LOCAL_MACHINE and the name of the file.
 *
 * @throws HiveError `usage`
 */
export function prefixOf({ values }: Arguments, path: string): string {
  const given = values.get('prefix')
  const text = given ?? defaultPrefix(basename(path))
  const prefix = readPrefix(text)
  if (prefix !== null) return prefix
  throw usage(given === undefined ? CLI.noPrefix(basename(path)) : CLI.badPrefix(given))
}
