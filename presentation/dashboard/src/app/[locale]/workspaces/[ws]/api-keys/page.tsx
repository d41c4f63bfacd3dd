import { PeopleTexts } from '@/components/members/people-texts.tsx'
import { ApiKeysPage } from '@/components/api-keys/api-keys-page.tsx'

export default function Page() {
  return (
    <PeopleTexts>
      <ApiKeysPage />
    </PeopleTexts>
  )
}
