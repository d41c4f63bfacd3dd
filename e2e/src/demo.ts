import { styleText } from 'node:util'
import { Api, ApiProblem } from './demo/api.ts'
import { type Demo, demoClusters, type Story } from './demo/stories.ts'
import { sandboxBooks } from './demo/sandbox.ts'
import { signIn } from './demo/sign-in.ts'
import { watchSteps } from './demo/watch.ts'
import { printSummary } from './demo/summary.ts'

const url =
  process.env['SKYCLUST_URL'] ?? `http://127.0.0.1:${process.env['SKYCLUST_PORT'] ?? '8080'}`
const say = (line: string) => console.log(line)
const heading = (text: string) => say(`\n${styleText('bold', text)}`)

/** Drives a running server from outside: three clusters on three sandbox clouds, planned, created, watched and deleted. */
async function main(): Promise<boolean> {
  const api = new Api(url)
  await reachable(api)
  const workspace = await signIn(api, say)
  const demo: Demo = { api, workspace, books: sandboxBooks(api), say }

  heading('1. Sandbox credentials')
  const stories = await demoClusters(demo)

  heading('2. Plans: nothing is changed')
  for (const story of stories) await story.plan()

  heading('3. Creating three clusters at once')
  const watching = watchSteps(demo, stories)
  await Promise.all(stories.map((story) => story.create()))

  heading('4. Deleting them')
  await Promise.all(stories.map((story) => story.remove()))
  watching.stop()

  heading('5. Summary')
  return printSummary(stories, say)
}

async function reachable(api: Api): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await api.call('GET', '/readyz')
      return
    } catch (cause) {
      if (tries === 20)
        throw new Error(
          `No server answers at ${api.url}. Start it with «npm start», or set SKYCLUST_URL.`,
          { cause },
        )
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}

main()
  .then((right) => {
    process.exitCode = right ? 0 : 1
  })
  .catch((error: unknown) => {
    console.error(
      error instanceof ApiProblem
        ? `${error.message}\n${JSON.stringify(error.body, null, 2)}`
        : error,
    )
    process.exitCode = 1
  })

export type { Story }
