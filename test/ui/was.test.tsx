import { act, render, waitFor } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDocuments } from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { goToHit } from '../../src/state/navigation.ts'
import { saveDocument } from '../../src/state/saving.ts'
import { valueList } from '../../src/state/valueRows.ts'
import { ValueGrid } from '../../src/ui/grid/ValueGrid.tsx'
import { DetailsPane } from '../../src/ui/panels/DetailsPane.tsx'
import { KeyTree } from '../../src/ui/tree/KeyTree.tsx'
import type { DocId, KeyId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import { type PageEngine, stringData } from '../helpers/pageEngine.ts'

let engine: PageEngine
let doc: DocId
let alpha: KeyId

beforeEach(async () => {
  ;({ doc, engine } = await openPage({
    name: 'ROOT',
    subkeys: [
      {
        name: 'Alpha',
        values: [
          { name: 'Start', type: 4, data: Uint8Array.of(3, 0, 0, 0) },
          { name: 'Text', type: 1, data: stringData('a\u202eb') },
        ],
      },
    ],
  }))
  alpha = (await engine.resolvePath({ doc, text: 'Alpha' })).key
  render(
    <>
      <KeyTree doc={doc} />
      <ValueGrid doc={doc} />
      <DetailsPane doc={doc} />
    </>,
  )
  await act(() => goToHit(doc, { key: alpha, value: null }, false))
})

async function setValue(name: string, type: number, data: Uint8Array): Promise<void> {
  const { value } = await engine.resolvePath({ doc, text: `Alpha\\${name}` })
  await act(() => runEdit(doc, { kind: 'set-value', key: alpha, value: value ?? 0, type, data }))
}

/** The words beside the data of each row in the grid, and after the names in the tree. */
function words(role: 'row' | 'treeitem'): string[] {
  return [...document.querySelectorAll(`[role=${role}] [data-word]`)].map(
    (mark) => mark.getAttribute('data-word') ?? '',
  )
}

async function expectWords(inGrid: readonly string[], inTree: readonly string[]): Promise<void> {
  await waitFor(() => expect([words('row'), words('treeitem')]).toEqual([inGrid, inTree]))
}

describe('a changed value', () => {
  it('says in the grid what it was, its key is marked, and both end with undo', async () => {
    await setValue('Start', 4, Uint8Array.of(0, 0, 0, 0))
    await expectWords(['was 3'], ['changed'])
    const item = document.querySelector('[role=treeitem][aria-label=Alpha]')
    expect(item?.getAttribute('aria-description')).toContain('changed')
    const cell = [...document.querySelectorAll('[role=gridcell]')].find((one) =>
      one.querySelector('[data-word]'),
    )
    // The text of the cell is only the data.
    expect(cell?.textContent).toBe('0x00000000 (0)')
    await act(() => undo(doc))
    await expectWords([], [])
  })

  it('says which type it had, with hidden characters marked', async () => {
    await setValue('Text', 3, Uint8Array.of(1))
    await waitFor(() => expect(words('row')).toHaveLength(1))
    expect(words('row')[0]).toMatch(/^was REG_SZ a.+b$/)
    expect(words('row')[0]).not.toContain('\u202e')
  })

  it('and a new key and value are marked as new', async () => {
    const data = Uint8Array.of(1, 0, 0, 0)
    await act(() => runEdit(doc, { kind: 'create-value', key: alpha, name: 'New', type: 4, data }))
    await expectWords(['new'], ['changed'])
    const root = useDocuments.getState().docs[0]?.info.root ?? 0
    await act(() => runEdit(doc, { kind: 'create-key', parent: root, name: 'Beta' }))
    await waitFor(() => expect(words('treeitem')).toEqual(['changed', 'new']))
  })

  it('has its earlier data among its details', async () => {
    await setValue('Start', 4, Uint8Array.of(0, 0, 0, 0))
    await act(() => valueList(doc).focusAt(1))
    const fact = () =>
      [...document.querySelectorAll('dt')].find((term) => term.textContent === 'Was')
        ?.nextElementSibling?.textContent
    await waitFor(() => expect(fact()).toBe('0x00000003 (3)'))
    await setValue('Start', 3, Uint8Array.of(7))
    await waitFor(() => expect(fact()).toBe('REG_DWORD 0x00000003 (3)'))
  })

  it('is as any other once the hive was saved', async () => {
    await setValue('Start', 4, Uint8Array.of(0, 0, 0, 0))
    await expectWords(['was 3'], ['changed'])
    await act(() => saveDocument(doc))
    await expectWords([], [])
    await act(() => undo(doc))
    await expectWords(['was 0'], ['changed'])
  })
})
