import type { User } from '@skyclust/domain'

/** What people are written to about; a token becomes a link into the dashboard. */
export type MailTemplate =
  | { readonly kind: 'verify-email'; readonly token: string }
  | { readonly kind: 'reset-password'; readonly token: string }
  | { readonly kind: 'account-exists' }
  | { readonly kind: 'password-changed' }
  | { readonly kind: 'second-factor-reset' }
  | {
      readonly kind: 'invitation'
      readonly token: string
      readonly workspaceName: string
      /** Who invites, as the invited person should read it. */
      readonly inviter: string
    }
  | {
      readonly kind: 'break-glass'
      readonly workspaceName: string
      readonly administrator: string
      readonly reason: string
      /** ISO time. */
      readonly until: string
    }

export type MailLocale = User['locale']

/** Plain text only: it reads the same everywhere and hides no address behind another. */
export interface MailText {
  readonly subject: string
  readonly text: string
}

/** The message in the reader's language, with links that begin with `publicUrl`. */
export function renderMail(
  template: MailTemplate,
  locale: MailLocale,
  publicUrl: string,
): MailText {
  const { subject, lines } = (locale === 'ko' ? korean : english)(template, publicUrl)
  // What people named themselves must not begin a new header or line.
  return { subject: oneLine(subject), text: `${lines.map(oneLine).join('\n\n')}\n` }
}

interface Draft {
  readonly subject: string
  readonly lines: readonly string[]
}

function english(mail: MailTemplate, url: string): Draft {
  switch (mail.kind) {
    case 'verify-email':
      return {
        subject: 'Confirm your e-mail address',
        lines: [
          'Confirm that this address is yours. The link is good for 24 hours.',
          `${url}/verify-email/${mail.token}`,
          'If you did not make an account on SkyClust, ignore this message and do not open the link.',
        ],
      }
    case 'reset-password':
      return {
        subject: 'Choose a new password',
        lines: [
          'Somebody, probably you, asked for a new password. The link is good for one hour, once.',
          `${url}/reset-password/${mail.token}`,
          'If it was not you, ignore this message: your password stays as it is.',
        ],
      }
    case 'account-exists':
      return {
        subject: 'You have an account already',
        lines: [
          'Somebody, probably you, tried to register with this address. There is an account with it already: sign in, or choose a new password on the same page.',
          `${url}/login`,
        ],
      }
    case 'password-changed':
      return {
        subject: 'Your password was changed',
        lines: [
          'The password of your SkyClust account was changed, and other sessions were ended.',
          `If it was not you, choose a new one at once: ${url}/login`,
        ],
      }
    case 'second-factor-reset':
      return {
        subject: 'Your second factor was removed',
        lines: [
          'An administrator removed the authenticator app, recovery codes and passkeys of your account and ended your sessions. Sign in with your password and set them up again.',
          `${url}/login`,
          'If you did not ask for this, tell your administrator.',
        ],
      }
    case 'invitation':
      return {
        subject: `Invitation to ${mail.workspaceName}`,
        lines: [
          `${mail.inviter} invites you to the workspace «${mail.workspaceName}» on SkyClust. The link is good for 7 days, once.`,
          `${url}/invite/${mail.token}`,
          'If you do not know what this is about, ignore this message.',
        ],
      }
    case 'break-glass':
      return {
        subject: `Emergency access to ${mail.workspaceName}`,
        lines: [
          `The administrator ${mail.administrator} is owner of your workspace «${mail.workspaceName}» until ${mail.until}.`,
          `Reason given: ${mail.reason}`,
          'Everything done with this access is in the audit log of the workspace.',
        ],
      }
  }
  return mail satisfies never
}

function korean(mail: MailTemplate, url: string): Draft {
  switch (mail.kind) {
    case 'verify-email':
      return {
        subject: '이메일 주소를 확인해 주세요',
        lines: [
          '이 주소가 본인의 것인지 확인해 주세요. 링크는 24시간 동안 유효합니다.',
          `${url}/verify-email/${mail.token}`,
          'SkyClust 계정을 만들지 않았다면 이 메일을 무시하고 링크를 열지 마세요.',
        ],
      }
    case 'reset-password':
      return {
        subject: '새 비밀번호를 정해 주세요',
        lines: [
          '비밀번호 재설정이 요청되었습니다. 링크는 1시간 동안 한 번만 사용할 수 있습니다.',
          `${url}/reset-password/${mail.token}`,
          '본인이 요청하지 않았다면 이 메일을 무시하세요. 비밀번호는 그대로 유지됩니다.',
        ],
      }
    case 'account-exists':
      return {
        subject: '이미 계정이 있습니다',
        lines: [
          '이 주소로 가입이 시도되었지만 이미 계정이 있습니다. 로그인하거나 같은 화면에서 새 비밀번호를 정하세요.',
          `${url}/login`,
        ],
      }
    case 'password-changed':
      return {
        subject: '비밀번호가 변경되었습니다',
        lines: [
          'SkyClust 계정의 비밀번호가 변경되었고 다른 세션은 종료되었습니다.',
          `본인이 변경하지 않았다면 바로 새 비밀번호를 정하세요: ${url}/login`,
        ],
      }
    case 'second-factor-reset':
      return {
        subject: '2단계 인증이 해제되었습니다',
        lines: [
          '관리자가 계정의 인증 앱, 복구 코드, 패스키를 삭제하고 세션을 종료했습니다. 비밀번호로 로그인한 뒤 다시 설정하세요.',
          `${url}/login`,
          '요청한 적이 없다면 관리자에게 알려 주세요.',
        ],
      }
    case 'invitation':
      return {
        subject: `${mail.workspaceName} 워크스페이스 초대`,
        lines: [
          `${mail.inviter} 님이 SkyClust 워크스페이스 «${mail.workspaceName}»에 초대했습니다. 링크는 7일 동안 한 번만 사용할 수 있습니다.`,
          `${url}/invite/${mail.token}`,
          '모르는 초대라면 이 메일을 무시하세요.',
        ],
      }
    case 'break-glass':
      return {
        subject: `${mail.workspaceName} 비상 접근 알림`,
        lines: [
          `관리자 ${mail.administrator} 님이 ${mail.until}까지 워크스페이스 «${mail.workspaceName}»의 소유자 권한을 가집니다.`,
          `사유: ${mail.reason}`,
          '이 권한으로 한 모든 일은 워크스페이스의 감사 로그에 남습니다.',
        ],
      }
  }
  return mail satisfies never
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}
