import { InvitationPage } from '@/components/invitation/invitation-page.tsx'

export default function Page() {
  return <InvitationPage />
}
