import { ProfileSection } from '@/components/account/profile-section.tsx'

export default function Page() {
  return <ProfileSection />
}
