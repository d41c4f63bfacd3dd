import { PeopleTexts } from '@/components/members/people-texts.tsx'
import { MembersPage } from '@/components/members/members-page.tsx'

export default function Page() {
  return (
    <PeopleTexts>
      <MembersPage />
    </PeopleTexts>
  )
}
