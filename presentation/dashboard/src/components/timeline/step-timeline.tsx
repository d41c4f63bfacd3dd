'use client'
import type { JournalEntry, Step } from '@skyclust/api-client'
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type GroupState, groupState, groupSteps, type StepKey } from '@/lib/steps.ts'
import { useNow } from '@/lib/use-now.ts'
import { TimelineGroup } from './timeline-group.tsx'

const SECOND = 1000

/** The cloud objects of a resource by step, as they come up; backwards while it is deleted. */
export function StepTimeline({
  steps,
  journal,
  isDeleting,
}: {
  readonly steps: readonly Step[]
  readonly journal: readonly JournalEntry[]
  readonly isDeleting: boolean
}) {
  const groups = groupSteps(steps, isDeleting)
  const isMoving = steps.some(({ state }) => !['ready', 'gone', 'waiting'].includes(state))
  const now = useNow(SECOND, isMoving)
  return (
    <>
      <ol className="grid">
        {groups.map(({ key, items }) => (
          <TimelineGroup
            key={key}
            step={key}
            items={items}
            journal={journal}
            now={now}
            isDeleting={isDeleting}
          />
        ))}
      </ol>
      <Announcer
        states={groups.map(({ key, items }) => [key, groupState(items, isDeleting)] as const)}
      />
    </>
  )
}

/** Says to screen readers which step changed, and to what. */
function Announcer({ states }: { readonly states: readonly (readonly [StepKey, GroupState])[] }) {
  const t = useTranslations()
  const [said, setSaid] = useState('')
  const before = useRef<Map<StepKey, GroupState>>(undefined)
  const text = JSON.stringify(states)
  useEffect(() => {
    const now = new Map(JSON.parse(text) as [StepKey, GroupState][])
    const changed = [...now].filter(
      ([key, state]) => before.current !== undefined && before.current.get(key) !== state,
    )
    before.current = now
    if (changed.length > 0)
      setSaid(
        changed.map(([key, state]) => `${t(`step.${key}`)}: ${t(`stepState.${state}`)}`).join(', '),
      )
  }, [text, t])
  return (
    <p aria-live="polite" className="sr-only">
      {said}
    </p>
  )
}
