import { SessionSection } from '@/components/account/session-section.tsx'

export default function Page() {
  return <SessionSection />
}
