import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { expectedDump, hasCorpus } from '../helpers/corpus.ts'
import { commandOf, editsOf } from '../helpers/corpusEdits.ts'
import { applyToDump, parseDump } from '../helpers/dumpTree.ts'
import { bytesOf, editableHives, inheritedIn } from './hives.ts'

/** For hives up to this size, every intermediate state is compared. */
const SMALL = 1 << 19

describe.skipIf(!hasCorpus)('a real hive edited and undone', () => {
  it.each(editableHives)('undoing all edits of %s restores every byte', (_, file) => {
    const bytes = bytesOf(file)
    const edited = Hive.open(bytesOf(file))
    const history = new History(edited)
    const tree = parseDump(expectedDump(file))
    const states: Uint8Array[] = []
    for (const edit of editsOf(tree)) {
      history.run(commandOf(edited, edit))
      applyToDump(tree, edit, '0', inheritedIn(edited))
      if (bytes.length <= SMALL) states.push(edited.image.bytesCopy(0, edited.image.length))
    }
    const after = edited.image.bytesCopy(0, edited.image.length)
    while (history.undo() !== null) {
      states.pop()
      const state = states.at(-1)
      if (state === undefined) continue
      expect(firstDifference(state, edited.image.bytesView(0, edited.image.length))).toBe(-1)
    }
    expect(history.unsaved).toBe(0)
    expect(firstDifference(bytes, edited.image.bytesView(0, edited.image.length))).toBe(-1)
    while (history.redo() !== null);
    expect(firstDifference(after, edited.image.bytesView(0, edited.image.length))).toBe(-1)
  })
})
