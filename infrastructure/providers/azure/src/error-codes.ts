import type { CloudErrorClass } from '@skyclust/application'

/** A class and, where a person must act, what to do. */
export interface Verdict {
  readonly class: CloudErrorClass
  readonly remedy?: string
}

const QUOTA_REMEDY =
  'Ask for more on the Azure portal under «Quotas» for this subscription and region, choose a smaller size or fewer nodes, or free what is not needed.'
const CAPACITY_REMEDY =
  'Azure has none of these machines here now: choose another VM size or region, or try again later.'

interface Rule {
  readonly code: RegExp
  readonly message?: RegExp
  readonly verdict: Verdict
}

/** First match wins. Codes as ARM, the network and compute providers and AKS document them. */
const RULES: readonly Rule[] = [
  {
    code: /^(QuotaExceeded|.*CountLimitReached|.*QuotaLimit|.*QuotaExceeded|.*InsufficientVCPUQuota|.*VCPUQuota.*|SubscriptionLimit.*)$/i,
    verdict: { class: 'quota', remedy: QUOTA_REMEDY },
  },
  {
    code: /^OperationNotAllowed$/,
    message: /quota|cores? limit/i,
    verdict: { class: 'quota', remedy: QUOTA_REMEDY },
  },
  {
    code: /AllocationFailed|OverconstrainedAllocation|OverconstrainedZonalAllocation|OutOfCapacity|AKSCapacity|^SkuNotAvailable$|^VMSizeNotAvailable/i,
    verdict: { class: 'capacity', remedy: CAPACITY_REMEDY },
  },
  {
    code: /^(PrincipalNotFound|ReferencedResourceNotProvisioned|NetworkingInternalOperationError)$/,
    verdict: { class: 'not-yet-consistent' },
  },
  {
    code: /^(FailedIdentityOperation|ServicePrincipalNotFound)$/,
    message: /not found|does not exist/i,
    verdict: { class: 'not-yet-consistent' },
  },
  {
    code: /^(AnotherOperationInProgress|OperationNotAllowed|OperationPreempted|Conflict|ConflictingConcurrentWriteNotAllowed|RetryableError|ResourceGroupBeingDeleted|ResourceGroupDeletionBlocked|EtagMismatch|PutAgentPoolInProgress|ResourceDeploymentFailure)$/,
    verdict: { class: 'busy' },
  },
  { code: /^InUse|CannotBeDeleted|InUse$|CannotDelete|StillInUse/i, verdict: { class: 'busy' } },
  { code: /^PropertyChangeNotAllowed$/, verdict: { class: 'invalid' } },
  { code: /^(RoleAssignmentExists|ResourceExists)$/, verdict: { class: 'already-exists' } },
  {
    code: /^(MissingSubscriptionRegistration|MissingRegistrationForType|SubscriptionNotRegistered)$/,
    verdict: {
      class: 'invalid',
      remedy:
        'Register the resource provider once for the subscription: `az provider register --namespace <the one named in the message> --wait`, or on the portal under Subscription → Resource providers.',
    },
  },
  {
    code: /^ScopeLocked$/,
    verdict: {
      class: 'denied',
      remedy: 'Remove the management lock that the message names, then try again.',
    },
  },
  {
    code: /^RequestDisallowedByPolicy$/,
    verdict: {
      class: 'denied',
      remedy:
        'An Azure Policy forbids this: ask who owns the policy named in the message for an exemption, or choose settings it allows.',
    },
  },
  {
    code: /^(ReadOnlyDisabledSubscription|SubscriptionDisabled|DisallowedOperation)$/,
    verdict: { class: 'denied', remedy: 'The subscription is disabled: reactivate it in Azure.' },
  },
  {
    code: /^SubscriptionNotFound$/,
    verdict: {
      class: 'credential',
      remedy:
        'Check the subscription id of the credential, and that its application has a role on that subscription.',
    },
  },
  {
    code: /^(CredentialInvalid|InvalidAuthenticationToken.*|AuthenticationFailed|ExpiredAuthenticationToken)$/,
    verdict: {
      class: 'credential',
      remedy: 'Check tenant, client id and secret of the credential, and replace what has changed.',
    },
  },
  {
    code: /^SubnetIsFull|InsufficientSubnetSize|SubnetIPs/i,
    verdict: {
      class: 'invalid',
      remedy: 'The subnet has no free addresses: use a larger subnet or fewer nodes.',
    },
  },
]

/** Class of an Azure error code, wherever it was read: a refusal, an operation document or a failed object. */
export function verdictOf(code: string, message: string): Verdict | undefined {
  return RULES.find(
    (rule) => rule.code.test(code) && (rule.message === undefined || rule.message.test(message)),
  )?.verdict
}
