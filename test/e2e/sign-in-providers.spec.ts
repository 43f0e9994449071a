// Signing in by an account elsewhere, with a real provider: set up in the wizard, tested, linked in the profile, used on the sign-in page.
// And what the sign-in page offers besides: asking for an account, a duplicated tab, the idle lock, signing out from every page.
import type { Page } from '@playwright/test'
import { startOidcProvider, type TestProvider } from '../helpers/oidc-providers.ts'
import { expect, test } from './fixture.ts'

const password = 'four words for a door'

async function setUp(page: Page, stderr: string): Promise<void> {
  await page.goto(/http:\/\/127\.0\.0\.1:\d+\/#\/set-up\?token=\S+/.exec(stderr)?.[0] ?? '')
  await page.getByLabel('E-mail').fill('ada@example.com')
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Make the administrator' }).click()
  await expect(page.getByRole('link', { name: 'Plenum' })).toBeVisible()
}

/** Clicks what leads to the provider and signs in there as `login`, in the window that opens; null for whom it knows already. */
async function signInThere(page: Page, click: () => Promise<void>, login: string | null): Promise<void> {
  const [there] = await Promise.all([page.context().waitForEvent('page'), click()])
  if (login !== null) {
    await there.getByPlaceholder('Enter any login').fill(login)
    await there.getByPlaceholder('and password').fill('anything')
    await there.getByRole('button', { name: 'Sign-in' }).click()
  }
  await there.getByRole('button', { name: 'Continue' }).click()
  await expect(there.getByText('You can close this page')).toBeVisible()
  await there.close()
}

test('a provider is set up, tested, linked, and signs its person in', async ({ served, newPage, trouble }) => {
  test.slow()
  // A wrong password before linking is refused, and so is asking as nobody.
  trouble.expect(/status of (401|422)/)
  const ends: (() => Promise<void>)[] = []
  const real: TestProvider = await startOidcProvider({ onTestFinished: (fn) => void ends.push(fn) })
  const page = await newPage()
  await setUp(page, served.stderr())

  await test.step('the wizard says what to do, and the test what it finds', async () => {
    await page.goto(`${served.baseUrl}/#/admin/providers`)
    await expect(page.getByText('You register Plenum at the provider')).toBeVisible()
    await page.getByRole('button', { name: 'Add a provider' }).click()
    const wizard = page.getByRole('complementary', { name: 'Add a provider' })
    await wizard.getByRole('button', { name: /^OpenID Connect/ }).click()
    await expect(page).toHaveURL(/id=new&kind=oidc|kind=oidc&id=new/)
    await expect(wizard.getByText('http://127.0.0.1/oidc/callback', { exact: true })).toBeVisible()
    await wizard.getByLabel('Name').fill('Works')
    await wizard.getByLabel('Issuer').fill(real.issuer)
    await wizard.getByLabel('Client id').fill(real.clientId)
    await wizard.getByLabel('Client secret').fill(real.clientSecret)
    await wizard.getByRole('button', { name: 'Add and test' }).click()
    // The issuer is on this computer: the guard refuses it until that is allowed.
    await expect(wizard.getByRole('alert').filter({ hasText: /\S/ }).first()).toBeVisible()
    await wizard.getByLabel('On this computer').check()
    await wizard.getByRole('button', { name: 'Add and test' }).click()
    const drawer = page.getByRole('complementary', { name: 'Works' })
    await expect(drawer.getByText('The provider answers as it should')).toBeVisible()
    await expect(drawer.locator('.steps li')).toHaveCount(4)
    await expect(drawer.locator('.steps')).toContainText('It takes PKCE with S256.')
  })

  await test.step('linked in the profile, after the password', async () => {
    await page.goto(`${served.baseUrl}/#/admin/profile`)
    await page.getByRole('button', { name: 'Link… Works' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Current password').fill('not the password')
    await dialog.getByRole('button', { name: 'Go on to Works' }).click()
    await expect(dialog.getByText('The current password is not right.')).toBeVisible()
    await dialog.getByLabel('Current password').fill(password)
    await signInThere(page, () => dialog.getByRole('button', { name: 'Go on to Works' }).click(), 'ada-at-works')
    await expect(page.getByRole('button', { name: 'Unlink… Works' })).toBeVisible()
  })

  await test.step('signed out from any page, and in again by the provider', async () => {
    await page.goto(`${served.baseUrl}/#/alarms`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByText('You are signed out.')).toBeVisible()
    await signInThere(page, () => page.getByRole('button', { name: 'Sign in with Works' }).click(), null)
    await expect(page.getByRole('button', { name: 'Sign out' })).toHaveAttribute('title', 'Sign out (Ada)')
  })
  for (const end of ends) await end()
})

test('asking for an account, tabs of one session, the lock of an idle window', async ({ served, newPage, trouble }) => {
  test.slow()
  trouble.expect(/status of 401/)
  const page = await newPage()
  await page.clock.install()
  await setUp(page, served.stderr())
  const rights = { baseUrl: served.baseUrl }

  await test.step('the switches, in the settings', async () => {
    const kept = await page.evaluate(async ({ baseUrl }) => {
      const authorization = `Bearer ${sessionStorage.getItem('plenum.session')}`
      const at = `${baseUrl}/api/v1/settings`
      const { revision } = await (await fetch(at, { headers: { authorization } })).json()
      const headers = { authorization, 'content-type': 'application/json', 'if-match': `"${revision}"` }
      const body = JSON.stringify({ selfSignUp: true, magicLinks: true, idleLockMinutes: 5 })
      return (await fetch(at, { method: 'PATCH', headers, body })).status
    }, rights)
    expect(kept).toBe(200)
  })

  await test.step('somebody asks for an account; the administrator sees it wait', async () => {
    const stranger = await newPage()
    await stranger.goto(served.baseUrl)
    await stranger.getByRole('button', { name: 'Forgotten your password?' }).click()
    await expect(stranger.getByText(/No mail is set up on this server/)).toBeVisible()
    await stranger.getByRole('button', { name: 'Back to signing in' }).click()
    const says = []
    for (const email of ['ada@example.com', 'new@example.com']) {
      await stranger.getByRole('button', { name: 'Ask for an account' }).click()
      await stranger.getByLabel('E-mail').fill(email)
      await stranger.getByRole('button', { name: 'Ask for an account' }).click()
      says.push(await stranger.getByText(/it waits now/).textContent())
    }
    expect(says[0]).toBe(says[1])
    await stranger.context().close()
    await page.goto(`${served.baseUrl}/#/admin/accounts`)
    await page.reload()
    await page.getByRole('button', { name: 'new' }).click()
    await expect(page.getByRole('complementary').getByText('Waits for a link')).toBeVisible()
    await page.getByRole('button', { name: 'Ada' }).first().click()
    await page.getByRole('button', { name: 'Make a sign-in link' }).click()
    await expect(page.locator('.copy-line code')).toContainText('#/magic-link?token=')
  })

  await test.step('a duplicated tab renews, and the first one goes on with what it got', async () => {
    const refresh = (tab: Page) => tab.evaluate(() => sessionStorage.getItem('plenum.refresh'))
    const before = await refresh(page)
    // A copy has the tokens of the first one; its access token is over, so it renews at once.
    const [copy] = await Promise.all([
      page.context().waitForEvent('page'),
      page.evaluate(() => {
        const access = sessionStorage.getItem('plenum.session') ?? ''
        sessionStorage.setItem('plenum.session', 'over')
        window.open(location.href)
        sessionStorage.setItem('plenum.session', access)
      }),
    ])
    await expect(copy.getByRole('button', { name: 'Sign out' })).toBeVisible()
    await expect.poll(() => refresh(page)).not.toBe(before)
    expect(await refresh(page)).toBe(await refresh(copy))
    await copy.close()
    // The palette leads to Admin's pages.
    await page.keyboard.press('Control+K')
    await page.getByPlaceholder(/command/i).fill('Admin: Roles')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Roles', level: 1 })).toBeVisible()
  })

  await test.step('five minutes without a key or the mouse', async () => {
    await page.reload()
    await expect(page.getByRole('button', { name: 'Sign out' })).toHaveAttribute('title', 'Sign out (Ada)')
    await page.clock.fastForward('04:50')
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
    await page.clock.fastForward('00:20')
    await expect(page.getByText('This window is locked. Sign in to go on.')).toBeVisible()
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
  })
})
