// The first run teaches in three steps on the sample; it can be skipped and doesn't come again.
import { expect, test } from './fixture.ts'
import { openSample } from './hands.ts'

test('three steps lead through the sample, and never come again', async ({ served: { page } }) => {
  await openSample(page)
  const card = page.getByRole('region', { name: 'First steps' })
  await expect(card).toContainText('Step 1 of 3')
  await card.getByRole('button', { name: 'Next' }).click()
  await expect(card).toContainText('Step 2 of 3')
  await card.getByRole('button', { name: 'Back' }).click()
  await card.getByRole('button', { name: 'Next' }).click()
  await card.getByRole('button', { name: 'Next' }).click()
  await expect(card).toContainText('Step 3 of 3')
  await card.getByRole('button', { name: 'Done' }).click()
  await expect(card).toHaveCount(0)
  await page.getByRole('link', { name: 'Plenum' }).click()
  await openSample(page)
  await expect(card).toHaveCount(0)
})

test('the steps can be skipped for good, and asked for again in the settings', async ({ served: { page } }) => {
  await openSample(page)
  const card = page.getByRole('region', { name: 'First steps' })
  await card.getByRole('button', { name: 'Skip' }).click()
  await expect(card).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('application')).toBeVisible()
  await expect(card).toHaveCount(0)
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'Show the first steps again' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Plenum' }).click()
  await openSample(page)
  await expect(card).toContainText('Step 1 of 3')
})

test('a design of one’s own is never covered by the first steps', async ({ served: { page } }) => {
  await page
    .getByRole('button', { name: /^New ceiling/ })
    .first()
    .click()
  await expect(page.getByText('Start with the room')).toBeVisible()
  await expect(page.getByRole('region', { name: 'First steps' })).toHaveCount(0)
})
