import { ForgotPasswordPage } from '@/components/sign-in/forgot-password-page.tsx'

export default function Page() {
  return <ForgotPasswordPage />
}
