export function SettingsSheet(_: { onClose: () => void }) {
  return null
}
