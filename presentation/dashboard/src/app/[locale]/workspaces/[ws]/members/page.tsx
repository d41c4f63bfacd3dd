import { MembersPage } from '@/components/members/members-page.tsx'

export default function Page() {
  return <MembersPage />
}
