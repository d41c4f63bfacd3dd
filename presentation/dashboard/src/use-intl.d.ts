import type account from './messages/account/en.json'
import type admin from './messages/admin/en.json'
import type audit from './messages/audit/en.json'
import type messages from './messages/en.json'
import type people from './messages/people/en.json'
import type sso from './messages/single-sign-on/en.json'

declare module 'use-intl' {
  interface AppConfig {
    Locale: 'ko' | 'en'
    /** Those of every page, and those of sections, which are loaded with them. */
    Messages: typeof messages &
      typeof account &
      typeof admin &
      typeof audit &
      typeof people &
      typeof sso
  }
}
