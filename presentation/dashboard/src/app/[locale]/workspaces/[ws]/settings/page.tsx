import { PeopleTexts } from '@/components/members/people-texts.tsx'
import { SettingsPage } from '@/components/settings/settings-page.tsx'

export default function Page() {
  return (
    <PeopleTexts>
      <SettingsPage />
    </PeopleTexts>
  )
}
