import { PeopleTexts } from '@/components/members/people-texts.tsx'
import { MembersPage } from '@/components/members/members-page.tsx'

export default function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  return (
    <PeopleTexts params={params}>
      <MembersPage />
    </PeopleTexts>
  )
}
