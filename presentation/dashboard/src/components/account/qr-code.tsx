'use client'
import { encode } from 'uqr'

/** Modules that stay light around the code; readers need four. */
const BORDER = 4

/** A QR code, dark on light in both themes: many readers take no other. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, data } = encode(text, { ecc: 'M', border: BORDER })
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('')
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="mx-auto size-44 rounded-md bg-white"
    >
      <path d={path} fill="#000" />
    </svg>
  )
}
