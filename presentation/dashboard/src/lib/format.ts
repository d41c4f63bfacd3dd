/** US dollars from a decimal string, in the reader's format. */
export function formatUsd(amount: string | number, locale: string, digits = 2): string {
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(Number(amount))
}

/** `45초`, `6분 04초`, `1시간 12분` (ko) or `45s`, `6m 04s`, `1h 12m` (en). */
export function formatSeconds(seconds: number, locale: string): string {
  if (seconds < 1) return locale === 'ko' ? '1초 미만' : '<1s'
  const whole = Math.round(seconds)
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  const unit = locale === 'ko' ? { h: '시간', m: '분', s: '초' } : { h: 'h', m: 'm', s: 's' }
  if (h > 0) return m === 0 ? `${h}${unit.h}` : `${h}${unit.h} ${m}${unit.m}`
  if (m > 0)
    return s === 0 ? `${m}${unit.m}` : `${m}${unit.m} ${String(s).padStart(2, '0')}${unit.s}`
  return `${s}${unit.s}`
}

/** A usual span such as `9–12분`; rounded to minutes from two minutes on. */
export function formatSpan(span: { min: number; max: number }, locale: string): string {
  const inMinutes = span.max >= 120
  const round = (seconds: number) => (inMinutes ? Math.max(1, Math.round(seconds / 60)) : seconds)
  const [min, max] = [round(span.min), round(span.max)]
  const unit = inMinutes ? (locale === 'ko' ? '분' : ' min') : locale === 'ko' ? '초' : ' s'
  return min === max ? `${min}${unit}` : `${min}–${max}${unit}`
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** How long ago an ISO time was, in words. */
export function formatAgo(iso: string, now: number, locale: string): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000)
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  for (const [unit, size] of UNITS)
    if (seconds >= size) return format.format(-Math.floor(seconds / size), unit)
  return format.format(0, 'second')
}

/** An ISO time to the second in the reader's zone. */
export function formatTime(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' }).format(
    new Date(iso),
  )
}
