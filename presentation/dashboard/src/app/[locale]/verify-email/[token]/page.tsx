import { VerifyEmailPage } from '@/components/sign-in/verify-email-page.tsx'

export default function Page() {
  return <VerifyEmailPage />
}
