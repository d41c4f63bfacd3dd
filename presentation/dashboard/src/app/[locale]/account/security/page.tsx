import { SecuritySection } from '@/components/account/security-section.tsx'

export default function Page() {
  return <SecuritySection />
}
