export * from './passwords.ts'
export * from './secret.ts'
export * from './tokens.ts'
export * from './vault.ts'
