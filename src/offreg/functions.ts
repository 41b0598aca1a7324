/**
 * The functions of Windows' offline registry library under their own names, each a thin layer over the
 * classes. Instead of filling out parameters they return an answer, told apart by `status`; instead of
 * buffers there are optional capacities. README.md beside this file has an example of each
 * (offreg-api 3).
 *
 * Every function answers 6 for a handle that is closed, of a closed hive, or none, and 1018 for the
 * handle of a key that was deleted through another one.
 */

export * from './functions/attributes.ts'
export type { HiveFiles, HivePlace, OpenFile } from './functions/files.ts'
export type { ORHKEY, Settings } from './functions/handles.ts'
export * from './functions/hives.ts'
export * from './functions/keys.ts'
export * from './functions/saving.ts'
export * from './functions/values.ts'
