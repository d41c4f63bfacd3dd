import { isSetUpRequired, type Ports, setUp, SetUpRequest, signOut } from '@skyclust/application'
import { DomainError } from '@skyclust/domain'
import { InvalidConfig, type Secrets } from './config.ts'

/** Unattended set-up from SKYCLUST_ADMIN_EMAIL and SKYCLUST_ADMIN_PASSWORD; does nothing once there is an administrator. */
export async function setUpFirstAdministrator(
  ports: Ports,
  admin: Secrets['admin'],
): Promise<void> {
  if (!admin || !(await isSetUpRequired(ports))) return
  const parsed = SetUpRequest.safeParse({ email: admin.email, password: admin.password.reveal() })
  if (!parsed.success)
    throw new InvalidConfig(
      parsed.error.issues
        .map(({ path, message }) => `SKYCLUST_ADMIN_${String(path[0]).toUpperCase()}: ${message}`)
        .join('\n'),
    )
  try {
    const client = { address: 'local', userAgent: 'unattended set-up' }
    const { session } = await setUp(ports, parsed.data, client)
    await signOut(ports, session)
  } catch (error) {
    // Another instance that started at the same time was quicker.
    if (!(error instanceof DomainError && error.code === 'already-set-up')) throw error
  }
}
