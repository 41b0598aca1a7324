/** The words of New Hive and Merge Hives. */

import type { MergedSource, MergePreview } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { exactSizeText } from './dialogs.ts'
import { markedText } from './visibleText.ts'

export const NEW_HIVE = {
  title: 'New Hive',
  file: 'File name',
  fileName: 'New.hiv',
  root: 'Name of the root key',
  rootName: 'ROOT',
  rootHint: 'Windows uses the path where the hive is loaded, not this name.',
  rootEmpty: 'The root key needs a name.',
  rootBackslash: 'The name of a key has no backslash.',
  rootTooLong: 'The name of a key has at most 255 characters.',
  create: 'Create',
  cancel: 'Cancel',
} as const

/** The most UTF-16 units of the name of a key. */
export const MOST_ROOT_NAME = 255

export const MERGE = {
  title: 'Merge Hives',
  lead: 'The hives are laid over each other in this order, into a new hive in a new tab. They stay as they are.',
  rules: 'What happens where they meet',
  rulesList: [
    'Keys and values of all of them are kept. A value in several has the type and data of the last one.',
    'A key in several has the class, permissions, virtualization flags and last write of the last one.',
    'Tombstones of a layered hive remove the key or value below them; a key that replaces its layers removes what they hold.',
    'A link takes the place of a key, and a key that of a link, with everything below it.',
    'The root key keeps the name that it has in the base. The result has no layers, and a version from 1.3 to 1.5.',
  ],
  list: 'Hives to merge',
  base: 'Base',
  up: 'Move up',
  down: 'Move down',
  remove: 'Remove',
  addFiles: 'Add Files…',
  files: 'Hive files to merge',
  addOpen: 'Add an open hive',
  choose: 'Choose a hive…',
  tooFew: 'Choose at least two hives.',
  result: 'The result',
  counts: 'Compared with the base',
  working: 'Merging…',
  name: 'File name',
  fileName: 'Merged.hiv',
  merge: 'Merge',
  cancel: 'Cancel',
} as const

/** The place of a hive in the order: the base, or what is laid over it. */
export function layerText(at: number): string {
  return at === 0 ? MERGE.base : `Overlay ${at}`
}

export function mergedText({ version, size, keys, values }: MergePreview): string {
  return `Version ${version}, ${exactSizeText(size)}: ${counted(keys, 'key')}, ${counted(values, 'value')}.`
}

/** What was found in one of the hives. */
export function sourceText({ name, version, keys, values }: MergedSource): string {
  return `${markedText(name)}, version ${version}: ${counted(keys, 'key')}, ${counted(values, 'value')}`
}

/** What a hive does not bring, and why. */
export function sourceWarnings(source: MergedSource): string[] {
  const { errors, dirty, used } = source
  const name = markedText(source.name)
  const warnings: string[] = []
  if (dirty) {
    warnings.push(
      `${name} was not closed cleanly. Changes in its transaction logs are not merged: open it with its logs first.`,
    )
  }
  if (errors > 0) {
    const lost = {
      keys: Math.max(0, source.keys - used.keys),
      values: Math.max(0, source.values - used.values),
    }
    warnings.push(
      `${name} has ${counted(errors, 'error')}. What cannot be read is left out: ${counted(lost.keys, 'key')} and ${counted(lost.values, 'value')} of those its check found.`,
    )
  }
  return warnings
}
