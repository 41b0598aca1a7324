import { act, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { openDialog } from '../../src/state/dialogs.ts'
import { useSearches } from '../../src/state/searches.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import { encodeString } from '../../src/values/encode.ts'
import { openPage } from '../helpers/openPage.ts'

it('the palette runs a hunt by a word of its title, and its hits are listed as those of Find', async () => {
  const hive = Hive.create()
  hive.transact(() => {
    const run = 'Software\\Microsoft\\Windows\\CurrentVersion\\Run'
    hive.rootKey.createPath(run).set('Updater', 1, encodeString('C:\\a.exe'))
    hive.rootKey.create('Environment')
    hive.rootKey.create('Control Panel')
  })
  const { doc } = await openPage(hive.finishedCopy())
  render(<Dialogs />)
  const user = userEvent.setup()
  await act(() => openDialog({ type: 'palette' }))
  await user.type(await screen.findByRole('combobox'), 'start by themselves')
  await user.keyboard('{Enter}')
  await waitFor(() =>
    expect(useSearches.getState().all).toMatchObject([
      { listed: true, running: false, total: 1, hunt: { id: 'autoruns' }, docs: [doc] },
    ]),
  )
  expect(useSearches.getState().all[0]?.query.text).toBe('Programs that start by themselves')
})
