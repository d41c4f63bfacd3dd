'use client'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'

/** The next page of a list, if there is one. */
export function LoadMore({
  query: { hasNextPage, isFetchingNextPage, fetchNextPage },
}: {
  readonly query: {
    readonly hasNextPage: boolean
    readonly isFetchingNextPage: boolean
    readonly fetchNextPage: () => Promise<unknown>
  }
}) {
  const t = useTranslations('admin')
  if (!hasNextPage) return null
  return (
    <div className="flex justify-center pt-3">
      <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {t('more')}
      </Button>
    </div>
  )
}
