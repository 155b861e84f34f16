import { MigrationError } from '../errors.ts';
import type { TypeSight } from '../fleet/machine.ts';
import type { CredentialProvider } from '../s3/types.ts';
import { SDK_TIMEOUTS, sdkProvider, type AwsPlace } from './credentials.ts';

/** Asks EC2 whether it has the instance type. The client is loaded here: it alone takes most of a second. @throws MigrationError AWS_FAILED */
export async function lookUpMachineType(
  place: AwsPlace,
  region: string,
  credentials: CredentialProvider,
  type: string,
): Promise<TypeSight> {
  const { DescribeInstanceTypesCommand, EC2Client } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client({
    region,
    requestHandler: SDK_TIMEOUTS,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    credentials: sdkProvider(credentials),
  });
  try {
    // The type is text from the file; EC2, not our list of its types, says which there are.
    const { InstanceTypes = [] } = await client.send(new DescribeInstanceTypesCommand({ InstanceTypes: [type as never] }));
    return { known: InstanceTypes.length > 0 };
  } catch (cause) {
    if (cause instanceof MigrationError) throw cause;
    const { message, name } = cause as Error;
    // One that is there, but not in this region, is answered alike (API_DescribeInstanceTypes).
    if (name === 'InvalidInstanceType') return { known: false };
    if (name === 'UnauthorizedOperation') return { known: null, detail: message };
    throw new MigrationError('AWS_FAILED', `The machines' type could not be looked up: ${name}: ${message}`, {
      cause,
      next: 'Re-run this job.',
    });
  } finally {
    client.destroy();
  }
}
