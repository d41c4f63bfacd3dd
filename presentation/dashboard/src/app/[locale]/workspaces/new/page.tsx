import { CreateWorkspace } from '@/components/workspaces/create-workspace.tsx'

export default function Page() {
  return <CreateWorkspace />
}
