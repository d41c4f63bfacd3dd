import { startTestServer, stopTestServer } from '@skyclust/testkit'

/** `start` prints the URL of the PostgreSQL that all test files of a run share; `stop` ends it. */
if (process.argv[2] === 'stop') await stopTestServer()
else console.log((await startTestServer()).url)
