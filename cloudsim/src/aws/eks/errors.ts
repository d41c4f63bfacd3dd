import { AwsError } from '../aws-error.ts'

type Details = Readonly<Record<string, unknown>>

export const invalidParameter = (message: string, details: Details = {}) =>
  new AwsError('InvalidParameterException', message, 400, details)

export const invalidRequest = (message: string, details: Details = {}) =>
  new AwsError('InvalidRequestException', message, 400, details)

export const inUse = (message: string, details: Details = {}) =>
  new AwsError('ResourceInUseException', message, 409, details)

export const noSuch = (message: string, details: Details = {}) =>
  new AwsError('ResourceNotFoundException', message, 404, details)

export const limitExceeded = (message: string, details: Details = {}) =>
  new AwsError('ResourceLimitExceededException', message, 400, details)
