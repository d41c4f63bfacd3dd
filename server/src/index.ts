export { type Config, readConfig, type Secrets } from './config.ts'
export { systemClock, systemRandom } from './runtime.ts'
export { type RunningServer, startServer } from './start-server.ts'
export { freePort } from './listen.ts'
