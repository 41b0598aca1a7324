/**
 * Reads what `writeJson` wrote, as changes of a hive. The text is read in pieces; what is kept of it are the names on
 * the way down to the current key and the table of descriptors. Members come in the order in which they are written:
 * the descriptors before the keys, and the facts about a key before its values and subkeys.
 */

import { upcase } from '../bytes/upcase.ts'
import type { Change } from '../edit/change.ts'
import { HiveError } from '../errors.ts'
import { FIXED_FLAGS, VIRTUAL_FLAGS } from '../regf/keyNode.ts'
import { KEY_FLAG, LIMIT } from '../regf/layout.ts'
import { encodeDescriptor } from '../security/descriptor.ts'
import { parseSddl } from '../security/parseSddl.ts'
import { JsonParts, type Read } from './JsonParts.ts'
import { type DataMembers, dataOf } from './jsonData.ts'
import { JSON_FORMAT, JSON_VERSION } from './jsonForm.ts'

const BRACE = 0x7b
/** Bytes that may come before the brace: white space, and a byte order mark, also that of UTF-16, which is refused later. */
const BEFORE_BRACE = new Set([0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x00, 0x20, 0x09, 0x0a, 0x0d])

/**
 * Checks whether a text may be JSON; .reg text never begins like it.
 *
 * @param head - the first bytes of the text
 * @returns true if it begins with a brace
 */
export function looksLikeJson(head: Uint8Array): boolean {
  return head.find((byte) => !BEFORE_BRACE.has(byte)) === BRACE
}

/**
 * What cannot be made by changes.
 *
 * - `flags`: flags of a value, and those of a key that no edit sets.
 * - `layer`: how a key affects the layers below.
 * - `missing`: the bytes of a value that could not be read when the text was written; the value is set without them.
 * - `same-name`: a key or value with the name of one before it, as only damaged hives have them. The first value is
 *   set, since Windows reads that one; what is in such
 *   keys goes into one, where what comes last is set.
 */
export interface NotRead {
  readonly path: readonly string[]
  /** The name of the value; undefined for a key. */
  readonly value?: string | undefined
  readonly what: 'flags' | 'layer' | 'missing' | 'same-name'
}

/** A change, or null to ask for the next piece of the text. */
type Step = Generator<Change | null, void>

const MOST_UINT32 = 0xffff_ffff
const NO_NAMES = new Set<string>()

/** A key that is being read. */
interface OpenKey {
  readonly isFirst: boolean
  /** The names of its parent, from the root down. */
  readonly parent: readonly string[]
  /** The names of the keys beside it that were read before, in upper case. */
  readonly siblings: Set<string>
  /** Its own path, once its name is known; that of the first key is known from the start. */
  path: readonly string[] | null
  name: string | null
  isEntered: boolean
  lastWrite: bigint | null
  /** KEY_FLAG bits; null while no member has said them. */
  flags: number | null
  /** The byte of user and virtualization flags. */
  userFlags: number
  hasSubkeys: boolean
  readonly members: Set<string>
  /** The number of its subkeys that were read; null outside of their list. */
  subkeys: number | null
  /** The names of those, in upper case; empty outside of their list. */
  names: Set<string>
}

export class JsonReader {
  readonly #json = new JsonParts()
  readonly #report: (notRead: NotRead) => void
  readonly #steps: Step
  readonly #descriptors: Uint8Array[] = []
  #path: readonly string[] = []

  /**
   * Starts before the text.
   *
   * @param report - called for what cannot be made by changes
   */
  constructor(report: (notRead: NotRead) => void) {
    this.#report = report
    this.#steps = this.#file()
  }

  /**
   * Reads the next piece of the text.
   *
   * @param bytes - the piece, which may be overwritten once its changes are read
   * @param isLast - whether the text ends with it
   * @returns the changes that it completes
   * @throws HiveError `bad-text` for what is not such text, and `bad-sddl`, with line and column
   */
  *read(bytes: Uint8Array, isLast: boolean): Generator<Change> {
    this.#json.add(bytes, isLast)
    for (;;) {
      const step = this.#steps.next()
      if (step.done === true || step.value === null) return
      yield step.value
    }
  }

  *#file(): Step {
    yield* this.#json.expect('{')
    const members = new Set<string>()
    while (yield* this.#json.hasMember(members)) {
      const name = yield* this.#json.memberName(members)
      if (name === 'root') yield* this.#root(members)
      else yield* this.#header(name)
    }
    if (!members.has('root')) throw this.#json.fault('there is no root')
    yield* this.#json.expect('end')
  }

  *#header(name: string): Read<void> {
    switch (name) {
      case 'format':
        if ((yield* this.#json.string()) !== JSON_FORMAT)
          throw this.#json.fault('this is another format')
        return
      case 'formatVersion':
        if ((yield* this.#json.integer(MOST_UINT32)) > JSON_VERSION) {
          throw this.#json.fault(
            `version ${JSON_VERSION} of the format is known, this is a later one`,
          )
        }
        return
      case 'path':
        return yield* this.#readPath()
      case 'security':
        return yield* this.#readDescriptors()
      case 'source':
        yield* this.#json.string()
        return
      case 'hive':
        return yield* this.#json.skip()
      default:
        throw this.#json.unknown(name)
    }
  }

  *#readPath(): Read<void> {
    const names: string[] = []
    yield* this.#json.expect('[')
    while (yield* this.#json.hasItem(names.length)) {
      yield* this.#json.expect('{')
      const members = new Set<string>()
      let own: string | null = null
      while (yield* this.#json.hasMember(members)) {
        const member = yield* this.#json.memberName(members)
        own = yield* this.#name(member, own)
      }
      if (own === null) throw this.#json.fault('a name is missing')
      names.push(own)
    }
    this.#path = names
  }

  /** A name in either form. Its UTF-16, where it is given, is exact. */
  *#name(member: string, known: string | null): Read<string> {
    if (member === 'nameUtf16') return yield* this.#json.utf16()
    if (member !== 'name') throw this.#json.unknown(member)
    const name = yield* this.#json.string()
    return known ?? name
  }

  *#readDescriptors(): Read<void> {
    yield* this.#json.expect('[')
    while (yield* this.#json.hasItem(this.#descriptors.length)) {
      yield* this.#json.expect('{')
      this.#descriptors.push(yield* this.#descriptor())
    }
  }

  /** A descriptor whose brace was read. Its bytes, where they are given, are exact. */
  *#descriptor(): Read<Uint8Array> {
    const members = new Set<string>()
    let found: Uint8Array | null = null
    while (yield* this.#json.hasMember(members)) {
      const name = yield* this.#json.memberName(members)
      if (name === 'hex') found = yield* this.#json.hex()
      else if (name === 'sddl') {
        const text = yield* this.#json.string()
        found ??= this.#parseSddl(text)
      } else throw this.#json.unknown(name)
    }
    if (found === null) throw this.#json.fault('a descriptor has neither sddl nor hex')
    return found
  }

  #parseSddl(text: string): Uint8Array {
    try {
      return encodeDescriptor(parseSddl(text))
    } catch (error) {
      if (!(error instanceof HiveError)) throw error
      const { line, column } = this.#json.fault('').detail
      throw new HiveError(error.code, error.message, { ...error.detail, line, column })
    }
  }

  *#root(members: ReadonlySet<string>): Step {
    if (!members.has('format') || !members.has('formatVersion')) {
      throw this.#json.fault('format and formatVersion come before root')
    }
    const token = yield* this.#json.token()
    if (token === 'null') return
    if (token !== '{') throw this.#json.fault('the root is an object or null')
    const open: OpenKey[] = [newKey([], new Set(), this.#path)]
    for (let key = open.at(-1); key !== undefined; key = open.at(-1)) {
      if (key.subkeys === null) yield* this.#nextMember(key, open)
      else yield* this.#nextSubkey(key, open)
    }
  }

  /** Reads a member of a key, up to its list of subkeys, or the end of the key. */
  *#nextMember(key: OpenKey, open: OpenKey[]): Step {
    if (!(yield* this.#json.hasMember(key.members))) {
      const path = yield* this.#enter(key)
      open.pop()
      if (key.flags !== null) yield this.#flags(key, path)
      if (key.lastWrite !== null)
        yield this.#change({ kind: 'set-last-write', path, time: key.lastWrite })
      return
    }
    const member = yield* this.#json.memberName(key.members)
    if (member === 'name' || member === 'nameUtf16') {
      key.name = yield* this.#name(member, key.name)
      return
    }
    const path = yield* this.#enter(key)
    switch (member) {
      case 'lastWrite':
        key.lastWrite = yield* this.#json.time()
        return
      case 'flags':
        // A link can have no other values, so its flags are set after them.
        key.flags = yield* this.#json.integer(0xffff)
        return
      case 'userFlags':
        key.userFlags = yield* this.#json.integer(0xff)
        // With the other flags they are set together.
        if (key.flags !== null) return
        if ((key.userFlags & ~(VIRTUAL_FLAGS << 4)) !== 0) this.#report({ path, what: 'flags' })
        yield this.#change({
          kind: 'set-virtual-flags',
          path,
          flags: (key.userFlags >>> 4) & VIRTUAL_FLAGS,
        })
        return
      case 'layer':
        yield* this.#json.integer(0xff)
        this.#report({ path, what: 'layer' })
        return
      case 'class': {
        const className = yield* this.#json.string()
        // The UTF-16 is exact, whichever comes first.
        if (key.members.has('classUtf16')) return
        yield this.#change({ kind: 'set-class', path, className })
        return
      }
      case 'classUtf16':
        yield this.#change({ kind: 'set-class', path, className: yield* this.#json.utf16() })
        return
      case 'security':
        yield this.#change({ kind: 'set-security', path, descriptor: yield* this.#security() })
        return
      case 'values':
        return yield* this.#values(path)
      case 'keys':
        yield* this.#json.expect('[')
        key.subkeys = 0
        key.names = new Set()
        return
      default:
        throw this.#json.unknown(member)
    }
  }

  /** All flags of a key whose members were read, but for those that no edit can set. */
  #flags(key: OpenKey, path: readonly string[]): Change {
    const kept = KEY_FLAG.COMP_NAME | (key.isFirst ? KEY_FLAG.HIVE_ENTRY : 0)
    const isLink = key.hasSubkeys ? KEY_FLAG.SYM_LINK : 0
    const flags = (key.flags ?? 0) & ~isLink
    if (flags !== key.flags || (flags & FIXED_FLAGS & ~kept) !== 0)
      this.#report({ path, what: 'flags' })
    return this.#change({ kind: 'set-flags', path, flags, userFlags: key.userFlags })
  }

  *#nextSubkey(key: OpenKey, open: OpenKey[]): Step {
    if (!(yield* this.#json.hasItem(key.subkeys ?? 0))) {
      key.subkeys = null
      key.names = NO_NAMES
      return
    }
    yield* this.#json.expect('{')
    key.subkeys = (key.subkeys ?? 0) + 1
    key.hasSubkeys = true
    open.push(newKey(key.path ?? [], key.names, null))
  }

  /** The path of a key. The key is created once everything that its name depends on was read. */
  *#enter(key: OpenKey): Generator<Change | null, readonly string[]> {
    if (key.path === null) {
      if (key.name === null) throw this.#json.fault('the name of a key comes first')
      if (key.parent.length === LIMIT.DEPTH) throw this.#json.fault('keys are nested too deeply')
      key.path = [...key.parent, key.name]
      const folded = upcase(key.name)
      if (key.siblings.has(folded)) this.#report({ path: key.path, what: 'same-name' })
      key.siblings.add(folded)
    }
    if (!key.isEntered && key.path.length > 0) {
      yield this.#change({ kind: 'create-key', path: key.path })
    }
    key.isEntered = true
    return key.path
  }

  *#values(path: readonly string[]): Step {
    yield* this.#json.expect('[')
    const names = new Set<string>()
    for (let count = 0; yield* this.#json.hasItem(count); count++) {
      yield* this.#json.expect('{')
      const change = yield* this.#value(path)
      const folded = upcase(change.name)
      if (names.has(folded)) this.#report({ path, value: change.name, what: 'same-name' })
      else yield change
      names.add(folded)
    }
  }

  *#value(path: readonly string[]): Read<Change & { readonly kind: 'set-value' }> {
    const { line } = this.#json
    const members = new Set<string>()
    const data: DataMembers = {}
    let name: string | null = null
    let type: number | null = null
    let flags = 0
    let missing = 0
    while (yield* this.#json.hasMember(members)) {
      const member = yield* this.#json.memberName(members)
      switch (member) {
        case 'name':
        case 'nameUtf16':
          name = yield* this.#name(member, name)
          break
        case 'type':
          type = yield* this.#json.integer(MOST_UINT32)
          break
        case 'flags':
          flags = yield* this.#json.integer(0xffff)
          break
        case 'missing':
          missing = yield* this.#json.integer(MOST_UINT32)
          break
        case 'text':
          data.text = yield* this.#json.string()
          break
        case 'strings':
          data.strings = yield* this.#json.strings()
          break
        case 'terminator':
          data.terminator = yield* this.#json.boolean()
          break
        case 'number':
          data.number = yield* this.#json.digits()
          break
        case 'hex':
          data.hex = yield* this.#json.hex()
          break
        default:
          throw this.#json.unknown(member)
      }
    }
    if (name === null) throw this.#json.fault('a value has no name')
    if (type === null) throw this.#json.fault('a value has no type')
    const bytes = dataOf(type, data)
    if (typeof bytes === 'string') throw this.#json.fault(bytes)
    if (flags !== 0) this.#report({ path, value: name, what: 'flags' })
    if (missing > 0) this.#report({ path, value: name, what: 'missing' })
    return { kind: 'set-value', path, name, type, data: bytes, line }
  }

  *#security(): Read<Uint8Array> {
    const token = yield* this.#json.token()
    if (token === '{') return yield* this.#descriptor()
    if (token !== 'number')
      throw this.#json.fault('security is a number of the table, or an object')
    const found = this.#descriptors[this.#json.toInteger(MOST_UINT32)]
    if (found === undefined)
      throw this.#json.fault('there is no such descriptor in the table before it')
    return found
  }

  #change(change: Change): Change {
    return { ...change, line: this.#json.line }
  }
}

function newKey(
  parent: readonly string[],
  siblings: Set<string>,
  path: readonly string[] | null,
): OpenKey {
  return {
    isFirst: path !== null,
    parent,
    siblings,
    path,
    name: null,
    isEntered: false,
    lastWrite: null,
    flags: null,
    userFlags: 0,
    hasSubkeys: false,
    members: new Set(),
    subkeys: null,
    names: NO_NAMES,
  }
}
