import { AwsError } from '../aws-error.ts'
import type { Protocol } from '../operation.ts'
import { routeForm } from './form.ts'
import { escapeXml, toXml } from './xml.ts'

const version = '2016-11-15'

/** The ec2-query protocol: form in, XML out, lists flat in and `item` out. */
export const ec2QueryProtocol: Protocol = {
  errors: {
    missing: (name) =>
      new AwsError('MissingParameter', `The request must contain the parameter ${name}`),
    invalid: (name, value, wanted) =>
      new AwsError(
        'InvalidParameterValue',
        `Value (${value}) for parameter ${name} is invalid. It must be ${wanted}.`,
      ),
    unknown: (name) => new AwsError('UnknownParameter', `The parameter ${name} is not recognized`),
  },
  route: (request, operations) => routeForm(request, operations, version),
  answer: ({ name }, answer, requestId) => ({
    status: 200,
    headers: headers(requestId),
    body:
      `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response xmlns="http://ec2.amazonaws.com/doc/${version}/">` +
      `<requestId>${requestId}</requestId>${toXml(answer, 'item')}</${name}Response>`,
  }),
  error: (error, requestId) => ({
    status: error.status,
    headers: headers(requestId),
    body:
      `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${escapeXml(error.code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
  }),
}

function headers(requestId: string) {
  return { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId }
}
