import type { Bucket } from './throttling.ts'
import type { Api } from './api.ts'
import type { AwsError } from './aws-error.ts'
import type { Fields, InputErrors, Tree } from './fields.ts'
import type { SimRequest, SimResponse } from '../core/cloud.ts'

/** An answer in the names of the wire; undefined members are left out. */
export type Answer = { readonly [key: string]: AnswerValue }
export type AnswerValue = string | number | boolean | undefined | readonly AnswerValue[] | Answer

/** One API operation. */
export interface Operation {
  readonly name: string
  /** The top-level members it understands, in wire names; those with `!` are required. */
  readonly input: readonly string[]
  readonly mutating: boolean
  /** Throttling bucket. */
  readonly bucket: Bucket
  /** Method and path template of rest-json operations. */
  readonly http?: { readonly method: string; readonly path: string }
  /** HTTP status of the answer; 200 unless told. */
  readonly status?: number
  target?(input: Fields): string | undefined
  run(api: Api, input: Fields): Answer
}

/** What a request asks for, before its input is checked. */
export interface Routed {
  readonly operation: Operation
  readonly input: Tree
}

/** A wire protocol: how a service reads requests and writes answers and errors. */
export interface Protocol {
  readonly errors: InputErrors
  /** Throws an AwsError when there is no such operation. */
  route(request: SimRequest, operations: readonly Operation[]): Routed
  answer(operation: Operation, answer: Answer, requestId: string): SimResponse
  error(error: AwsError, requestId: string): SimResponse
}

/** How a service words the errors that every operation can meet. */
export interface CommonErrors {
  throttled(message: string): AwsError
  internal(message: string): AwsError
  denied(principal: string, action: string, resource: string): AwsError
  expired(): AwsError
  unknownKey(): AwsError
  badSignature(message: string): AwsError
  missingToken(): AwsError
}

export interface Service {
  /** The service name in SigV4 credential scopes. */
  readonly name: string
  readonly protocol: Protocol
  readonly errors: CommonErrors
  readonly operations: readonly Operation[]
}
