export { type Config, readConfig, type Secrets } from './config.ts'
export { type RunningServer, startServer } from './start-server.ts'
