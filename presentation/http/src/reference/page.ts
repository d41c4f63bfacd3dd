import { OPENAPI_PATH } from '../openapi.ts'

export const REFERENCE_PATH = '/docs/api'

/** Everything comes from this server; the reference's style sheets are inline, its scripts are not. */
export const REFERENCE_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export const REFERENCE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SkyClust API</title>
<link rel="icon" href="data:,">
</head>
<body>
<div id="reference"></div>
<script src="${REFERENCE_PATH}/scalar.js"></script>
<script src="${REFERENCE_PATH}/start.js"></script>
</body>
</html>
`

export const REFERENCE_START = `Scalar.createApiReference('#reference', {
  url: '${OPENAPI_PATH}',
  withDefaultFonts: false,
  hideClientButton: true,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
})
`
