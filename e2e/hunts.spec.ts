import { Hive } from '../src/offreg/Hive.ts'
import { encodeString, onDisk, VALUE_TYPE } from './hives.ts'
import { expect, test } from './story.ts'

/** A hive of a user with a program that starts at logon. */
function user(): Uint8Array {
  const hive = Hive.create()
  hive.transact(() => {
    for (const name of ['Environment', 'Control Panel']) hive.rootKey.create(name)
    const run = hive.rootKey.createPath('Software\\Microsoft\\Windows\\CurrentVersion\\Run')
    run.set('Updater', VALUE_TYPE.SZ, encodeString('C:\\Users\\Public\\a.exe'))
  })
  return hive.finishedCopy()
}

test('a hunt lists the programs that start by themselves, and Enter goes to one', async ({
  app,
}, info) => {
  await app.choose(onDisk(info, 'NTUSER.DAT', user()))
  await app.menu('Edit', 'Hunt', 'Programs that start by themselves')
  const results = app.page.getByRole('grid', { name: 'Search results' })
  await expect(results.getByRole('row', { name: /Updater/ })).toBeVisible()
  await expect(results).toBeFocused()
  await app.page.keyboard.press('Enter')
  await expect(app.page.getByRole('treeitem', { name: 'Run', exact: true })).toHaveAttribute(
    'aria-selected',
    'true',
  )
})
