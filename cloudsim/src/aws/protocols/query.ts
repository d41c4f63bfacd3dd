import { AwsError } from '../aws-error.ts'
import type { Protocol } from '../operation.ts'
import { routeForm } from './form.ts'
import { escapeXml, toXml } from './xml.ts'

/** The aws-query protocol: form in, XML out. STS and IAM speak it. */
export function queryProtocol(options: {
  readonly version: string
  readonly namespace: string
}): Protocol {
  return {
    errors: {
      missing: (name) =>
        new AwsError(
          'ValidationError',
          `1 validation error detected: Value null at '${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`,
        ),
      invalid: (name, value, wanted) =>
        new AwsError(
          'ValidationError',
          `1 validation error detected: Value '${value}' at '${lowerFirst(name)}' failed to satisfy constraint: Member must be ${wanted}`,
        ),
      unknown: (name) =>
        new AwsError('ValidationError', `The parameter ${name} is not supported by this sandbox`),
    },
    route: (request, operations) => routeForm(request, operations, options.version),
    answer: ({ name }, answer, requestId) => {
      const result = toXml(answer, 'member')
      return xml(
        200,
        `<${name}Response xmlns="${options.namespace}"><${name}Result>${result}</${name}Result>` +
          `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`,
        requestId,
      )
    },
    error: (error, requestId) =>
      xml(
        error.status,
        `<ErrorResponse xmlns="${options.namespace}"><Error><Type>${error.status < 500 ? 'Sender' : 'Receiver'}</Type>` +
          `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>` +
          `<RequestId>${requestId}</RequestId></ErrorResponse>`,
        requestId,
      ),
  }
}

function xml(status: number, body: string, requestId: string) {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body,
  }
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
