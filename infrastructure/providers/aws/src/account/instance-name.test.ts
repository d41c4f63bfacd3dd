import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { amiTypeOf, vcpuQuotaOf, vcpusOf } from './instance-name.ts'

describe('names of instance types', () => {
  const images = {
    'm6i.large': 'AL2023_x86_64_STANDARD',
    't4g.medium': 'AL2023_ARM_64_STANDARD',
    'a1.xlarge': 'AL2023_ARM_64_STANDARD',
    'is4gen.large': 'AL2023_ARM_64_STANDARD',
    'g4dn.xlarge': 'AL2023_x86_64_NVIDIA',
    'g4ad.xlarge': 'AL2023_x86_64_STANDARD',
    'g5g.xlarge': 'AL2023_ARM_64_NVIDIA',
    'p5.48xlarge': 'AL2023_x86_64_NVIDIA',
    'inf2.xlarge': 'AL2023_x86_64_NEURON',
  }
  for (const [type, image] of Object.entries(images))
    it(`${type} starts from ${image}`, () => assert.equal(amiTypeOf(type), image))

  const vcpus = {
    't3.micro': 2,
    't2.micro': 1,
    't2.medium': 2,
    'm6g.medium': 1,
    'm6i.large': 2,
    'c7i.xlarge': 4,
    'r6i.24xlarge': 96,
    'c7i.metal-48xl': 192,
  }
  for (const [type, count] of Object.entries(vcpus))
    it(`${type} has ${count} vCPUs`, () => assert.equal(vcpusOf(type), count))

  it('tells the quota', () => {
    assert.equal(vcpuQuotaOf('m6i.large', false), 'L-1216C47A')
    assert.equal(vcpuQuotaOf('m6i.large', true), 'L-34B43A08')
    assert.equal(vcpuQuotaOf('g5.xlarge', false), 'L-DB2E81BA')
    assert.equal(vcpuQuotaOf('x2idn.16xlarge', false), undefined)
  })
})
