import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import '../globals.css'
import { LocaleProviders } from '@/components/locale-providers.tsx'
import { LOCALES } from '@/lib/locale.ts'
import { THEME_SCRIPT } from '@/lib/theme-script.ts'

export const metadata: Metadata = {
  title: { default: 'SkyClust', template: '%s · SkyClust' },
  description: 'Kubernetes on AWS, Google Cloud and Azure',
  icons: { icon: '/icon.svg' },
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

export const dynamicParams = false

export function generateStaticParams() {
  return LOCALES.map((locale) => ({ locale }))
}

export default async function RootLayout({
  children,
  params,
}: {
  readonly children: ReactNode
  readonly params: Promise<{ locale: string }>
}) {
  const { locale } = await params
  return (
    <html
      lang={locale}
      suppressHydrationWarning
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <head>
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body>
        <LocaleProviders locale={locale === 'en' ? 'en' : 'ko'}>{children}</LocaleProviders>
      </body>
    </html>
  )
}
