import { StatisticsSection } from '@/components/admin/statistics-section.tsx'

export default function Page() {
  return <StatisticsSection />
}
