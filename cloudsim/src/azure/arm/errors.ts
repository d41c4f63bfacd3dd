import type { SimResponse } from '../../core/cloud.ts'

/** An error in ARM's own form: status, code, message, and target or details where the provider gives them. */
export class ArmError extends Error {
  readonly status: number
  readonly code: string
  readonly target: string | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    message: string,
    more: { readonly target?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.target = more.target
    this.headers = more.headers ?? {}
  }
}

export function badRequest(code: string, message: string, target?: string): ArmError {
  return new ArmError(400, code, message, target === undefined ? {} : { target })
}

export function resourceNotFound(type: string, name: string, group: string): ArmError {
  return new ArmError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  )
}

export function childNotFound(type: string, name: string): ArmError {
  return new ArmError(404, 'NotFound', `Resource ${name} of type '${type}' was not found.`)
}

export function errorResponse(error: ArmError): SimResponse {
  const body = {
    error: {
      code: error.code,
      message: error.message,
      ...(error.target === undefined ? {} : { target: error.target }),
      details: [],
    },
  }
  return {
    status: error.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-ms-error-code': error.code,
      ...error.headers,
    },
    body: JSON.stringify(body),
  }
}
