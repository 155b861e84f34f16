import type { Architecture } from '../config/instance-types.ts';
import { MigrationError } from '../errors.ts';
import type { CredentialProvider } from '../s3/types.ts';
import { SDK_TIMEOUTS, sdkProvider, type AwsPlace } from './credentials.ts';

/** AWS's own parameter for the newest Amazon Linux 2023 (docs.aws.amazon.com/linux/al2023/ug/ec2.html). */
const parameterOf = (architecture: Architecture): string =>
  `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;

/** The image id of today's Amazon Linux 2023: resolved once, when the plan is made, so that all machines are alike. */
export async function newestImage(
  place: AwsPlace,
  region: string,
  credentials: CredentialProvider,
  architecture: Architecture,
): Promise<string> {
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient({
    region,
    requestHandler: SDK_TIMEOUTS,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    credentials: sdkProvider(credentials),
  });
  const Name = parameterOf(architecture);
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name }));
    if (Parameter?.Value !== undefined) return Parameter.Value;
    throw new Error('SSM answered without a value');
  } catch (cause) {
    if (cause instanceof MigrationError) throw cause;
    const { name, message } = cause as Error;
    throw new MigrationError(
      'ACCESS_DENIED',
      `The image of the machines could not be looked up: ssm:GetParameter ${Name}: ${name}: ${message}`,
      {
        cause,
        next: 'Allow ssm:GetParameter on it for the plan role (infra/target.yml).',
      },
    );
  } finally {
    client.destroy();
  }
}
