import { readFileSync } from 'node:fs'
import type { Locator } from '@playwright/test'
import { Hive } from '../src/offreg/Hive.ts'
import { decodeDescriptor, encodeDescriptor } from '../src/security/descriptor.ts'
import { parseSddl } from '../src/security/parseSddl.ts'
import { formatSddl } from '../src/security/sddl.ts'
import { readers, seenSecurity } from '../test/helpers/readers.ts'
import { checkReport, onDisk } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

const USUAL = 'O:BAG:SYD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;BU)'

/** `Vendor` with an app that inherits, and a key in it that does not. */
function shop(): Uint8Array {
  const hive = Hive.create()
  const bytes = (sddl: string) => encodeDescriptor(parseSddl(sddl))
  hive.rootKey.setDescriptor(bytes(USUAL))
  hive.rootKey.createPath('Vendor\\App\\Licence')
  hive.key('Vendor\\App\\Licence').setDescriptor(bytes('O:BAG:SYD:PAI(A;CI;KA;;;BA)'))
  return hive.finishedCopy()
}

async function openDialog(app: PageDriver): Promise<Locator> {
  await app.press('F8')
  const dialog = app.page.getByRole('dialog', { name: 'Permissions' })
  await expect(dialog.getByRole('textbox', { name: 'SDDL' })).toBeVisible()
  return dialog
}

/** Saves the hive, and expects that it is sound, and what the readers and the engine find in it. */
async function expectSaved(app: PageDriver, sddl: Record<string, string>): Promise<void> {
  const { path } = await app.save()
  expect(checkReport(path)).toBe('')
  const hive = Hive.open(Uint8Array.from(readFileSync(path)))
  const names = Object.keys(sddl)
  expect(names.map((name) => [name, hive.key(name).sddl])).toEqual(Object.entries(sddl))
  // hivexml reads the same keys as before.
  const keys = readers.find(({ name }) => name === 'hivexml')?.read(path)
  if (keys) expect(keys).toHaveLength(4)
  // reglookup reads the same access lists.
  for (const seen of seenSecurity(path) ?? []) {
    const bytes = hive.rootKey.key(seen.path.replaceAll('/', '\\').slice(1))?.descriptor
    const own = bytes && decodeDescriptor(bytes)
    expect(seen.owner).toBe(own?.owner)
    expect(seen.dacl.map((entry) => entry.split(':')[0])).toEqual(
      own?.dacl?.aces.map((ace) => ('sid' in ace ? ace.sid : '')),
    )
    expect(formatSddl(own ?? parseSddl(''))).not.toBe('')
  }
}

test('Users get write access to a key in four steps, and the saved hive gives it to them', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'SOFTWARE', shop()))
  await app.goTo('Vendor')
  const dialog = await openDialog(app)
  await dialog.getByText('BUILTIN\\Users').click()
  await dialog.getByRole('checkbox', { name: 'Write: Allow' }).check()
  await dialog.getByRole('button', { name: 'OK' }).click()
  await expect
    .poll(() => app.news())
    .toContainEqual(expect.stringContaining('permissions of 2 keys'))
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  const written = 'O:BAG:SYD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;CCDCLCSWRPRC;;;BU)'
  await expectSaved(app, {
    Vendor: written,
    'Vendor\\App': written.replace('D:', 'D:AI').replaceAll(';CI;', ';CIID;'),
    'Vendor\\App\\Licence': 'O:BAG:SYD:PAI(A;CI;KA;;;BA)',
  })
})

test('permissions and owner of everything below are replaced as one step, with the keyboard alone', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'SOFTWARE', shop()))
  await app.goTo('Vendor')
  const dialog = await openDialog(app)
  await dialog.getByRole('tab', { name: 'Permissions' }).focus()
  await app.press('ArrowRight', 'Enter')
  await dialog.getByRole('button', { name: 'Change owner' }).press('Enter')
  await app.type('SYSTEM')
  await app.press('Enter')
  await dialog
    .getByRole('checkbox', { name: /^Replace all child object permission/ })
    .press('Space')
  await dialog.getByRole('checkbox', { name: 'Replace owner on subkeys' }).press('Space')
  await dialog.getByRole('button', { name: 'OK' }).press('Enter')
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  const inherited = 'O:SYG:SYD:AI(A;CIID;KA;;;SY)(A;CIID;KA;;;BA)(A;CIID;KR;;;BU)'
  await expectSaved(app, { 'Vendor\\App': inherited, 'Vendor\\App\\Licence': inherited })
  await app.focus('Keys')
  await app.press('Control+z')
  await expectSaved(app, { 'Vendor\\App\\Licence': 'O:BAG:SYD:PAI(A;CI;KA;;;BA)' })
})

test('a wrong SDDL text is pointed out, and effective access says which entry decides', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'SOFTWARE', shop()))
  await app.goTo('Vendor')
  const dialog = await openDialog(app)
  const sddl = dialog.getByRole('textbox', { name: 'SDDL' })
  await sddl.fill('D:(A;CI;XX;;;SY)')
  await expect(dialog.getByRole('alert')).toContainText('At character 9')
  await expect(dialog.getByRole('button', { name: 'OK' })).toBeDisabled()
  await sddl.fill(USUAL.replace('D:', 'D:(D;CI;KW;;;IU)'))
  await expect(dialog.getByRole('alert')).toHaveCount(0)
  await dialog.getByRole('tab', { name: 'Effective Access' }).click()
  await dialog.getByRole('combobox', { name: 'Group or user' }).fill('Users')
  await app.press('Enter')
  const row = (right: string) =>
    dialog.getByRole('row').filter({ has: app.page.getByRole('rowheader', { name: right }) })
  await expect(row('Set Value')).toContainText('Denied1. Deny NT AUTHORITY\\INTERACTIVE: Write')
  await expect(row('Query Value')).toContainText('Allowed4. Allow BUILTIN\\Users: Read')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(() => app.tabs()).toEqual([{ name: 'SOFTWARE', selected: true }])
})

test('the keys that ordinary users can write are listed, and lead to the key', async ({
  app,
}, info) => {
  const hive = Hive.open(Uint8Array.from(shop()))
  hive.key('Vendor\\App').setDescriptor(encodeDescriptor(parseSddl(`${USUAL}(A;CI;KW;;;BU)`)))
  await app.open(onDisk(info, 'SOFTWARE', hive.finishedCopy()))
  await app.menu('Tools', 'Keys Ordinary Users Can Write…')
  const grid = app.page.getByRole('grid', { name: 'Keys Ordinary Users Can Write' })
  await expect(grid.getByRole('row').nth(1)).toContainText('Vendor\\App')
  await expect(grid.getByRole('row').nth(1)).toContainText('BUILTIN\\Users (A;CI;KW;;;BU)')
  await grid.focus()
  await app.press('Enter')
  await expect.poll(() => app.address()).toMatch(/Vendor\\App$/)
})
