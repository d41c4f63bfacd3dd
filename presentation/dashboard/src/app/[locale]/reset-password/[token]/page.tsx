import { ResetPasswordPage } from '@/components/sign-in/reset-password-page.tsx'

export default function Page() {
  return <ResetPasswordPage />
}
