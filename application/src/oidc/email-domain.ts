import { invalid } from '@skyclust/domain'

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
/** So that the name of the proof still fits (RFC 1035: 253 characters). */
const MAX_LENGTH = 253 - '_skyclust.'.length

/** Second-level registries: whole countries, nobody's own. DNS proof would fail there, this says why. */
const REGISTRIES = new Set(
  [
    'ac.kr co.kr go.kr mil.kr ne.kr or.kr pe.kr re.kr seoul.kr',
    'ac.jp co.jp go.jp ne.jp or.jp ac.uk co.uk gov.uk org.uk com.au net.au org.au gov.au',
    'co.nz net.nz org.nz com.br net.br org.br co.in net.in org.in com.cn net.cn org.cn gov.cn',
    'com.tw net.tw org.tw com.hk net.hk org.hk com.sg edu.sg co.za org.za com.mx com.tr co.id co.th co.il',
  ].flatMap((line) => line.split(' ')),
)

/** Mail hosts whose addresses belong to everybody. */
const PUBLIC_MAIL = new Set(
  [
    'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com outlook.kr hotmail.co.kr',
    'yahoo.com yahoo.co.jp yahoo.co.kr ymail.com aol.com icloud.com me.com mac.com',
    'naver.com daum.net hanmail.net kakao.com nate.com korea.com',
    'proton.me protonmail.com pm.me gmx.com gmx.de gmx.net web.de t-online.de mail.com mail.ru yandex.ru yandex.com',
    'qq.com 163.com 126.com sina.com zoho.com fastmail.com tutanota.com tuta.com hey.com duck.com',
  ].flatMap((line) => line.split(' ')),
)

/** The domain in lower-case ASCII form (UTS 46), as DNS knows it; undefined when it is none. */
export function normalDomain(text: string): string | undefined {
  if (text === '' || /[\s/:@?#\\[\]%*]/.test(text)) return undefined
  const url = `http://${text}`
  if (!URL.canParse(url)) return undefined
  const name = new URL(url).hostname.replace(/\.$/, '')
  const labels = name.split('.')
  const isName = labels.length >= 2 && labels.every((label) => LABEL.test(label))
  // The last label of a name is never a number; of an IPv4 address it always is.
  if (!isName || name.length > MAX_LENGTH || /^\d+$/.test(labels.at(-1) ?? '')) return undefined
  return name
}

/** The normalised domain; invalid `invalid-domain`, or `public-domain` when it is nobody's own. */
export function claimableDomain(text: string): string {
  const domain = normalDomain(text)
  if (domain === undefined)
    throw invalid('invalid-domain', `«${text}» is no domain. Give one such as example.com.`, [
      { pointer: '/domain', message: 'must be a domain such as example.com' },
    ])
  if (REGISTRIES.has(domain) || PUBLIC_MAIL.has(domain))
    throw invalid(
      'public-domain',
      `«${domain}» belongs to everybody: people of it are not people of this workspace. Invite them one by one.`,
      [{ pointer: '/domain', message: 'must be a domain of your own' }],
    )
  return domain
}

/** The address in lower case with its domain normalised; undefined when it is none. */
export function normalEmail(
  text: string,
): { readonly email: string; readonly domain: string } | undefined {
  const at = text.lastIndexOf('@')
  const domain = normalDomain(text.slice(at + 1))
  const local = text.slice(0, Math.max(at, 0)).toLowerCase()
  if (domain === undefined || !/^[^\s@]{1,64}$/.test(local)) return undefined
  return { email: `${local}@${domain}`, domain }
}
