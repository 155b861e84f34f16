import { homedir } from 'node:os';
import { join, matchesGlob, resolve } from 'node:path';
import { findFiles, isInside } from './artifact-files.ts';
import { standInInputs, StandInProblem } from './artifact-inputs.ts';
import { type Artifact, copyArtifact, listArtifacts, storeArtifact } from './artifact-store.ts';
import type { UsesStep } from './model.ts';
import type { BodyEnd, Execution } from './step-run.ts';

/** Stands in for actions/upload-artifact: the artifact is a folder of the run's. */
export function executeUpload(execution: Execution, step: UsesStep): Promise<BodyEnd> {
  return standIn(execution, async () => {
    const { annotate, contexts, leg, outputs } = execution;
    const { flag, only, text } = standInInputs(step, contexts);
    only('archive', ['true', 'True', 'TRUE']);
    only('compression-level', ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    only('if-no-files-found', ['warn', 'error', 'ignore']);
    if (!/^\d*$/.test(text('retention-days'))) throw new StandInProblem('Invalid retention-days');
    const name = text('name') || 'artifact';
    const path = text('path');
    if (path === '') throw new StandInProblem('Input required and not supplied: path');
    const overwrite = flag('overwrite', false);
    const found = await findFiles(path, leg.workspace, flag('include-hidden-files', false));
    // Rule artifact.none-found.
    if (found.files.length === 0) {
      const message = `No files were found with the provided path: ${path}. No artifacts will be uploaded.`;
      const otherwise = text('if-no-files-found') || 'warn';
      if (otherwise === 'error') throw new StandInProblem(message);
      if (otherwise === 'warn') annotate('warning', message);
      else leg.log.line(message);
      return;
    }
    const { facts, runFolder } = leg.services;
    const { attempt, id: runId, number, repository, serverUrl } = facts;
    const artifact = await storeArtifact({ ...found, name, overwrite, run: { folder: runFolder, number, attempt } });
    leg.log.line(`Artifact ${name}: ${artifact.files} file${artifact.files === 1 ? '' : 's'}, ID ${artifact.id}`);
    outputs['artifact-id'] = String(artifact.id);
    outputs['artifact-url'] = `${serverUrl}/${repository}/actions/runs/${runId}/artifacts/${artifact.id}`;
    outputs['artifact-digest'] = artifact.digest;
  });
}

/** Stands in for actions/download-artifact, for artifacts of this run (rule artifact.download-folders). */
export function executeDownload(execution: Execution, step: UsesStep): Promise<BodyEnd> {
  return standIn(execution, async () => {
    const { contexts, leg, outputs } = execution;
    const { flag, only, text } = standInInputs(step, contexts);
    const { facts, runFolder } = leg.services;
    only('repository', [facts.repository]);
    only('run-id', [facts.id]);
    only('skip-decompress', ['false', 'False', 'FALSE']);
    only('digest-mismatch', ['ignore', 'info', 'warn', 'error']);
    const merge = flag('merge-multiple', false);
    const path = resolve(leg.workspace, text('path').replace(/^~(?=\/|$)/, homedir()));
    if (leg.hasCheckout && isInside(path, leg.workspace)) {
      throw new StandInProblem(
        `After a checkout the workspace is the repository's own folder, which steps must not change: give a 'path' outside it, as \${{ runner.temp }}/artifacts`,
      );
    }
    const name = text('name');
    const pattern = text('pattern');
    const all = await listArtifacts(runFolder);
    const chosen = all.filter((artifact) => (name === '' ? pattern === '' || matchesGlob(artifact.name, pattern) : artifact.name === name));
    if (name !== '' && chosen.length === 0)
      throw new StandInProblem(`Unable to download artifact(s): Artifact not found for name: ${name}; the run has: ${names(all)}`);
    for (const artifact of chosen) await copyArtifact(runFolder, artifact, name !== '' || merge ? path : join(path, artifact.name));
    leg.log.line(`Total of ${chosen.length} artifact(s) downloaded: ${names(chosen)}`);
    outputs['download-path'] = path;
  });
}

function names(artifacts: readonly Artifact[]): string {
  return artifacts.map(({ name }) => name).join(', ') || 'none';
}

async function standIn({ annotate, leg }: Execution, body: () => Promise<void>): Promise<BodyEnd> {
  leg.log.line('##[endgroup]');
  try {
    await body();
    return { failed: false };
  } catch (thrown) {
    if (!(thrown instanceof StandInProblem)) throw thrown;
    annotate('error', thrown.message);
    return { failed: true };
  }
}
