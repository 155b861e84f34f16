/** IMDSv2 (docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html); the variable is the SDKs' own. */
const ENDPOINT = 'http://169.254.169.254';
const ANSWER_WITHIN_MS = 2000;

/** The id of the machine that this process runs on. */
export async function instanceId(env: Readonly<Record<string, string | undefined>>, otherwise: () => Promise<string>): Promise<string> {
  const endpoint = (env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? ENDPOINT).replace(/\/$/, '');
  const ask = async (path: string, init: RequestInit): Promise<string> => {
    const answer = await fetch(`${endpoint}${path}`, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (await answer.text()).trim();
  };
  try {
    const token = await ask('/latest/api/token', { method: 'PUT', headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' } });
    return await ask('/latest/meta-data/instance-id', { headers: { 'x-aws-ec2-metadata-token': token } });
  } catch {
    return await otherwise();
  }
}
