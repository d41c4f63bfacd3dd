import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Operation } from '../operation.ts'
import { quota } from '../quotas/quota-table.ts'
import { allRegions, zonesOf } from '../regions.ts'
import { applyFilters } from './describe.ts'

const describe = { mutating: false, bucket: 'ec2.describe' } as const

/** Regions, zones and the old account attributes. */
export const placeOperations: readonly Operation[] = [
  {
    ...describe,
    name: 'DescribeRegions',
    input: ['RegionName', 'Filter', 'AllRegions', 'DryRun'],
    run(api, input) {
      const names = input.strings('RegionName')
      const all = allRegions().map((region) => ({
        regionName: region.name,
        regionEndpoint: `ec2.${region.name}.amazonaws.com`,
        optInStatus: region.optIn ? 'not-opted-in' : 'opt-in-not-required',
      }))
      for (const name of names)
        if (!all.some(({ regionName }) => regionName === name))
          throw new AwsError('InvalidParameterValue', `Invalid region provided: [${name}]`)
      const listed = all.filter(({ regionName, optInStatus }) =>
        names.length > 0
          ? names.includes(regionName)
          : input.boolean('AllRegions') === true || optInStatus === 'opt-in-not-required',
      )
      return {
        regionInfo: applyFilters(api, input, listed, {
          'region-name': ({ regionName }) => regionName,
          endpoint: ({ regionEndpoint }) => regionEndpoint,
          'opt-in-status': ({ optInStatus }) => optInStatus,
        }),
      }
    },
  },
  {
    ...describe,
    name: 'DescribeAvailabilityZones',
    input: ['ZoneName', 'ZoneId', 'Filter', 'AllAvailabilityZones', 'DryRun'],
    run(api, input) {
      const wanted = [...input.strings('ZoneName'), ...input.strings('ZoneId')]
      const all = renderZones(api)
      const known = all.flatMap(({ zoneName, zoneId }) => [zoneName, zoneId])
      for (const zone of wanted)
        if (!known.includes(zone))
          throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${zone}]`)
      const listed = all.filter(
        ({ zoneName, zoneId }) =>
          wanted.length === 0 || wanted.includes(zoneName) || wanted.includes(zoneId),
      )
      return {
        availabilityZoneInfo: applyFilters(api, input, listed, {
          'zone-name': ({ zoneName }) => zoneName,
          'zone-id': ({ zoneId }) => zoneId,
          'zone-type': ({ zoneType }) => zoneType,
          'region-name': ({ regionName }) => regionName,
          'group-name': ({ groupName }) => groupName,
          'opt-in-status': ({ optInStatus }) => optInStatus,
          state: ({ zoneState }) => zoneState,
        }),
      }
    },
  },
  {
    ...describe,
    name: 'DescribeAccountAttributes',
    input: ['AttributeName', 'DryRun'],
    run(api, input) {
      const values: Readonly<Record<string, string>> = {
        'supported-platforms': 'VPC',
        'default-vpc': 'none',
        'max-instances': '20',
        'vpc-max-security-groups-per-interface': '5',
        'max-elastic-ips': String(quota(api, 'L-0263D0A3')),
        'vpc-max-elastic-ips': String(quota(api, 'L-0263D0A3')),
      }
      const names = input.strings('AttributeName')
      for (const name of names)
        if (!(name in values))
          throw new AwsError(
            'InvalidParameterValue',
            `Value (${name}) for parameter attributeName is invalid. Unknown attribute.`,
          )
      return {
        accountAttributeSet: Object.entries(values)
          .filter(([name]) => names.length === 0 || names.includes(name))
          .map(([attributeName, attributeValue]) => ({
            attributeName,
            attributeValueSet: [{ attributeValue }],
          })),
      }
    },
  },
]

function renderZones(api: Api) {
  return zonesOf(api.account, api.region).map(({ name, id }) => ({
    zoneName: name,
    zoneId: id,
    zoneState: 'available',
    zoneType: 'availability-zone',
    optInStatus: 'opt-in-not-required',
    regionName: api.region,
    groupName: `${api.region}-zg-1`,
    networkBorderGroup: api.region,
    messageSet: [],
  }))
}
