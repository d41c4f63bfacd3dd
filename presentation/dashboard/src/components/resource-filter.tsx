'use client'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { PROVIDER_NAMES, PROVIDERS } from './status.tsx'
import { Input } from './ui/field.tsx'

/** Search and cloud of a list, kept in the URL as `q` and `provider`. */
export function ResourceFilter({
  placeholder,
  count,
}: {
  readonly placeholder: string
  readonly count: string
}) {
  const t = useTranslations('common')
  const [search, setSearch] = useUrlParam('q')
  const [provider, setProvider] = useUrlParam('provider')
  const options = [
    ['', t('all')] as const,
    ...PROVIDERS.map((p) => [p, PROVIDER_NAMES[p]] as const),
  ]
  return (
    <div className="flex flex-wrap items-center gap-2 pb-3">
      <Input
        type="search"
        aria-label={placeholder}
        placeholder={placeholder}
        className="max-w-72"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <div
        role="group"
        aria-label={t('cloud')}
        className="flex rounded-md border border-line-2 p-0.5"
      >
        {options.map(([value, label]) => (
          <button
            key={value}
            type="button"
            aria-pressed={provider === value}
            onClick={() => setProvider(value)}
            className={cn(
              'h-6.5 rounded-sm px-2 text-xs whitespace-nowrap',
              provider === value ? 'bg-hover font-medium' : 'text-fg-2 hover:text-fg',
            )}
          >
            {label}
          </button>
        ))}
      </div>
      <span role="status" className="text-[13px] text-fg-2">
        {count}
      </span>
    </div>
  )
}
