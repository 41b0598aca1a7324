import { readFileSync } from 'node:fs'
import { createEngine } from '../src/worker/engine.ts'
import { checkReport, difference, dumpLines, hivexmlLines, onDisk, orchard } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

const PREFIX = 'HKEY_LOCAL_MACHINE\\orchard'

/** The rows of a list in the bottom panel, as the texts of their cells. */
function rows(app: PageDriver, list: 'Changes' | 'History'): Promise<string[]> {
  return app.page
    .getByRole('grid', { name: list })
    .getByRole('row')
    .evaluateAll((all) =>
      all
        .slice(1)
        .map((row) => [...row.children].map((cell) => cell.textContent?.trim()).join(' | ')),
    )
}

/** Changes a number, deletes a value and adds a key. */
async function makeChanges(app: PageDriver): Promise<void> {
  await app.goTo('Fruit')
  await app.openEditor('Count')
  await app.submit('7')
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  await app.selectValue('Text')
  await app.press('Delete')
  await app.goTo('Trees')
  await app.press('F7')
  await app.type('Plum')
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Plum' })
}

const CHANGES = [
  expect.stringMatching(/^Changed \| Fruit \| Count \| 0x\w+ \(\d+\) \| 0x00000007 \(7\)$/),
  expect.stringMatching(/^Removed \| Fruit \| Text \| REG_SZ .* \| $/),
  'Added | Trees\\Plum | (key) |  | 1 key, 0 values',
]

test('a rename is taken back after other edits by going to a step of the history', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Shed')
  await app.press('F2')
  await app.type('Barn')
  await app.press('Enter')
  await app.goTo('Fruit')
  for (let edit = 0; edit < 3; edit++) {
    await app.openEditor('Count')
    await app.submit(String(edit + 1))
    await expect(app.page.getByRole('dialog')).toHaveCount(0)
  }
  await app.menu('View', 'History Panel')
  const grid = app.page.getByRole('grid', { name: 'History' })
  await expect
    .poll(() => rows(app, 'History'))
    .toEqual([
      'Edit Count | Now | Fruit',
      'Edit Count |  | Fruit',
      'Edit Count |  | Fruit',
      'Rename key “Shed” to “Barn” |  | Barn',
      'Opened | Saved | ',
    ])
  await grid.focus()
  await app.press('End', 'Enter')
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('Undone: 4 steps')])
  await expect.poll(() => app.focused()).toBe('grid History')
  await expect
    .poll(async () => (await app.keys()).map(({ name }) => name))
    .toEqual(['ROOT', 'Fruit', 'Shed', 'Trees'])
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  await grid.getByRole('row', { name: 'Rename key “Shed” to “Barn”' }).click()
  await expect
    .poll(async () => (await app.keys()).map(({ name }) => name))
    .toEqual(['ROOT', 'Barn', 'Fruit', 'Trees'])
})

test('what was changed is seen before saving, one change is reverted, and the rest is saved', async ({
  app,
}, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  await makeChanges(app)
  await app.page.getByRole('button', { name: '3 unsaved steps' }).click()
  await expect.poll(() => app.focused()).toBe('grid Changes')
  await expect.poll(() => rows(app, 'Changes')).toEqual(CHANGES)
  await app.press('End', 'ArrowUp', 'Delete')
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('Reverted Text')])
  await expect.poll(() => rows(app, 'Changes')).toEqual([CHANGES[0], CHANGES[2]])
  await expect.poll(() => app.focused()).toBe('grid Changes')
  await app.press('Home', 'Enter')
  await expect.poll(() => app.focused()).toBe('grid Values')
  await expect.poll(() => app.selectedValues()).toEqual(['Count'])
  const said = app.page.getByRole('row', { selected: true }).locator('[data-word]')
  await expect(said.first()).toHaveAttribute('data-word', /^was \d+$/)

  const saved = await app.save()
  await expect.poll(() => rows(app, 'Changes')).toEqual([])
  const lines = difference(dumpLines(path), dumpLines(saved.path))
  expect(lines.filter((line) => line.includes('Text'))).toEqual([])
  expect(lines.some((line) => line.startsWith('+ K') && line.includes('Plum'))).toBe(true)
  expect(checkReport(saved.path)).toBe('')
  const seen = hivexmlLines(saved.path)
  if (seen) expect(seen.some((line) => line.includes('Plum'))).toBe(true)
})

test('changes are exported as .reg, which makes them elsewhere, and as its inverse, which takes them back', async ({
  app,
}, info) => {
  const bytes = orchard()
  await app.open(onDisk(info, 'orchard.hiv', bytes))
  await makeChanges(app)
  await app.menu('View', 'Changes Panel')
  await expect.poll(() => rows(app, 'Changes')).toEqual(CHANGES)
  const texts: string[] = []
  for (const title of ['Export Changes as .reg', 'Export Inverse as .reg']) {
    await app.page.getByRole('button', { name: 'List and compare options' }).click()
    const download = app.page.waitForEvent('download')
    await app.page.getByRole('menuitem', { name: title }).click()
    texts.push(await (await download).path())
  }
  expect(texts).toHaveLength(2)
  const engine = createEngine(() => {})
  const file = new File([Uint8Array.from(bytes)], 'copy')
  const { doc } = await engine.open({ name: 'copy', file, handle: null, logs: [] })
  const compared = async () => {
    const request = { doc, base: 'original', attributes: [], moves: false } as const
    return (await engine.compare(request)).total
  }
  for (const [index, wanted] of [3, 0].entries()) {
    const text = new File([readFileSync(texts[index] ?? '')], 'changes.reg')
    const options = {
      prefix: await prefixIn(text),
      lenient: false,
      addNul: false,
      rules: null,
      codePage: null,
    }
    await engine.previewImport({ doc, text: { name: 'changes.reg', file: text, ...options } })
    await engine.applyImport({ doc })
    expect(await compared()).toBe(wanted)
  }
})

/** The path of the root in a .reg file of this hive. */
async function prefixIn(text: File): Promise<string> {
  const [, prefix] = /\[-?(.*?)\\(?:Fruit|Trees)/.exec(
    new TextDecoder('utf-16le').decode(await text.arrayBuffer()),
  ) ?? [null, PREFIX]
  return prefix ?? PREFIX
}
