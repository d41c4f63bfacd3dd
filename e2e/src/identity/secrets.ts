import { randomBytes } from 'node:crypto'
import type { AccountCredential } from '@skyclust/cloudsim'
import type { TestOidcProvider } from '@skyclust/testkit'
import type { Canary } from './canaries.ts'
import { type Person, signedInBy } from './person.ts'
import type { Witness } from './witness.ts'

export interface Story {
  readonly publicUrl: string
  readonly witness: Witness
  readonly idp: TestOidcProvider
  readonly accounts: Readonly<Record<'aws' | 'gcp' | 'azure', AccountCredential>>
  /** Rows past all walls. */
  readonly query: (text: string) => Promise<readonly Record<string, unknown>[]>
}

/** What the story adds to, secret by secret. */
export class Secrets {
  readonly all: Canary[] = []

  add(
    name: string,
    value: string,
    handedOutBy: readonly string[] = [],
    extra: Partial<Canary> = {},
  ): string {
    this.all.push({ name, value, handedOutBy, ...extra })
    return value
  }

  made(name: string): string {
    return this.add(name, `${name.replaceAll(' ', '-')}-${randomBytes(12).toString('base64url')}`)
  }
}

export function cookieOf(
  reply: Parameters<typeof signedInBy>[0],
  label: string,
  secrets: Secrets,
): Person {
  const person = signedInBy(reply)
  secrets.add(`session cookie, ${label}`, person.cookie.split('=')[1] ?? '', [label])
  return person
}

export async function mailedTo(
  { ask }: Witness,
  admin: Person,
  to: string,
  page: string,
): Promise<string> {
  const { body } = await ask<{ items: { to: string; text: string | null }[] }>(
    'mails',
    admin,
    'GET',
    '/platform/mails?limit=200',
  )
  const texts = body.items.filter((mail) => mail.to === to).map(({ text }) => text ?? '')
  const found = texts.map((text) => new RegExp(`/${page}/([\\w-]+)`).exec(text)?.[1])
  const token = found.find((value) => value !== undefined)
  if (token === undefined) throw new Error(`no link to ${page} was mailed to ${to}`)
  return token
}

export function lastOf(link: string): string {
  return link.split('/').at(-1) ?? ''
}

/** The part of a token that makes it one; the rest says only whose it is. */
export function signatureOf(token: string): string {
  return token.split('.').at(-1) ?? ''
}
