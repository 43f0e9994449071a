// A part of the window that can't be fetched any more, as after an update while the window was open.
import { expect, test } from './fixture.ts'

test('a dialog whose code is gone says so and offers to reload', async ({ served: { page }, trouble }) => {
  trouble.expect(/Failed to load resource|Failed to fetch dynamically imported module|net::ERR_FAILED/)
  await page.route(/settings-sheet.*\.js/, (route) => route.abort())
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'This part can’t be loaded' })).toContainText('nothing you drew is lost')
  await expect(page.getByRole('button', { name: 'Reload the window' })).toBeFocused()
})
