import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, type ConsoleMessage, type Page } from 'playwright-core'

export const CHROMIUM = '/usr/bin/chromium'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const SHOTS = join(ROOT, '.cache', 'screenshots')
const DASHBOARD = join(ROOT, 'presentation', 'dashboard')
const PATIENCE_MS = 45_000

export type Locale = 'ko' | 'en'

/** Why browser tests cannot run here; false when they can. */
export function whyNot(): string | false {
  if (!existsSync(CHROMIUM)) return `no browser at ${CHROMIUM}`
  return existsSync(join(DASHBOARD, 'out', 'ko.html')) ? false : 'the dashboard is not built'
}

/** The dashboard's words in a language, by dotted key; values are put in for `{name}`. */
export function wordsOf(locale: Locale) {
  const folder = join(DASHBOARD, 'src', 'messages')
  const load = (file: string) =>
    JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>
  // Texts of sections lie in folders of their own.
  const sections = globSync(`*/${locale}.json`, { cwd: folder }).map(load)
  const messages = Object.assign(load(`${locale}.json`), ...sections) as unknown
  return (key: string, values: Readonly<Record<string, string>> = {}): string => {
    let at = messages
    for (const part of key.split('.')) at = (at as Record<string, unknown> | undefined)?.[part]
    if (typeof at !== 'string') throw new Error(`there is no message ${key}`)
    let text = at
    for (const [name, value] of Object.entries(values)) text = text.replaceAll(`{${name}}`, value)
    return text
  }
}

export interface Visitor extends AsyncDisposable {
  readonly page: Page
  readonly context: BrowserContext
  readonly words: ReturnType<typeof wordsOf>
  /** What the browser complained of: console errors and warnings, exceptions, refusals by the security policy. */
  readonly complaints: string[]
  /** A picture for people to look at, in .cache/screenshots. */
  readonly shot: (name: string) => Promise<void>
  /** Pixels by which the page is wider than the window. */
  readonly overflow: () => Promise<number>
}

/** A person with an empty browser that speaks a language. */
export async function visitor(
  url: string,
  locale: Locale,
  options: { readonly width?: number; readonly theme?: 'light' | 'dark' } = {},
): Promise<Visitor> {
  const { width = 1280, theme = 'light' } = options
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  const context = await browser.newContext({
    baseURL: url,
    locale: locale === 'ko' ? 'ko-KR' : 'en-US',
    viewport: { width, height: 900 },
    colorScheme: theme,
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isExpected(message))
      complaints.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  mkdirSync(SHOTS, { recursive: true })
  return {
    page,
    context,
    words: wordsOf(locale),
    complaints,
    async shot(name) {
      await page.screenshot({ path: join(SHOTS, `${name}-${locale}-${theme}-${width}.png`) })
    },
    overflow: () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

/** Asking the API who is signed in, or for what has just gone, is answered by 401 and 404, which browsers print. */
function isExpected(message: ConsoleMessage): boolean {
  const { pathname } = new URL(message.location().url || 'about:blank')
  return pathname.startsWith('/api/') && /status of 40[14] /.test(message.text())
}
