export * from './database.ts'
export { startTestServer, stopTestServer } from './test-server.ts'
