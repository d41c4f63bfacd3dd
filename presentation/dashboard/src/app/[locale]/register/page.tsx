import { RegisterPage } from '@/components/sign-in/register-page.tsx'

export default function Page() {
  return <RegisterPage />
}
