import { Hive } from '../src/offreg/Hive.ts'
import { BASE, NK } from '../src/regf/layout.ts'
import { zipOf } from '../test/helpers/archives.ts'
import { corrupt } from '../test/helpers/corrupt.ts'
import { hiveOfEverything } from '../test/helpers/hives.ts'
import { dirty, entriesOf, newLog, someVersions } from '../test/helpers/logs.ts'
import { oldHive } from '../test/helpers/oldHive.ts'
import { expectSound, expectSoundInLight } from './axe.ts'
import { dropStored, writeStored } from './browserFiles.ts'
import { onDisk, orchard, otherOrchard } from './hives.ts'
import { expect, test } from './story.ts'

/** A text with a new key, lines that are not read, several roots, and a character that it does not say. */
const TEXT = `REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\orchard\\New]\r\n"\xe6"="x"\r\njunk\r\n[HKEY_USERS\\Y]\r\n`

const EDITED = ['Text', 'List', 'Count', 'Weight', 'Bytes']

// Text that is half faded in has half its contrast, so animations have to end first.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

test.describe('in every theme', () => {
  // A guard against hanging: to judge so many states takes minutes on a busy machine.
  test.describe.configure({ timeout: 600_000 })

  test('the first screen, open hives and overlays have no serious fault', async ({ app }, info) => {
    await expectSound(app, 'first screen')
    await app.open(onDisk(info, 'one.hiv', orchard()), onDisk(info, 'two.hiv', otherOrchard()))
    await app.goTo('Fruit')
    await app.selectValue('Bytes')
    await expect(app.page.getByRole('region', { name: 'Details' })).toContainText(/de ad be ef/i)
    await expectSound(app, 'a value selected')
    await app.page.getByRole('button', { name: 'List open hives' }).click()
    await expect(app.page.getByRole('menu', { name: 'Open hives' })).toBeVisible()
    await expectSound(app, 'the list of hives')
    await app.press('Escape')
    await expect(app.page.getByRole('menu')).toHaveCount(0)
    await app.menu('View', 'Side by Side')
    await expect(app.page.getByRole('tree')).toHaveCount(2)
    await expectSound(app, 'two hives side by side')
    await app.menu('View', 'Side by Side')
    await app.menu('Tools', 'Compare…')
    await expect(app.page.getByRole('dialog', { name: 'Compare' })).toBeVisible()
    await expectSound(app, 'comparing two hives')
    await expect.poll(() => app.focused()).toBe('button Compare')
    await app.press('Enter')
    await expect(app.page.getByRole('treegrid').getByRole('row')).toHaveCount(6)
    await app.press('F9')
    await expect(app.page.getByRole('region', { name: 'Both sides' })).toContainText('REG_SZ')
    await expectSound(app, 'the differences of two hives')
    await app.page.getByRole('button', { name: 'Close Differences' }).click()
    await app.goTo('Trees')
    await expect(app.page.getByRole('button', { name: 'New string value' })).toBeVisible()
    await expectSound(app, 'no values')

    await app.menu('View', 'Keys', 'Last Write Column')
    await app.focus('Keys')
    await app.press('/')
    await app.type('tree')
    await expect(app.page.getByText('1 key', { exact: true })).toBeVisible()
    await app.focus('Values')
    await app.press('/')
    await app.type('nothing')
    await expect(app.page.getByRole('button', { name: 'Show all values' })).toBeVisible()
    await expectSound(app, 'filters')
    await app.page.getByRole('button', { name: 'Show all values' }).click()
    await app.focus('Keys')
    await app.press('Escape', 'Alt+ArrowDown')
    await expect(app.page.getByRole('listbox', { name: 'Keys at this place' })).toBeVisible()
    await expectSound(app, 'keys beside a step')
    await app.press('Escape')

    await app.menu('Edit', 'New')
    await expect(app.page.getByRole('menuitem', { name: 'DWORD (32-bit) Value' })).toBeVisible()
    await expectSound(app, 'menu and submenu')
    await app.press('Escape', 'Escape')
    await expect(app.page.getByRole('menu')).toHaveCount(0)
    await app.press('F10', 'ArrowDown')
    await expect(app.page.getByRole('menuitem', { name: 'Open…' })).toBeFocused()
    await expectSound(app, 'an item with the focus')
    await app.press('Escape')
    await expect(app.page.getByRole('menu')).toHaveCount(0)
    await app.focus('Keys')
    await app.press('Shift+F10')
    await expect(app.page.getByRole('menu', { name: 'Key menu' })).toBeVisible()
    await expectSound(app, 'context menu')
    await app.press('Escape')
    await expect(app.page.getByRole('menu')).toHaveCount(0)

    await app.press('F2')
    await expect(app.page.getByRole('textbox', { name: 'Key name' })).toBeVisible()
    await app.type('fruit')
    await app.press('Enter')
    await expect(app.page.getByRole('alert')).toBeVisible()
    await expectSound(app, 'a name refused')
    await app.press('Escape', 'Delete')
    await expect.poll(() => app.news()).toHaveLength(1)
    await expectSound(app, 'news, unsaved')
    await app.menu('File', 'Close')
    await expect(app.page.getByRole('dialog')).toBeVisible()
    await expectSound(app, 'question')
  })

  test('editors and dialogs have no serious fault', async ({ app }, info) => {
    await app.open(onDisk(info, 'orchard.hiv', orchard()))
    await app.goTo('Fruit')
    for (const name of EDITED) {
      await app.openEditor(name)
      if (name !== 'Text') {
        // With an error shown, where there can be one.
        await app.page.getByRole('dialog').getByRole('textbox', { name: 'Value data' }).fill('z\n')
      }
      await expectSound(app, `editor of ${name}`)
      await app.press('Escape')
      await expect(app.page.getByRole('dialog')).toHaveCount(0)
    }
    for (const key of ['Control+k', 'F1', 'Alt+Enter']) {
      await app.press(key)
      await expect(app.page.getByRole('dialog')).toBeVisible()
      await expectSound(app, key)
      await app.press('Escape')
      await expect(app.page.getByRole('dialog')).toHaveCount(0)
    }
    const items = [
      ['File', 'New Hive…'],
      ['File', 'Save As…'],
      ['File', 'Merge Hives…'],
      ['Tools', 'Hive Information…'],
      ['Help', 'Privacy…'],
      ['Help', 'About Propolis'],
      ['Help', 'Licences…'],
      ['Favorites', 'Add to Favorites…'],
      ['Edit', 'New', 'Key Path…'],
      ['Favorites', 'Organize Favorites…'],
      ['Edit', 'New', 'Link…'],
      ['Edit', 'New', 'Value of Any Type…'],
      ['Edit', 'Change Type…'],
      ['File', 'Export…'],
      ['File', 'Print…'],
    ]
    for (const item of items) {
      await app.menu(...item)
      await expect(app.page.getByRole('dialog')).toBeVisible()
      await expectSound(app, item.join(' > '))
      await app.press('Escape')
      await expect(app.page.getByRole('dialog')).toHaveCount(0)
    }
  })

  test('permissions, imports and questions have no serious fault', async ({ app }, info) => {
    await app.open(onDisk(info, 'orchard.hiv', orchard()))
    await app.goTo('Fruit')
    await app.menu('Edit', 'Permissions…')
    const permissions = app.page.getByRole('dialog', { name: 'Permissions' })
    await permissions.getByRole('button', { name: 'Add…' }).click()
    await permissions.getByRole('textbox', { name: 'SDDL' }).fill('O:BAD:(A;CI;GA;;;BU)(D;;XX)')
    await expectSound(app, 'permissions, with an error')
    await permissions
      .getByRole('textbox', { name: 'SDDL' })
      .fill('O:BAD:(A;CI;GA;;;BU)(D;;KW;;;WD)')
    await permissions.getByRole('tab', { name: 'Advanced' }).click()
    await expectSound(app, 'entries of permissions, with warnings')
    await permissions.getByRole('tab', { name: 'Auditing' }).click()
    await permissions.getByRole('button', { name: 'Add…' }).click()
    await expectSound(app, 'auditing of permissions')
    await permissions.getByRole('tab', { name: 'Effective Access' }).click()
    await permissions.getByRole('combobox', { name: 'Group or user' }).fill('Users')
    await app.press('Enter')
    await expect(permissions.getByRole('table')).toBeVisible()
    await expectSound(app, 'effective access')
    await permissions.getByRole('button', { name: 'Cancel' }).click()
    await app.menu('Tools', 'Keys Ordinary Users Can Write…')
    await app.page.getByRole('button', { name: 'Accounts That Count' }).click()
    await expectSound(app, 'keys that users can write')
    await app.page.getByRole('button', { name: 'Close panel' }).click()
    // What a text would change, and a hive that was made of one.
    const text = onDisk(info, 'text.reg', Buffer.from(TEXT, 'latin1'))
    const [chooser] = await Promise.all([
      app.page.waitForEvent('filechooser'),
      app.menu('File', 'Import…'),
    ])
    await chooser.setFiles(text)
    const imported = app.page.getByRole('dialog', { name: 'Import Registry File' })
    await expect(imported.getByRole('row', { name: /Add key/ })).toBeVisible()
    await expectSound(app, 'import')
    await app.press('Escape')
    await expect(imported).toHaveCount(0)
    const zip = await zipOf({ 'config/SYSTEM': Uint8Array.from(orchard()) })
    await app.choose(onDisk(info, 'all.zip', new Uint8Array(await zip.arrayBuffer())))
    const found = app.page.getByRole('dialog', { name: 'Open Hives' })
    await expect(found.getByRole('table', { name: 'Hives found' })).toBeVisible()
    await expectSound(app, 'hives in an archive')
    await app.press('Escape')
    await expect(found).toHaveCount(0)
    // Questions about a key, and about values whose names are taken.
    const questions = [
      ['Keys', 'Control+c', 'Control+Shift+v'],
      ['Values', 'Control+a', 'Control+c', 'Control+v'],
    ] as const
    for (const [pane, ...keys] of questions) {
      await app.focus(pane)
      await app.press(...keys)
      const dialog = app.page.getByRole('dialog', { name: /^Paste/ })
      await expect(dialog).toBeVisible()
      if (pane === 'Values') await dialog.getByText('A choice for each').click()
      await expectSound(app, `paste into ${pane}`)
      await app.press('Escape')
      await expect(app.page.getByRole('dialog')).toHaveCount(0)
    }
    await app.focus('Keys')
    await app.page.evaluate(() => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', '"Text"="other"\n"bad"=nonsense\n')
      const paste = new ClipboardEvent('paste', {
        clipboardData,
        bubbles: true,
        cancelable: true,
      })
      document.activeElement?.dispatchEvent(paste)
    })
    const pasted = app.page.getByRole('dialog', { name: 'Paste .reg Text' })
    await expect(pasted.getByRole('row', { name: /Change value/ })).toBeVisible()
    await expectSound(app, 'paste of text')
    await app.press('Escape')
    await expect(app.page.getByRole('dialog')).toHaveCount(0)
  })

  test('the lists of the panel have no serious fault', async ({ app }, info) => {
    await app.open(onDisk(info, 'orchard.hiv', orchard()))
    await app.goTo('Fruit')
    await app.focus('Keys')
    await app.press('Control+x')
    await expect(app.page.getByRole('treeitem', { selected: true })).toHaveAttribute(
      'aria-description',
      /^cut/,
    )
    await expectSound(app, 'a key that was cut')
    await app.press('Escape', 'Delete')
    await app.page.getByRole('button', { name: '1 unsaved step' }).click()
    await expect(app.page.getByRole('grid', { name: 'Changes' }).getByRole('row')).toHaveCount(2)
    await expectSound(app, 'changes')
    await app.page.getByRole('tab', { name: 'History' }).click()
    await expect(app.page.getByRole('grid', { name: 'History' }).getByRole('row')).toHaveCount(3)
    await expectSound(app, 'history')
    await app.press('Control+f')
    await app.type('e')
    await app.press('Control+Enter')
    const { page } = app
    const hits = page.getByRole('grid', { name: 'Search results' })
    await expect(hits.getByRole('row')).not.toHaveCount(1)
    await expectSound(app, 'search results')
    await app.press('Control+h')
    await page.getByRole('textbox', { name: 'Replace with' }).fill('a')
    await app.press('Enter')
    await expect(page.getByRole('button', { name: /^Replace \d/ })).toBeVisible()
    await expectSound(app, 'replacements')
    await page.getByRole('button', { name: 'Close Find' }).click()
    await app.menu('View', 'Technical View')
    const structure = app.page.getByRole('grid', { name: 'Structure' })
    await expect(structure.getByRole('row', { name: /^Checksum/ })).toBeVisible()
    await expectSound(app, 'technical view')
    await app.menu('Tools', 'Deleted Items…')
    await expect(app.page.getByText(/^\d+ deleted items?$/)).toBeVisible()
    await expectSound(app, 'deleted items')
    for (const picture of ['Timeline', 'Size of Keys', 'File Map']) {
      await app.menu('View', picture)
      await expect(app.page.getByRole('menu')).toHaveCount(0)
      await expect(
        app.page.getByRole('status').filter({ hasText: /each|of the file/ }),
      ).toBeVisible()
      await app.press('End')
      await expectSound(app, picture)
    }
    await app.page.getByRole('button', { name: 'Close panel' }).click()
    await app.press('F4')
    await app.type('s')
    await expect(app.page.getByRole('option')).toHaveCount(1)
    await expectSound(app, 'address with suggestions')
  })

  test('logs, and a hive to be converted, have no serious fault', async ({ app }, info) => {
    const states = someVersions()
    const [first = orchard()] = states
    await app.choose(
      onDisk(info, 'SYSTEM', dirty(first)),
      onDisk(info, 'SYSTEM.LOG1', newLog(first, entriesOf(states, 12))),
      onDisk(info, 'SYSTEM.LOG2', new Uint8Array()),
    )
    const logs = app.page.getByRole('dialog', { name: 'Transaction Logs' })
    // With a warning and a log that is not used.
    await expect(logs).toContainText('before its first are in no log')
    await expect(logs).toContainText('SYSTEM.LOG2: not used')
    await expectSound(app, 'logs')
    await app.press('Escape')
    await expect(app.page.getByRole('note')).toBeVisible()
    await expectSound(app, 'banner with logs')

    await app.open(onDisk(info, 'EARLY', oldHive(Hive.open(Uint8Array.from(orchard())))))
    await app.focus('Keys')
    await app.press('F2')
    await expect(app.page.getByRole('dialog', { name: /^Convert/ })).toBeVisible()
    await expectSound(app, 'conversion')
  })

  test('reports, restoring and files to be reopened have no serious fault', async ({
    app,
  }, info) => {
    const { page } = app
    const places = hiveOfEverything()
    const damaged = corrupt(places.bytes, { at: places.nk('Alpha'), u16: 0 })
    await app.open(onDisk(info, 'damaged.hiv', damaged))
    const banner = page.getByRole('note').filter({ hasText: 'error' })
    await banner.getByRole('button', { name: 'Salvage to new tab' }).click()
    const report = page.getByRole('grid', { name: 'Salvage report' })
    await expect(report.getByRole('row').nth(1)).toBeVisible()
    await expectSound(app, 'salvage report')
    await app.save()
    await app.menu('File', 'Save Report…')
    await expect(page.getByRole('dialog', { name: 'Save Report' })).toContainText('SHA-256')
    await expectSound(app, 'save report')
    await app.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)

    await app.choose(onDisk(info, 'text.reg', Buffer.from(TEXT, 'latin1')))
    await expect.poll(() => app.tabs()).toHaveLength(3)
    await app.menu('Tools', 'Text of This Hive…')
    await expect(page.getByRole('dialog', { name: 'Text of This Hive' })).toBeVisible()
    await expectSound(app, 'text of this hive')
    await app.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)

    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      app.menu('File', 'Import…'),
    ])
    await chooser.setFiles(onDisk(info, 'saved.hiv', orchard()))
    const restore = page.getByRole('dialog', { name: 'Restore Hive Over Key' })
    await expect(restore.getByRole('status')).toContainText('saved.hiv has')
    await expectSound(app, 'restore')
    await app.press('Escape')
    await expect(restore).toHaveCount(0)

    // A file that another program changes, and that the tab has open when it is reloaded.
    await writeStored(page, 'stored.hiv', orchard())
    await dropStored(page, 'stored.hiv')
    await app.opened('stored.hiv')
    await app.focus('Keys')
    await app.press('ArrowDown', 'Delete')
    await expect.poll(() => app.title()).toBe('● stored.hiv - Propolis')
    await writeStored(page, 'stored.hiv', Uint8Array.of(1))
    await app.press('Control+s')
    await expect(page.getByRole('dialog', { name: 'The file has changed' })).toBeVisible()
    await expectSound(app, 'a file that has changed')
    page.on('dialog', (dialog) => void dialog.accept())
    await page.reload()
    await expect(page.getByRole('region', { name: 'Reopen' })).toBeVisible()
    await expectSound(app, 'files to be reopened')

    const kept = page.getByRole('region', { name: 'Kept edits' }).getByRole('button')
    await kept.filter({ hasText: 'stored.hiv' }).click()
    const resume = page.getByRole('dialog', { name: 'Resume Edits' })
    await expect(resume).toContainText('change to stored.hiv')
    await expectSound(app, 'edits to be resumed')
    await resume.getByRole('button', { name: /^Resume: .*stored/ }).click()
    await expect(page.getByRole('tab', { name: 'stored.hiv, unsaved' })).toBeVisible()
    await app.menu('File', 'Close')
    await expect(page.getByRole('button', { name: 'Keep for Later' })).toBeVisible()
    await expectSound(app, 'closing a hive with kept edits')
  })

  test('banners and problems have no serious fault', async ({ app }, info) => {
    const places = hiveOfEverything()
    const at = places.nk('Alpha\\Two') + NK.SUBKEY_LIST
    const bytes = corrupt(
      places.bytes,
      { at, u32: 0x00ffff00 },
      { at: BASE.PRIMARY_SEQUENCE, u32: 77 },
    )
    await app.open(onDisk(info, 'damaged.hiv', bytes))
    await expect(app.page.getByRole('note')).toHaveCount(2)
    await app.page.getByRole('button', { name: 'Show problems' }).click()
    await expect(app.page.getByRole('listitem').first()).toBeVisible()
    await app.choose(onDisk(info, 'no.hiv', Buffer.alloc(9000, 'x')))
    await expect(app.page.getByRole('alert')).toBeVisible()
    await expectSound(app, 'dirty, damaged, an alert')
    await app.goTo('Alpha\\Two')
    await expect(
      app.page.getByRole('note').filter({ hasText: 'Some subkeys of this key' }),
    ).toBeVisible()
    await expectSound(app, 'a key whose list cannot be read')
    // An engine that stops a second time is started again when the user asks for it.
    const { page } = app
    const startAgain = page.getByRole('alert').getByRole('button', { name: 'Start again' })
    await expect(async () => {
      await page.workers()[0]?.evaluate(() => self.close())
      await expect(startAgain).toBeVisible({ timeout: 1_000 })
    }).toPass()
    await expectSound(app, 'an engine that has stopped')
  })
})

for (const size of [
  { width: 1920, height: 1000 },
  { width: 900, height: 700 },
  { width: 800, height: 700 },
  { width: 600, height: 800 },
  // 1280 × 1024 at 400 %.
  { width: 320, height: 256 },
]) {
  test(`a window of ${size.width} × ${size.height} has no serious fault and does not scroll sideways`, async ({
    app,
  }, info) => {
    await app.page.setViewportSize(size)
    await expectSoundInLight(app, 'first screen')
    await app.open(onDisk(info, 'orchard.hiv', orchard()))
    await app.press('ArrowDown')
    const forward = app.page.getByRole('button', { name: /^Fruit: 7 values/ })
    await (size.width < 640 ? forward.click() : app.focus('Values'))
    await expect.poll(() => app.values()).toHaveLength(7)
    await expectSoundInLight(app, 'values')
    await app.openEditor('Count')
    await expectSoundInLight(app, 'editor')
    const ok = app.page.getByRole('button', { name: 'OK' })
    await ok.scrollIntoViewIfNeeded()
    await expect(ok).toBeInViewport({ ratio: 1 })
    const inside = () => document.documentElement.scrollWidth <= window.innerWidth
    expect(await app.page.evaluate(inside)).toBe(true)
  })
}
