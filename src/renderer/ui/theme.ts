// Mantine brought under our tokens: its colours, radius and font come from tokens.css, so that themes are changed in one place.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const accent: MantineColorsTuple = [
  '#e3ecfa',
  '#c7d8f4',
  '#9dbdf0',
  '#7db0ff',
  '#5b97ef',
  '#3a7de0',
  '#2067d2',
  '#0f58c7',
  '#0c4aa8',
  '#093b87',
]

export const mantineTheme = createTheme({
  fontFamily: 'Inter, system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono", ui-monospace, monospace',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '16px', md: '20px', lg: '20px', xl: '28px' },
  defaultRadius: 4,
  colors: { accent },
  primaryColor: 'accent',
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
})

const variables = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-3)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-default-hover': 'var(--surface-2)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--alarm)',
}

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: variables, dark: variables })
