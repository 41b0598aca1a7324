/** The journals of this engine, and those that others left behind. */

import { HiveError } from '../../errors.ts'
import type { KeptEdits, KeptList } from '../protocol.ts'
import {
  type ClaimedJournal,
  type JournalFolder,
  type JournalStorage,
  LOCK,
  type OpenJournal,
} from './JournalStorage.ts'
import { openLog } from './openLog.ts'
import { summarise } from './readLog.ts'

const DAY = 24 * 60 * 60 * 1000
/**
 * Edits that nobody has taken up for so long are removed, in milliseconds, but only so long after they were offered
 * first: the page may not have been opened before, or the clock may be wrong.
 */
const KEPT_FOR = 30 * DAY
const OFFERED_FOR = 7 * DAY
/** The newest steps that are listed. */
const LISTED = 100

export class Journals {
  /** Whether edits are kept of hives that are edited from now on. */
  isOn = true
  readonly #storage: JournalStorage | null
  readonly #now: () => number
  /** The ids of those that documents of this engine have open. */
  readonly #here = new Set<string>()
  /** The hives that were claimed here, and by how many of their documents. */
  readonly #hives = new Map<string, { count: number; lock: Promise<(() => void) | null> }>()

  /** @param storage - null to keep nothing */
  constructor(storage: JournalStorage | null, now = () => Date.now()) {
    this.#storage = storage
    this.#now = now
  }

  /** Whether anything can be kept. */
  get isPossible(): boolean {
    return this.#storage !== null
  }

  /**
   * Begins a journal.
   *
   * @param hive - by which other tabs recognise the hive
   * @throws DOMException when nothing can be kept
   */
  async create(hive: string): Promise<OpenJournal> {
    const storage = this.#storage
    if (storage === null) throw new DOMException('there is no storage', 'NotSupportedError')
    const id = crypto.randomUUID()
    // It is claimed before it can be listed, and removed, by another tab.
    const { claimHive, release } = await this.#claim(id)
    try {
      const isElsewhere = await claimHive(hive)
      const folder = await storage.folder(id)
      return { folder, log: await openLog(folder), isElsewhere, release }
    } catch (error) {
      release()
      await this.remove(id).catch(() => {})
      throw error
    }
  }

  /**
   * Claims a journal that was left behind, before it is read: no other tab can add to it or remove it meanwhile.
   *
   * @throws HiveError `journal-in-use`; `stale` when it is gone
   */
  async reopen(id: string): Promise<ClaimedJournal> {
    const claims = await this.#claim(id)
    try {
      const folder = (await this.#storage?.find(id)) ?? null
      if (folder === null) throw new HiveError('stale', 'the journal is gone')
      return { folder, ...claims }
    } catch (error) {
      claims.release()
      throw error
    }
  }

  async remove(id: string): Promise<void> {
    await this.#storage?.remove(id)
  }

  /** Removes journals that no tab has open. */
  async removeAll(ids: readonly string[] | null): Promise<void> {
    const storage = this.#storage
    if (storage === null) return
    const all = ids ?? (await storage.list())
    requireAll(await Promise.allSettled(all.map((id) => this.#removeUnused(storage, id))))
  }

  /** Removes a journal unless a tab has it open, or is about to. Returns whether it did. */
  async #removeUnused(storage: JournalStorage, id: string): Promise<boolean> {
    const release = await storage.claim(`${LOCK}${id}`)
    if (release === null) return false
    try {
      await storage.remove(id)
      return true
    } finally {
      release()
    }
  }

  /** Lists what is kept, and removes what is of no use any more. */
  async list(): Promise<KeptList> {
    const storage = this.#storage
    if (storage === null) return { kept: [], expired: [] }
    const ids = await storage.list().catch(browserError)
    // Asked for later: a journal is claimed before it can be listed.
    const open = await storage.open().catch(browserError)
    // Where the browser keeps nothing, there is nothing to list.
    if (ids instanceof DOMException || open instanceof DOMException) {
      return { kept: [], expired: [] }
    }
    const kept: KeptEdits[] = []
    const expired: KeptEdits[] = []
    for (const id of ids) {
      const isOpen = open.has(id) || this.#here.has(id)
      const use = isOpen ? (this.#here.has(id) ? 'here' : 'elsewhere') : null
      const one = await this.#read(id, use).catch(browserError)
      // It was removed meanwhile, or cannot be read now. It is looked at again the next time.
      if (one instanceof DOMException) continue
      const isOld = one !== null && one.until <= this.#now()
      const isOfUse = one !== null && !isOld && (one.unsaved > 0 || one.end === 'unreadable')
      if (one !== null && (isOpen || isOfUse)) kept.push(one)
      if (isOpen || isOfUse) continue
      // A tab that just ended may still hold its files; then it is removed the next time.
      const isRemoved = await this.#removeUnused(storage, id).catch(() => false)
      if (isRemoved && isOld && one.unsaved > 0) expired.push(one)
    }
    kept.sort((a, b) => b.last - a.last)
    return { kept, expired: expired.map(({ name, last }) => ({ name, last })) }
  }

  /** null if nothing was written yet. */
  async #read(id: string, use: KeptEdits['use']): Promise<KeptEdits | null> {
    const folder = (await this.#storage?.find(id)) ?? null
    if (folder === null) return null
    const log = await folder.readLog()
    if (log === null || log.size === 0) return null
    const [snapshot, copied] = await Promise.all([
      folder.readSnapshot('hive'),
      folder.readSnapshot('file'),
    ])
    const bytes = log.size + (snapshot?.size ?? 0) + (copied?.size ?? 0)
    try {
      const { summary, reader } = await summarise(log)
      const { start, last, steps, unsaved, hasSnapshot, digest } = summary
      if (start === null) return null
      const until = await this.#keptUntil(folder, log, use === null && unsaved > 0)
      const { name, size, head, at: since } = start
      const count = steps.length
      const listed = steps.slice(-LISTED)
      const needsFile = !hasSnapshot || snapshot?.size !== size
      const needsLogs = needsFile && start.recovery !== null
      const knowsFile = digest !== null
      const rest = { count, unsaved, end: reader.end, needsFile, needsLogs, knowsFile, use }
      return { id, name, size, head, bytes, since, last, until, steps: listed, ...rest }
    } catch (error) {
      if (!(error instanceof HiveError)) throw error
      const { lastModified: last } = log
      const until = await this.#keptUntil(folder, log, use === null)
      const unread = {
        name: '',
        size: 0,
        head: '',
        since: last,
        last,
        steps: [],
        count: 0,
        unsaved: 0,
      }
      return {
        id,
        bytes,
        until,
        ...unread,
        end: 'unreadable',
        needsFile: true,
        needsLogs: false,
        knowsFile: false,
        use,
      }
    }
  }

  /** Until when a journal is kept. `isOffered`: it is listed to be resumed. */
  async #keptUntil(folder: JournalFolder, log: File, isOffered: boolean): Promise<number> {
    const aged = log.lastModified + KEPT_FOR
    if (!isOffered) return aged
    // While that cannot be noted, it stays.
    const offered = await folder.offered().catch(() => this.#now())
    return Math.max(aged, offered + OFFERED_FOR)
  }

  async #claim(id: string): Promise<Omit<ClaimedJournal, 'folder'>> {
    const storage = this.#storage
    const own = (await storage?.claim(`${LOCK}${id}`)) ?? null
    if (own === null) throw inUse()
    this.#here.add(id)
    let shared: (() => void) | null = null
    return {
      claimHive: async (hive) => {
        shared = await this.#claimHive(hive)
        return shared === null
      },
      release: () => {
        this.#here.delete(id)
        own()
        shared?.()
      },
    }
  }

  /** Claims a hive, which may be open more than once here. Returns how to give that up; null if another tab has it. */
  async #claimHive(hive: string): Promise<(() => void) | null> {
    const claims = this.#hives
    const claim = claims.get(hive) ?? {
      count: 0,
      lock: Promise.resolve(this.#storage?.claim(`propolis hive ${hive}`) ?? null),
    }
    claim.count++
    claims.set(hive, claim)
    const lock = await claim.lock
    const release = () => {
      if (--claim.count > 0) return
      claims.delete(hive)
      lock?.()
    }
    if (lock !== null) return release
    release()
    return null
  }
}

/** Throws the first error of some jobs, all of which have ended. */
export function requireAll(jobs: readonly PromiseSettledResult<unknown>[]): void {
  for (const job of jobs) if (job.status === 'rejected') throw job.reason
}

function inUse(): HiveError {
  return new HiveError('journal-in-use', 'the journal is open in another tab')
}

/** The error of a browser that cannot read a file. Throws any other. */
function browserError(error: unknown): DOMException {
  if (error instanceof DOMException) return error
  throw error
}
