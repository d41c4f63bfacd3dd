export * from './generated/index.ts'
export { client } from './generated/client.gen.ts'
