import { PeopleTexts } from '@/components/members/people-texts.tsx'
import { SettingsPage } from '@/components/settings/settings-page.tsx'

export default function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  return (
    <PeopleTexts params={params}>
      <SettingsPage />
    </PeopleTexts>
  )
}
