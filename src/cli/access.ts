/** Permissions of output files: only users who can read all input files can read them. */

import { fchmodSync, fchownSync, fstatSync, type Stats } from 'node:fs'

/** The permissions of a file, and its group. */
export interface FileAccess {
  /** The nine permission bits. */
  readonly mode: number
  readonly group: number
}

const PERMISSIONS = 0o777
const READ = 0o444
const OWNER = 0o600
/** The permissions of a file made without input files, before the umask is applied. */
const FROM_NOTHING = 0o666

export function accessOf({ mode, gid }: Pick<Stats, 'mode' | 'gid'>): FileAccess {
  return { mode: mode & PERMISSIONS, group: gid }
}

/** The permissions to create a file with, as far as they do not depend on its group. */
export function firstMode(sources: readonly FileAccess[]): number {
  return sources.reduce((mode, source) => mode & source.mode, startOf(sources)) | OWNER
}

/**
 * Sets the permissions of a new file: those of the file it replaces, or else those that all its sources have; never
 * permission to read that one of the sources does not give. A file system without permissions is left alone.
 *
 * @param file - as `firstMode` made it
 * @param replaced - the file that is replaced; null if there is none
 */
export function settleAccess(
  file: number,
  sources: readonly FileAccess[],
  replaced: FileAccess | null,
): void {
  if (replaced !== null) keepGroup(file, replaced.group)
  const made = accessOf(fstatSync(file))
  const shared = sources.reduce(
    (mode, source) => mode & modeFor(source, made.group),
    startOf(sources),
  )
  const wanted =
    replaced === null ? made.mode & shared : modeFor(replaced, made.group) & ~(READ & ~shared)
  const mode = replaced === null ? wanted | OWNER : wanted | (replaced.mode & OWNER)
  if (mode !== made.mode) tolerant(() => fchmodSync(file, mode))
}

function startOf(sources: readonly FileAccess[]): number {
  return sources.length === 0 ? FROM_NOTHING : PERMISSIONS
}

/** The equivalent permissions in a file of another group: its members count as others there, and vice versa. */
function modeFor({ mode, group }: FileAccess, to: number): number {
  if (group === to) return mode
  const others = mode & 7
  return (mode & 0o700) | (others << 3) | (others & (mode >>> 3))
}

/** Only root and members of a group can give a file to it. */
function keepGroup(file: number, group: number): void {
  const { uid, gid } = fstatSync(file)
  if (gid !== group) tolerant(() => fchownSync(file, uid, group))
}

const TOLERATED = new Set(['EPERM', 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'])

function tolerant(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && TOLERATED.has(String(error.code))))
      throw error
  }
}
