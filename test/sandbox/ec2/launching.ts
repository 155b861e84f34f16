import { RunInstancesCommand, type RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { launch, terminate, type Clients, type Stage } from './stage.ts';

/** What EC2 refuses it with. */
export async function refusal(input: Partial<RunInstancesCommandInput>, { ec2 }: Clients): Promise<{ code: string; message: string }> {
  const error = await ec2.send(new RunInstancesCommand({ ...launch(), ...input })).then(
    () => ({ name: 'none', message: 'it was launched' }),
    (thrown: Error) => thrown,
  );
  return { code: error.name, message: error.message };
}

export async function run(input: Partial<RunInstancesCommandInput>, { ec2 }: Clients): Promise<string> {
  const { Instances } = await ec2.send(new RunInstancesCommand({ ...launch(), ...input }));
  return Instances?.[0]?.InstanceId ?? '';
}

/** Between tests: no faults, and nothing rented. */
export async function tidy(stage: Stage): Promise<void> {
  await stage.admin('machines/clear', {});
  const living = (await stage.machines()).filter(({ state }) => state === 'pending' || state === 'running');
  if (living.length > 0) await terminate(stage, ...living.map(({ instanceId }) => instanceId));
}
