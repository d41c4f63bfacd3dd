import type { NextConfig } from 'next'
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants'

const API = 'http://127.0.0.1:8080'

/** Built as a static export that the server serves; `next dev` forwards the API to a running server instead. */
export default function config(phase: string): NextConfig {
  const common: NextConfig = {
    reactStrictMode: true,
    poweredByHeader: false,
    transpilePackages: ['@skyclust/api-client'],
    experimental: { optimizePackageImports: ['radix-ui', 'lucide-react'] },
  }
  if (phase !== PHASE_DEVELOPMENT_SERVER) return { ...common, output: 'export' }
  return {
    ...common,
    distDir: '.next/dev-server',
    rewrites: () =>
      Promise.resolve({
        beforeFiles: [
          { source: '/api/:path*', destination: `${API}/api/:path*` },
          { source: '/docs/:path*', destination: `${API}/docs/:path*` },
        ],
        afterFiles: [],
        fallback: [{ source: '/:path((?!ko/|en/|_next/).*)', destination: '/ko/:path' }],
      }),
  }
}
