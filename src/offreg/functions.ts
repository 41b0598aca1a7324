/**
 * The functions of Windows' offline registry library under their own names, each a thin layer over the
 * classes. They return an answer with a `status` instead of filling out parameters, and take optional capacities
 * instead of buffers. README.md in this folder has an example of each (offreg-api 3).
 *
 * Every function answers 6 for a handle that is closed, belongs to a closed hive, or is not a handle, and 1018 for
 * the handle of a key that was deleted through another one.
 */

export * from './functions/attributes.ts'
export type { HiveFiles, HivePlace, OpenFile } from './functions/files.ts'
export type { ORHKEY, Settings } from './functions/handles.ts'
export * from './functions/hives.ts'
export * from './functions/keys.ts'
export * from './functions/saving.ts'
export * from './functions/values.ts'
