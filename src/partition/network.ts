import { MigrationError } from '../errors.ts';
import { MANAGED_POLICIES_TAG } from './request.ts';

interface Part {
  readonly id: string;
  /** Whether it carries the tag that AWS's own policy for EMR's service role asks for. */
  readonly tagged: boolean;
}

/** Where the clusters' machines may go: the one subnet that is named, or those of the account's default network. */
export interface ClusterNetwork {
  readonly subnets: readonly (Part & { readonly vpc: string })[];
  readonly vpcs: readonly Part[];
  /** The security groups that EMR made there, for whichever cluster came first, and uses for every later one. */
  readonly groups: readonly (Part & { readonly name: string; readonly vpc: string })[];
}

/** Null: the caller may not look, as whoever holds an older infra/machines.yml. */
export type NetworkSight = { readonly network: ClusterNetwork } | { readonly network: null; readonly detail: string };

export const isOwnGroup = (name: string): boolean => name.startsWith('ElasticMapReduce-');
/** EMR makes what is missing of one of these, by whether the subnet is public (ManagementGuide/emr-man-sec-groups). */
const GROUP_SETS = [
  ['ElasticMapReduce-master', 'ElasticMapReduce-slave'],
  ['ElasticMapReduce-Master-Private', 'ElasticMapReduce-Slave-Private', 'ElasticMapReduce-ServiceAccess'],
] as const;

/** What lacks the tag: every subnet and group that may be taken, and each network in which EMR would have to make groups. */
export function untagged({ groups, subnets, vpcs }: ClusterNetwork): readonly string[] {
  const lacks = ({ tagged }: Part) => !tagged;
  const complete = (vpc: string) =>
    GROUP_SETS.some((set) => set.every((name) => groups.some((one) => one.vpc === vpc && one.name === name)));
  const used = vpcs.filter(({ id }) => !complete(id) && subnets.some(({ vpc }) => vpc === id));
  return [...subnets, ...used, ...groups].filter(lacks).map(({ id }) => id);
}

/**
 * Without the tag every cluster ends minutes after its start, with "insufficient EC2 permissions" and no name of what lacks
 * them: AmazonEMRServicePolicy_v2 lets the emr role start machines on a tagged network only.
 * @throws MigrationError CLUSTER_REFUSED with the command that tags what has to be tagged
 */
export function refuseUntagged(network: ClusterNetwork, at: { readonly region: string; readonly subnet: string | null }): void {
  if (network.subnets.length === 0) {
    throw new MigrationError('CLUSTER_REFUSED', `The target's account has no default network in ${at.region}, and no subnet is named`, {
      next: 'Name the subnet of the clusters as partition.subnet in the migration file. Nothing has been rented.',
    });
  }
  const ids = untagged(network);
  if (ids.length === 0) return;
  const where = at.subnet ?? 'the default network, of which EMR takes any subnet';
  throw new MigrationError(
    'CLUSTER_REFUSED',
    `EMR may start no cluster in ${where}: ${ids.join(', ')} ${ids.length === 1 ? 'lacks' : 'lack'} the tag ${MANAGED_POLICIES_TAG}=true, on which AWS's policy for the emr role insists`,
    {
      next: `With credentials of the target's account: aws ec2 create-tags --region ${at.region} --resources ${ids.join(' ')} --tags Key=${MANAGED_POLICIES_TAG},Value=true${at.subnet === null ? ' (or name one subnet as partition.subnet, and tag that one and its network)' : ''}. Nothing has been rented.`,
    },
  );
}
