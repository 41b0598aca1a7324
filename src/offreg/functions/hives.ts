/** ORCreateHive, OROpenHive, OROpenHiveByHandle, ORCloseHive, ORGetVersion, ORStart, ORShutdown. */

import { HiveError } from '../../errors.ts'
import { Hive } from '../Hive.ts'
import { mergeHives } from '../merge.ts'
import { WIN32 } from '../winError.ts'
import {
  answer,
  answerHandle,
  badArgument,
  type Done,
  type Failure,
  type Opened,
} from './answer.ts'
import { type HivePlace, type OpenFile, readOpenFile, readSource } from './files.ts'
import { OpenHive, type ORHKEY, openOf, type Settings } from './handles.ts'

/**
 * Creates a hive in memory with nothing but its root, which has the name `ROOT` and the default
 * descriptor.
 *
 * @param settings - how the hive behaves
 * @returns 0 with the handle of the root; 8 when there is no memory for it
 */
export function ORCreateHive(settings: Settings = {}): Opened {
  return answerHandle(() => {
    return { handle: new OpenHive(Hive.create(timeOf(settings)), settings).root }
  })
}

/**
 * Opens a hive for reading and changing in memory. The file is read completely, never written, and no longer
 * in use when this returns. Transaction logs are not looked for.
 *
 * The hive is checked, and nothing in it is repaired. Files that cannot be opened as a hive at all (outcome F of
 * regf-format 5.2) are 1017, and so is every damage (outcome D): a wrong checksum (6), a file that ends early
 * (8), damage in bins and cells (10 to 15), in keys and their lists (16 to 28), in values and their data (29 to
 * 34), in security cells and descriptors (35 to 37), an unusable reference count (second half of 38), and damage
 * in classes, links and tombstones (39 to 41). Sequence numbers that differ, a wrong reference count (38), and
 * everything in 5.3 are not damage: a hive that was not closed cleanly opens as it is, as was seen with a recent
 * library. There is one known difference: that library reads cells that are marked free but referred to, which
 * this one refuses (14), since an edit could allocate them. To read a damaged hive, use the class `Hive`. A hive
 * of version 1.0 or 1.1 is read-only: every change of it is 50, and it is saved as 1.3 or 1.5.
 *
 * @param source - the bytes, which are copied, or a place
 * @param settings - how the hive behaves
 * @returns 0 with the handle of the root; 2, 3, 5, 30 according to the files; 8; 87 for neither; 1009 for an empty
 *   file or one larger than a hive can be; 1017
 */
export function OROpenHive(source: Uint8Array | HivePlace, settings: Settings = {}): Opened {
  return openHive(() => readSource(source), settings)
}

/**
 * Opens a hive from an open file, from its start. The file stays the caller's and may be closed at
 * once. Windows has no documentation of this function.
 *
 * @param file - the file
 * @param settings - how the hive behaves
 * @returns the same as OROpenHive
 */
export function OROpenHiveByHandle(file: OpenFile, settings: Settings = {}): Opened {
  return openHive(() => readOpenFile(file), settings)
}

function timeOf({ clock }: Settings): { now?: bigint } {
  return clock === undefined ? {} : { now: clock() }
}

/** A damaged hive is not a registry file to the library, whatever our own code is. */
function openHive(read: () => Uint8Array<ArrayBuffer>, settings: Settings): Opened {
  const opened = answerHandle(() => ({ handle: new OpenHive(openStrictly(read()), settings).root }))
  if (opened.status !== WIN32.ERROR_REGISTRY_CORRUPT) return opened
  return { ...opened, status: WIN32.ERROR_NOT_REGISTRY_FILE }
}

/** @throws HiveError what `Hive.open` throws, `damaged` with the first error the check finds */
function openStrictly(bytes: Uint8Array<ArrayBuffer>): Hive {
  const hive = Hive.open(bytes)
  const error = hive.check().findings.find(({ severity }) => severity === 'error')
  if (error === undefined) return hive
  const { code: finding, offset, expected, actual } = error
  throw new HiveError('damaged', 'the hive is damaged', { offset, finding, expected, actual })
}

/**
 * Closes a hive without saving it. Open handles of its keys are closed with it.
 *
 * @param handle - handle of the root
 * @returns 0; 6 when it is closed already; 87 for the handle of a key that is not the root
 */
export function ORCloseHive(handle: ORHKEY): Done | Failure {
  return answer(() => {
    const { owner, isRoot } = openOf(handle)
    if (!isRoot) throw badArgument('a hive is closed with the handle of its root')
    owner.close()
    return { status: 0 }
  })
}

/**
 * Merges hives into a new one in memory: the base first, with later ones winning (merge.ts says
 * what that means for keys, values and tombstones). The hives stay open and are not changed; one
 * may be named twice. Windows has no documentation of this function.
 *
 * @param handles - handles of the roots
 * @param settings - how the new hive behaves
 * @returns 0 with the handle of the new root; 6; 8; 87 without a handle, or with one of another key
 */
export function ORMergeHives(handles: readonly ORHKEY[], settings: Settings = {}): Opened {
  return answerHandle(() => {
    if (!Array.isArray(handles)) throw badArgument('hives are given as a list of handles')
    const hives = handles.map((handle) => {
      const { hive, isRoot } = openOf(handle)
      if (!isRoot) throw badArgument('hives are merged with the handles of their roots')
      return hive
    })
    return { handle: new OpenHive(mergeHives(hives, timeOf(settings)), settings).root }
  })
}

/**
 * Returns the version of the library that this one reimplements: 1.0.
 *
 * @returns 0 with both numbers
 */
export function ORGetVersion(): Done & { readonly major: 1; readonly minor: 0 } {
  return { status: 0, major: 1, minor: 0 }
}

/**
 * Does nothing: there is nothing to start. The name is in the header of Windows, but not in its
 * library.
 *
 * @returns 0
 */
export function ORStart(): Done {
  return { status: 0 }
}

/**
 * Does nothing: there is nothing to shut down.
 *
 * @returns 0
 */
export function ORShutdown(): Done {
  return { status: 0 }
}
