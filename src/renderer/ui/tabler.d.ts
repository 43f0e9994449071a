// One icon per file, so that only the icons in use are in the bundle; the package declares types for its barrel only.
declare module '@tabler/icons-react/dist/esm/icons/*' {
  import type { Icon } from '@tabler/icons-react'

  const icon: Icon
  export default icon
}
