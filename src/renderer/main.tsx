// The renderer's composition root: theme, translation, session, then the app. The same build runs in Electron and in a browser.
import './ui/mantine.css'
import './ui/fonts.css'
import './ui/tokens.css'
import './ui/base.css'
import './ui/controls.css'
import './ui/tables.css'
import './ui/frame.css'
import './ui/side-pane.css'
import { createRoot } from 'react-dom/client'
import { openSession } from './api/session.ts'
import { App } from './app.tsx'
import { startI18n } from './i18n/i18n.ts'
import { followTheme, usePreferences } from './ui/preferences.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

followTheme(() => undefined)
startI18n(new URLSearchParams(window.location.search).has('pseudo') ? 'pseudo' : usePreferences.getState().language)
const opened = await openSession()
createRoot(root).render(<App opened={opened} />)
