// A QR code as one SVG path, dark on white in every theme so that cameras read it.
import QRCode from 'qrcode'
import { useMemo } from 'react'

/** Quiet zone, in modules. */
const quiet = 4

/** The modules of a text as path data. */
export function qrPath(text: string): { readonly size: number; readonly d: string } {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  let d = ''
  for (let y = 0; y < modules.size; y++) {
    let from = -1
    for (let x = 0; x <= modules.size; x++) {
      const isDark = x < modules.size && modules.get(y, x) === 1
      if (isDark && from < 0) from = x
      if (!isDark && from >= 0) {
        d += `M${from + quiet} ${y + quiet}h${x - from}v1h${from - x}z`
        from = -1
      }
    }
  }
  return { size: modules.size + 2 * quiet, d }
}

export function JoinQr({ text, label }: { text: string; label: string }) {
  const { size, d } = useMemo(() => qrPath(text), [text])
  return (
    <svg className="join-qr" viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={label}>
      <rect width={size} height={size} className="qr-paper" />
      <path d={d} className="qr-ink" />
    </svg>
  )
}
