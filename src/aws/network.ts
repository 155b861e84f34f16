import type { SecurityGroup, Tag } from '@aws-sdk/client-ec2';
import { MigrationError } from '../errors.ts';
import { isOwnGroup, type NetworkSight } from '../partition/network.ts';
import { MANAGED_POLICIES_TAG } from '../partition/request.ts';
import type { CredentialProvider } from '../s3/types.ts';
import { SDK_TIMEOUTS, sdkProvider, type AwsPlace } from './credentials.ts';

/**
 * The subnet of this name, or those of the account's default network, with what EMR needs around them. The client is loaded
 * here: it alone takes most of a second. @throws MigrationError CLUSTER_REFUSED for a subnet that is not there, AWS_FAILED
 */
export async function clusterNetwork(
  place: AwsPlace,
  region: string,
  credentials: CredentialProvider,
  subnet: string | null,
): Promise<NetworkSight> {
  const sdk = await import('@aws-sdk/client-ec2');
  const client = new sdk.EC2Client({
    region,
    requestHandler: SDK_TIMEOUTS,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    credentials: sdkProvider(credentials),
  });
  const tagged = (tags: readonly Tag[] = []) => tags.some(({ Key, Value }) => Key === MANAGED_POLICIES_TAG && Value === 'true');
  try {
    // A region has few default subnets, and one page holds a thousand.
    const which = subnet === null ? { Filters: [{ Name: 'default-for-az', Values: ['true'] }] } : { SubnetIds: [subnet] };
    const { Subnets = [] } = await client.send(new sdk.DescribeSubnetsCommand(which));
    const vpcIds = [...new Set(Subnets.map(({ VpcId = '' }) => VpcId))];
    if (vpcIds.length === 0) return { network: { subnets: [], vpcs: [], groups: [] } };
    const { Vpcs = [] } = await client.send(new sdk.DescribeVpcsCommand({ VpcIds: vpcIds }));
    const groups: SecurityGroup[] = [];
    const pages = sdk.paginateDescribeSecurityGroups({ client }, { Filters: [{ Name: 'vpc-id', Values: vpcIds }] });
    for await (const { SecurityGroups = [] } of pages) groups.push(...SecurityGroups.filter(({ GroupName = '' }) => isOwnGroup(GroupName)));
    return {
      network: {
        subnets: Subnets.map(({ SubnetId = '', Tags, VpcId = '' }) => ({ id: SubnetId, vpc: VpcId, tagged: tagged(Tags) })),
        vpcs: Vpcs.map(({ Tags, VpcId = '' }) => ({ id: VpcId, tagged: tagged(Tags) })),
        groups: groups.map(({ GroupId = '', GroupName = '', Tags, VpcId = '' }) => ({
          id: GroupId,
          name: GroupName,
          vpc: VpcId,
          tagged: tagged(Tags),
        })),
      },
    };
  } catch (cause) {
    if (cause instanceof MigrationError) throw cause;
    const { message, name } = cause as Error;
    if (name === 'UnauthorizedOperation') return { network: null, detail: message };
    if (name.startsWith('InvalidSubnetI')) {
      throw new MigrationError('CLUSTER_REFUSED', `partition.subnet: EC2 in ${region}: ${name}: ${message}`, {
        cause,
        next: 'Correct partition.subnet of the migration file: a subnet of the target’s account and region.',
      });
    }
    throw new MigrationError('AWS_FAILED', `The clusters' network could not be looked at: ${name}: ${message}`, {
      cause,
      next: 'Re-run this job.',
    });
  } finally {
    client.destroy();
  }
}
