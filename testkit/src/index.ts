export * from './database.ts'
export { startTestServer, stopTestServer } from './test-server.ts'
export * from './memory/database.ts'
export * from './memory/stores.ts'
