import { PeopleTexts } from '@/components/members/people-texts.tsx'
import { ApiKeysPage } from '@/components/api-keys/api-keys-page.tsx'

export default function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  return (
    <PeopleTexts params={params}>
      <ApiKeysPage />
    </PeopleTexts>
  )
}
