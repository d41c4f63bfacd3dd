import { LoginPage } from '@/components/sign-in/login-page.tsx'

export default function Page() {
  return <LoginPage />
}
