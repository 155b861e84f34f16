import { describe, expect, it } from 'vitest';
import { refuseUntagged, untagged, type ClusterNetwork } from '../../../src/partition/network.ts';

const subnet = (tagged: boolean, id = 'subnet-1', vpc = 'vpc-1') => ({ id, vpc, tagged });
const vpc = (tagged: boolean, id = 'vpc-1') => ({ id, tagged });
const group = (name: string, tagged: boolean, of = 'vpc-1') => ({ id: `sg-${name}`, name: `ElasticMapReduce-${name}`, vpc: of, tagged });
const network = (over: Partial<ClusterNetwork> = {}): ClusterNetwork => ({
  subnets: [subnet(true)],
  vpcs: [vpc(true)],
  groups: [],
  ...over,
});

describe('a network', () => {
  it.each<[string, Partial<ClusterNetwork>, readonly string[]]>([
    ['that is tagged', {}, []],
    ['without a tag', { subnets: [subnet(false)], vpcs: [vpc(false)] }, ['subnet-1', 'vpc-1']],
    ['in which EMR must make groups', { vpcs: [vpc(false)] }, ['vpc-1']],
    ['in which half of them are', { vpcs: [vpc(false)], groups: [group('master', true)] }, ['vpc-1']],
    ['in which all are', { vpcs: [vpc(false)], groups: [group('master', true), group('slave', true)] }, []],
    [
      'in which all for private subnets are',
      { vpcs: [vpc(false)], groups: ['Master-Private', 'Slave-Private', 'ServiceAccess'].map((name) => group(name, true)) },
      [],
    ],
    ['whose groups lack it', { groups: [group('master', false), group('slave', true)] }, ['sg-master']],
    ['of which one subnet lacks it', { subnets: [subnet(true), subnet(false, 'subnet-2')] }, ['subnet-2']],
    ['beside another one', { vpcs: [vpc(true), vpc(false, 'vpc-2')] }, []],
  ])('%s', (_case, over, ids) => {
    expect(untagged(network(over))).toEqual(ids);
  });

  it('that EMR may not use is refused with what to tag and how', () => {
    const at = { region: 'us-east-2', subnet: 'subnet-1' };
    expect(() => refuseUntagged(network(), at)).not.toThrow();
    expect(() => refuseUntagged(network({ subnets: [subnet(false)] }), at)).toThrow(
      expect.objectContaining({
        code: 'CLUSTER_REFUSED',
        exitCode: 4,
        message: expect.stringMatching(/subnet-1 lacks the tag for-use-with-amazon-emr-managed-policies=true/) as string,
        next: expect.stringContaining(
          'aws ec2 create-tags --region us-east-2 --resources subnet-1 --tags Key=for-use-with-amazon-emr-managed-policies,Value=true.',
        ) as string,
      }),
    );
  });

  it('that is nobody’s choice is any of the default one, if there is one', () => {
    const at = { region: 'us-east-2', subnet: null };
    expect(() => refuseUntagged(network({ subnets: [subnet(false), subnet(false, 'subnet-2')] }), at)).toThrow(
      expect.objectContaining({ next: expect.stringContaining('partition.subnet') as string }),
    );
    expect(() => refuseUntagged({ subnets: [], vpcs: [], groups: [] }, at)).toThrow(/no default network in us-east-2/);
  });
});
